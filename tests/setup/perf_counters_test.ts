import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Machine } from "../../lib/run/machine.ts";
import {
  examinePerf,
  perfNotes,
  perfText,
} from "../../lib/setup/perf_counters.ts";
import { cell } from "../model/fixtures.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";

const PARANOID = { perfEventParanoid: 2 };

/** A machine that refuses both kinds of counters, or one. */
function refusing(
  errno: number,
  name: string,
  only?: "user" | "kernel",
): Machine {
  return fakeMachine({
    probePerf: (where) =>
      only === undefined || where === only
        ? refusal("perf", errno, name)
        : undefined,
  });
}

Deno.test("a machine with all counters has nothing to say", () => {
  const facts = examinePerf(PARANOID, fakeMachine());
  assertEquals(facts, {
    user: true,
    kernel: true,
    errno: null,
    why: null,
    remedy: null,
  });
  assertEquals(perfText(facts), "cycles and instructions can be counted");
});

Deno.test("a guest without a PMU says ENOENT and what that is", () => {
  const facts = examinePerf(PARANOID, refusing(2, "ENOENT"));
  assertEquals([facts.user, facts.kernel, facts.errno], [false, false, 2]);
  assertMatch(
    perfText(facts),
    /^cycles and instructions cannot be counted: perf_event_open: ENOENT; this machine has no such counters; a guest /,
  );
  assertStringIncludes(`${facts.remedy}`, "pmu=on");
});

Deno.test("who may not count the kernel counts user mode, and is told why", () => {
  const facts = examinePerf(PARANOID, refusing(13, "EACCES", "kernel"));
  assertEquals([facts.user, facts.kernel, facts.errno], [true, false, 13]);
  assertEquals(
    perfText(facts),
    "cycles and instructions can be counted in user mode only: " +
      "perf_event_open: EACCES; kernel.perf_event_paranoid is 2",
  );
  assertStringIncludes(
    `${facts.remedy}`,
    "sysctl kernel.perf_event_paranoid=1",
  );
  const unread = examinePerf(
    { perfEventParanoid: null },
    refusing(13, "EACCES"),
  );
  assertStringIncludes(`${unread.why}`, "paranoid is not known");
});

Deno.test("a refusal that nobody knows has its errno all the same", () => {
  const facts = examinePerf(PARANOID, refusing(24, "EMFILE"));
  assertEquals(facts.why, "perf_event_open: EMFILE");
  assertEquals(facts.remedy, null);
  for (const [errno, why] of [[1, "seccomp"], [38, "built without"]] as const) {
    const { why: told } = examinePerf(PARANOID, refusing(errno, "E"));
    assertStringIncludes(`${told}`, why);
  }
  const few = examinePerf(PARANOID, refusing(22, "EINVAL", "kernel"));
  assertStringIncludes(`${few.why}`, "too few counters");
});

Deno.test("a run says once what is refused, if it counts at all", () => {
  const machine = refusing(2, "ENOENT");
  assertEquals(perfNotes([cell(), cell()], PARANOID, machine), []);
  const counting = cell({ perfCounters: true });
  const notes = perfNotes([cell(), counting, counting], PARANOID, machine);
  assertEquals(notes.length, 1);
  assertMatch(notes[0] ?? "", /^note: cycles .* ENOENT.*; what is refused /);
  assertEquals(perfNotes([counting], PARANOID, fakeMachine()), []);
});

Deno.test("cells with partners are named before they lack figures", () => {
  const notes = perfNotes(
    [cell({ perfCounters: true, wait: "eventfd" })],
    PARANOID,
    fakeMachine(),
  );
  assertEquals(notes.length, 1);
  assertStringIncludes(notes[0] ?? "", "only workers count theirs");
});
