import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  adviceOn,
  noEvidence,
  nothingToGain,
  unjudgedRules,
} from "../../../lib/watch/advice/advice.ts";
import { RULE_NAMES, type RuleName } from "../../../lib/watch/advice/rules.ts";
import { requestOf } from "../../trace/capture/lines.ts";
import { FAULTS } from "./faults.ts";
import { PROGRAMS, traced, UNTRACED, untraced } from "./programs.ts";

function fired(activity: Parameters<typeof adviceOn>[0]): RuleName[] {
  return adviceOn(activity).map(({ rule }) => rule);
}

Deno.test("each fault is found by its own rule, and by no other", () => {
  for (const [name, activity] of Object.entries(PROGRAMS)) {
    const fault = FAULTS[name as keyof typeof PROGRAMS];
    assertEquals(fired(activity), fault ? [fault] : [], name);
  }
});

Deno.test("every rule has a program with its fault", () => {
  assertEquals(Object.keys(PROGRAMS).sort(), Object.keys(FAULTS).sort());
  const planted = new Set<RuleName | undefined>(Object.values(FAULTS));
  assertEquals(RULE_NAMES.filter((rule) => !planted.has(rule)), []);
});

Deno.test("advice has the figures that make it true in its words", () => {
  for (const activity of Object.values(PROGRAMS)) {
    for (const { text, seen, gain, figures } of adviceOn(activity)) {
      assert(/\d/.test(seen), seen);
      assert(text.endsWith(`${seen}: ${gain}`), text);
      assert(Object.values(figures).every(Number.isFinite), text);
      assert(!/undefined|NaN/.test(text), text);
    }
  }
});

Deno.test("kicks tell what stands in the way of more", () => {
  const text = (change: Record<string, unknown>) =>
    adviceOn(traced({
      thread: { counts: { kicks: 900, kicks_in_kernel: 900 } },
      traced: { flags: 0, ...change },
    }))[0]?.text ?? "";
  assertStringIncludes(text({}), "so does SINGLE_ISSUER|DEFER_TASKRUN");
  assertStringIncludes(
    text({ submitters: [7, 8] }),
    "as long as threads 7 and 8 submit",
  );
  assertStringIncludes(
    text({ waiters: [7, 8, 9, 10] }),
    "thread 7 submits and threads 8, 9 and 1 more wait",
  );
  assert(!text({ waiters: [] }).includes("DEFER"), "nobody waits");
});

Deno.test("a ring that is hardly used is not told of what others do", () => {
  const busy = traced({
    thread: { counts: { kicks: 900, kicks_in_kernel: 900 } },
    traced: { flags: 0, submitters: [7, 8] },
  });
  const [ring] = busy.rings;
  const idle = {
    ...ring!,
    traced: {
      ...ring!.traced!,
      id: "2",
      fd: 9,
      submitters: [7],
      requests: [],
    },
  };
  const [advice] = adviceOn({ ...busy, rings: [...busy.rings, idle] });
  assertEquals([advice?.rule, advice?.rings], ["kicks", [3]]);
  assertStringIncludes(advice!.gain, "as long as threads 7 and 8 submit");
});

Deno.test("kicks that cannot be seen are not judged", () => {
  const { delivery, ...others } = PROGRAMS.kicks;
  const blind = { ...delivery!, landingSeen: false };
  const activity = { ...others, delivery: blind };
  assertEquals(unjudgedRules(activity), ["kicks"]);
  // Where no tick is seen, nobody knows what takes the time.
  const ticks = { ...delivery!.counts, ticks: 0 };
  assertEquals(
    unjudgedRules({ ...others, delivery: { ...delivery!, counts: ticks } }),
    ["empty_peeks"],
  );
  assertEquals(fired(activity).includes("kicks"), false);
});

Deno.test("looks that mostly find something are no fault", () => {
  assertEquals(
    fired(traced({
      thread: { counts: { ticks: 250, ticks_in_peeks: 200 } },
      traced: { localRuns: 10_000, localItems: 900_000 },
    })),
    [],
  );
});

