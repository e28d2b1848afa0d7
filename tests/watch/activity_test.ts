import { assertEquals } from "@std/assert";
import {
  activityBetween,
  addActivity,
  completionsOf,
  cpuOf,
  withRings,
} from "../../lib/watch/activity.ts";
import { look, ring, thread } from "./looks.ts";

Deno.test("what happened between two looks is what counters went on by", () => {
  const sq = { tid: 9, cpu: 1, totalUs: 1000, workUs: 100 };
  const [activity] = activityBetween(
    look(1, {
      rings: [ring({ completed: 2 ** 32 - 5, submitted: 10, sqThread: sq })],
      threads: [thread({ runNs: 5e8, sleeps: 3 })],
    }),
    look(3, {
      rings: [ring({
        completed: 95,
        submitted: 110,
        sqThread: { ...sq, totalUs: 3000, workUs: 600 },
        overflowed: 2,
      })],
      threads: [
        thread({ runNs: 15e8, sleeps: 13 }),
        // It was made in between.
        thread({ tid: 8, kind: "wq", runNs: 2e8, sleeps: 100 }),
      ],
    }),
  );
  assertEquals([activity?.seconds, activity?.iowaitSeconds], [2, 0.5]);
  assertEquals(activity?.cpuSeconds, { user: 1, sq: 0, wq: 0.2 });
  assertEquals(cpuOf(activity!), 1.2);
  assertEquals(activity?.threads, { user: 1, sq: 0, wq: 1 });
  // Threads of the kernel sleep for reasons of their own.
  assertEquals(activity?.sleeps, 10);
  const [one] = activity?.rings ?? [];
  assertEquals([one?.completions, one?.submissions], [100, 100]);
  assertEquals(one?.sqWork, { totalUs: 2000, workUs: 500 });
  assertEquals([one?.looks, one?.overflowLooks], [1, 1]);
  // The thread of the program ran on another CPU.
  assertEquals(one?.sharedCpuLooks, 0);
});

Deno.test("what began between two looks is counted from its beginning", () => {
  const [activity] = activityBetween(
    { ns: 0n, iowaitSeconds: 0, processes: [] },
    look(1, {
      rings: [ring({ completed: 7 })],
      threads: [thread({ runNs: 1e8, sleeps: 2 })],
    }),
  );
  assertEquals(completionsOf(activity!), 7);
  assertEquals([activity?.cpuSeconds.user, activity?.sleeps], [0.1, 2]);
});

Deno.test("what a kernel does not count is unknown", () => {
  const old = { completed: undefined, submitted: undefined };
  const [activity] = activityBetween(
    look(0, { rings: [ring(old)] }),
    look(1, { rings: [ring(old)] }),
  );
  assertEquals(completionsOf(activity!), undefined);
});

Deno.test("activities are added up, ring by ring", () => {
  const at = (seconds: number, completed: number, more = false) =>
    look(seconds, {
      rings: [
        ring({ completed }),
        ...(more ? [ring({ fd: 4, inode: 101, completed: 1 })] : []),
      ],
      threads: [thread({ runNs: seconds * 1e8 })],
    });
  const first = activityBetween(at(0, 0), at(1, 10));
  const second = activityBetween(at(1, 10), at(3, 40, true));
  const [all] = addActivity(addActivity([], first), second);
  assertEquals(all?.seconds, 3);
  assertEquals(all?.rings.map(({ completions }) => completions), [40, 1]);
  assertEquals(all?.rings.map(({ looks }) => looks), [2, 1]);
  assertEquals(all?.cpuSeconds.user.toFixed(6), "0.300000");
});

Deno.test("a descriptor that is another ring now is another ring", () => {
  const [activity] = activityBetween(
    look(0, { rings: [ring({ completed: 100 })] }),
    look(1, { rings: [ring({ inode: 200, completed: 3 })] }),
  );
  assertEquals(completionsOf(activity!), 3);
});

Deno.test("processes without a ring are not told", () => {
  const all = activityBetween(look(0, { rings: [] }), look(1, { rings: [] }));
  assertEquals(all.length, 1);
  assertEquals(withRings(all), []);
});
