import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  activityBetween,
  type ProcessActivity,
} from "../../../lib/watch/activity.ts";
import { adviceOn } from "../../../lib/watch/advice/advice.ts";
import { intervalJson } from "../../../lib/commands/watch/json.ts";
import { summaryText } from "../../../lib/commands/watch/text.ts";
import { look, ring, seenOften, thread } from "../../watch/looks.ts";

/** All of a watch of so many seconds. */
function whole(processes: readonly ProcessActivity[], seconds = 2) {
  return { at: seconds, seconds, processes };
}

const SQ = { tid: 9, cpu: 0, totalUs: 0, workUs: 0 };

/** A program with an SQ thread on its CPU, and a thread of io-wq. */
function busy() {
  return activityBetween(
    look(0, { name: "my\x1bdb", rings: [ring({ sqThread: SQ })] }),
    look(2, {
      name: "my\x1bdb",
      rings: [
        ring({
          completed: 2000,
          submitted: 2010,
          sqThread: { ...SQ, totalUs: 1e6, workUs: 25e4 },
          files: 1,
        }),
        ring({ fd: 12, inode: 101, completed: undefined, files: undefined }),
      ],
      threads: [
        thread({ runNs: 1e9, sleeps: 500 }),
        thread({ tid: 9, kind: "sq", runNs: 8e8 }),
        thread({ tid: 10, kind: "wq", runNs: 2e8 }),
      ],
    }),
  ).map((activity) => seenOften(activity, 3));
}

Deno.test("a process is told with its rings and what could be gained", () => {
  assertEquals(summaryText(whole(busy())).split("\n"), [
    "over 2s:",
    "",
    "my?db (PID 7), 2000 completions: 1 thread 0.50 CPU, SQ 0.40, io-wq 1 x, 0.10;",
    "1000 us of CPU time and 0.25 sleeps per completion",
    "ring  SQ  CQ  submitted/s  completed/s  files  buffers  SQ thread, CPU, work",
    "   3   8  16         1005         1000      1        0       9, 0.50, 25.0 %",
    "  12   8  16            0            ?      ?        0                     -",
    "iowait of the machine: 0.25 CPUs",
    "- 1 io-wq thread took 0.20 s of CPU time, 10.0 % of the process's: requests that",
    "  cannot be begun without waiting are given to them: a thread's switch is paid",
    "  for each, 7 us for a no-op (Jasny et al., VLDB 2026)",
    "- ring 3: its SQ thread 9 was on the CPU of a thread of the program at 3 of 3",
    "  looks: each waits for the other there; IORING_SETUP_SQ_AFF binds it elsewhere",
    "",
  ]);
});

Deno.test("nothing to gain is said, and so is that nothing can be told", () => {
  const quiet = (completed: number | undefined) =>
    summaryText(
      whole(activityBetween(
        look(0, { rings: [ring({ completed: completed && 0 })] }),
        look(1, { rings: [ring({ completed })] }),
      )),
    );
  assertStringIncludes(
    quiet(5),
    "- nothing to gain by 4 of 13 rules over 5 completions; the others",
  );
  assertStringIncludes(quiet(0), "nothing can be advised: no completion");
  assertStringIncludes(quiet(undefined), "this kernel does not tell");
});

Deno.test("rules hold where their figures do, and nowhere else", () => {
  const rules = (
    sqThread: typeof SQ | undefined,
    { cpu = 0, runNs = 1e9, sqNs = 1e9, overflowed = 0, wqNs = 0 } = {},
    looks = 3,
  ) =>
    activityBetween(
      look(0, { rings: [ring({ sqThread: sqThread && SQ })] }),
      look(1, {
        rings: [ring({ completed: 9, sqThread, overflowed })],
        threads: [
          thread({ cpu, runNs }),
          thread({ tid: 9, kind: "sq", runNs: sqNs }),
          thread({ tid: 10, kind: "wq", runNs: wqNs }),
        ],
      }),
    ).map((activity) => seenOften(activity, looks)).flatMap(adviceOn)
      .map(({ rule }) => rule);
  assertEquals(rules(undefined), []);
  const idle = { ...SQ, totalUs: 1e6, workUs: 1e5 };
  assertEquals(rules(idle, { cpu: 1 }), ["sq_thread_idle"]);
  assertEquals(rules({ ...idle, workUs: 6e5 }, { cpu: 1 }), []);
  assertEquals(rules({ ...idle, totalUs: 0 }, { cpu: 1 }), []);
  assertEquals(rules(idle), ["sq_thread_shares_cpu"]);
  // A thread that did not run was not in its way, nor it in that one's.
  assertEquals(rules(idle, { runNs: 0 }), ["sq_thread_idle"]);
  // A look or two may have met them there by chance.
  assertEquals(rules(idle, {}, 2), []);
  // Nor is one in its way that sleeps, wherever it ran last.
  const asleep = { ...SQ, totalUs: 1e4, workUs: 100 };
  assertEquals(rules(asleep, { sqNs: 0 }), []);
  // What it takes is not worth a word.
  assertEquals(rules(asleep, { cpu: 1 }), []);
  assertEquals(rules(undefined, { overflowed: 1 }), ["cq_overflow"]);
  assertEquals(rules(undefined, { wqNs: 5e7 }), ["io_wq"]);
  assertEquals(rules(undefined, { wqNs: 5e6 }), []);
});

Deno.test("the same is told in JSON, a line for an interval", () => {
  const line = intervalJson("all", whole(busy()));
  assertEquals(line.split("\n").length, 2);
  const { processes: [told], ...head } = JSON.parse(line);
  assertEquals(head, {
    schema: "uringlab-watch",
    version: 2,
    kind: "all",
    at: 2,
    seconds: 2,
    results: null,
    tracer: null,
  });
  assertEquals([told.pid, told.seconds, told.sleeps], [7, 2, 500]);
  assertEquals(told.cpu_seconds, { user: 1, sq: 0.8, wq: 0.2 });
  assertEquals(told.completed, 2000);
  assertEquals(told.rings[0], {
    fd: 3,
    sq_entries: 8,
    cq_entries: 16,
    submitted: 2010,
    completed: 2000,
    files: 1,
    buffers: 0,
    sq_thread: 9,
    sq_thread_cpu: 0,
    sq_total_us: 1e6,
    sq_work_us: 25e4,
    looks: 3,
    looks_with_overflow: 0,
    looks_with_sq_thread_beside: 3,
    traced: null,
  });
  assertEquals(told.rings[1].completed, null);
  assertEquals(told.rings[1].sq_work_us, null);
  assertEquals(
    told.advice.map(({ rule }: { rule: string }) => rule),
    ["io_wq", "sq_thread_shares_cpu"],
  );
  const interval = JSON.parse(intervalJson("interval", whole(busy())));
  assertEquals("advice" in interval.processes[0], false);
});