Deno.test("a thread that is woken for each of many could be woken once", () => {
  const [advice] = adviceOn(traced({
    thread: { counts: { waits_slept: 100 }, wakes: { softirq: 900 } },
    traced: { flags: 0 },
  }));
  assertEquals(advice?.rule, "deferrable");
  assertStringIncludes(advice!.seen, "900 wake-ups in 100 waits (9.0 each)");
});

Deno.test("io-wq is told by operation, file and reason, with what avoids it", () => {
  const text = (...punts: Record<string, unknown>[]) =>
    adviceOn(traced({ punts }))[0]?.text ?? "";
  const buffered = text({ count: 500 }, { count: 100, file: "log" });
  assertStringIncludes(buffered, "600 requests of 1000 (60.0 %)");
  assertStringIncludes(buffered, "500 READ of data: buffered");
  assertStringIncludes(buffered, "O_DIRECT needs no page");
  assertStringIncludes(
    text({ count: 500, forced: true }),
    "without IOSQE_ASYNC",
  );
  const fsync = text({ count: 500, opcode: 3, forced: true });
  assertStringIncludes(fsync, "io-wq does every request of the kind");
  assertStringIncludes(fsync, "RWF_DSYNC");
  assertStringIncludes(
    text({ count: 500, opcode: 17 }),
    "nothing avoids that but fewer",
  );
  assertEquals(text({ count: 9 }), "");
});

Deno.test("what /proc tells is advised without the tracer, and the rest is said", () => {
  assertEquals(fired(UNTRACED.wq), ["io_wq"]);
  assertEquals(fired(UNTRACED.overflow), ["cq_overflow"]);
  assertEquals(fired(UNTRACED.nops), []);
  assertEquals(unjudgedRules(PROGRAMS.good), []);
  assertEquals(unjudgedRules(UNTRACED.nops), [
    "kicks",
    "deferrable",
    "second_thread",
    "coop_tick",
    "defer_cap",
    "two_calls",
    "empty_peeks",
    "iowait",
    "unregistered",
  ]);
});

Deno.test("nothing to gain is a finding, too", () => {
  assertEquals(
    nothingToGain(PROGRAMS.good),
    `nothing to gain by ${RULE_NAMES.length} rules over 1000 completions`,
  );
  assertEquals(
    nothingToGain(UNTRACED.nops),
    `nothing to gain by 4 of ${RULE_NAMES.length} rules over 1000 ` +
      "completions; the others take what only the tracer sees",
  );
  const { delivery, ...others } = PROGRAMS.good;
  assertStringIncludes(
    nothingToGain({
      ...others,
      delivery: { ...delivery!, landingSeen: false },
    }),
    "not judged here: kicks that land in the kernel",
  );
  const quiet = untraced({ ring: { completed: 0 } });
  assertEquals(noEvidence(quiet), "no completion was seen");
  assertStringIncludes(nothingToGain(quiet), "nothing can be advised");
  assertStringIncludes(
    nothingToGain(untraced({ ring: { completed: undefined } })),
    "this kernel does not tell",
  );
});

Deno.test("of many rings the worst is told, and which others are alike", () => {
  const activity = PROGRAMS.capped;
  const [one] = activity.rings;
  const rings = [3, 4, 5, 6, 7].map((fd) => ({
    ...one!,
    traced: { ...one!.traced!, fd, cappedRuns: 35 + fd },
  }));
  const advice = adviceOn({ ...activity, rings });
  assertEquals(advice.map(({ rule }) => rule), ["defer_cap"]);
  assertEquals(advice[0]?.rings, [7, 6, 5, 4, 3]);
  assertStringIncludes(
    advice[0]!.text,
    "rings 7, 6, 5 and 2 more: 42 of 50 runs",
  );
});

Deno.test("a share of few events is nobody's fault", () => {
  const few = traced({
    ring: { completed: 20 },
    thread: {
      counts: { kicks: 20, kicks_in_kernel: 20 },
      runs: { other_syscall: 20, timer: 20 },
    },
    traced: {
      flags: 0,
      submitCalls: 20,
      waitsOnly: 20,
      localRuns: 20,
      cappedRuns: 20,
      requests: [requestOf({ submitted: 20, completed: 20 })],
    },
    punts: [{ count: 20 }],
  });
  assertEquals(fired(few), []);
});
