import { assertEquals } from "@std/assert";
import { parseSnapshot } from "../../../lib/trace/capture/protocol.ts";
import { THREAD_COUNTS } from "../../../lib/trace/capture/names.ts";
import {
  difference,
  lostEvents,
  sumOf,
} from "../../../lib/trace/capture/snapshot.ts";
import { failedOf, programOf, snapshotLine, threadOf } from "./lines.ts";

const ipi = { cpu: 0, from: "wakeup_preempt", callback: "", ours: false };
const stack = { wake: false, class: 0, frames: ["a"] };

const BEFORE = parseSnapshot(snapshotLine({
  atNs: "200",
  threads: [threadOf({ counts: { completions: 10, kicks: 1 } })],
  ipis: [{ ...ipi, count: 4 }],
  syscalls: [{ number: 0, count: 1 }, { number: 1, count: 2 }],
  stacks: [{ ...stack, samples: 3, events: 3 }],
  kicksOfOthers: 1,
  programs: [programOf({ fired: 10, missed: 1 })],
}));

const AFTER = parseSnapshot(snapshotLine({
  atNs: "900",
  threads: [
    threadOf({ counts: { completions: 25, kicks: 1 }, runs: { timer: 2 } }),
    threadOf({ tid: 8, globalTid: 1008, counts: { completions: 5 } }),
  ],
  ipis: [{ ...ipi, count: 4 }, { ...ipi, cpu: 1, count: 6 }],
  syscalls: [{ number: 0, count: 1 }, { number: 1, count: 5 }],
  stacks: [
    { ...stack, samples: 3, events: 3 },
    { ...stack, frames: ["b"], samples: 1, events: 16 },
  ],
  kicksOfOthers: 4,
  failed: failedOf({ threads: 1, ipis: 2, stacks: 9 }),
  programs: [programOf({ fired: 40, missed: 3 })],
}));

Deno.test("difference() is what was counted between two snapshots", () => {
  const between = difference(AFTER, BEFORE);
  assertEquals(
    between.threads.map(({ tid, counts, runs }) => ({
      tid,
      completions: counts.completions,
      kicks: counts.kicks,
      timer: runs.timer,
    })),
    [
      { tid: 7, completions: 15, kicks: 0, timer: 2 },
      { tid: 8, completions: 5, kicks: 0, timer: 0 },
    ],
  );
  assertEquals(between.ipis, [{ ...ipi, cpu: 1, count: 6 }]);
  assertEquals([...between.syscalls], [[1, 3]]);
  assertEquals(between.stacks.map(({ frames, events }) => [frames, events]), [
    [["b"], 16],
  ]);
  assertEquals(between.kicksOfOthers, 3);
  assertEquals(between.programs, [programOf({ fired: 30, missed: 2 })]);
});

Deno.test("difference() counts only the part of the window that is between", () => {
  const { atNs, startNs, endNs } = difference(AFTER, BEFORE);
  assertEquals({ atNs, startNs, endNs }, {
    atNs: 900n,
    startNs: 200n,
    endNs: 900n,
  });
});

Deno.test("difference() of a snapshot and itself is nothing", () => {
  const none = difference(AFTER, AFTER);
  assertEquals(
    sumOf(none.threads.map((thread) => thread.counts), THREAD_COUNTS)
      .completions,
    0,
  );
  assertEquals([none.ipis, none.stacks, [...none.syscalls]], [[], [], []]);
});

Deno.test("lostEvents() adds what programs missed and maps refused", () => {
  // Stacks that are not kept are samples less, no events.
  assertEquals(lostEvents(AFTER), { missed: 6, of: 43 });
});
