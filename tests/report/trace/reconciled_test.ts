import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { notValid, reconciled } from "../../../lib/report/trace/reconciled.ts";
import { traceFindings } from "../../../lib/report/trace/trace_findings.ts";
import type { TracedCell } from "../../../lib/trace/traced_cell.ts";
import { inBlock, traced } from "./fixtures.ts";

const SEEN = { sleeps: 40, waits: 50, calls: 50, missed: 3, events: 900 };

/** A cell of one worker of which so many completions were traced. */
function cellWith(completions: number, iodepth = 2): TracedCell {
  return traced({ workers: 1, iodepth, mode: "coop" }, {
    metrics: { ios: 200, nvcsw: 40, res: 0 },
    trace: {
      completions,
      triggers: new Map([["timer", 7]]),
      waits: { slept: 40, awake: 10 },
      wakers: new Map([["softirq", 40]]),
      reconcilable: SEEN,
    },
  });
}

function findings(cells: readonly TracedCell[]): string {
  return traceFindings(cells, {
    setting: "here",
    run: "a-run",
    by: "a tracer",
    axes: {},
    obstacles: [],
    syscallName: String,
  });
}

Deno.test("the first line of the findings says which traces are not valid, and why", () => {
  const text = findings([cellWith(200), cellWith(100)]);
  assertStringIncludes(
    text,
    "# Findings of a-run\n\n**Not valid: 1 of 2 traces**, which do not agree " +
      "with what was counted and are in no chart: coop, iodepth 2 " +
      "(completions: 100 traced, 200 counted).\n\nhere. Traced with a tracer.",
  );
  assert(!findings([cellWith(200)]).includes("Not valid"));
});

Deno.test("of many traces that are not valid some are named", () => {
  const cells = [1, 2, 4, 8, 16, 32].map((iodepth) => cellWith(0, iodepth));
  const text = notValid(cells, {});
  assertStringIncludes(text, "iodepth 8 (completions: 0 traced, 200 counted)");
  assertStringIncludes(text, " and 2 more.");
  assert(!text.includes("iodepth 16"));
});

Deno.test("all that is compared is in a table, what is broken in bold, with advice", () => {
  const text = reconciled([cellWith(200, 1), cellWith(100)], {});
  assertStringIncludes(
    text,
    "| coop | 1 | 1.000 of 200 | 7 | 1.000 of 50 | 1.000 of 40 | " +
      "1.000 of 40 | 0 / 0 | 3 of 900 |",
  );
  assertStringIncludes(text, "| coop | 2 | **0.500 of 200** | 7 |");
  assertStringIncludes(
    text,
    "- completions traced should be those that the engine counted, within " +
      "2 %: trace again",
  );
  assert(!reconciled([cellWith(200)], {}).includes("trace again"));
});

Deno.test("the runs of a cell are one line, bold where one of them is not valid", () => {
  const cells = [cellWith(200), cellWith(100), cellWith(202)]
    .map((cell, i) => inBlock(i + 1, cell));
  assertStringIncludes(
    reconciled(cells, {}),
    "| coop | 2 | **0.837 of 600** | 21 |",
  );
  assertStringIncludes(
    notValid(cells, {}),
    "1 of 3 traces**, which do not agree with what was counted and are in no " +
      "chart: coop, iodepth 2, run 2 (completions",
  );
});

/** The same with so many stacks that could be taken, and could not. */
function withStacks(taken: number, failed: number, iodepth = 2): TracedCell {
  const { trace, ...rest } = cellWith(200, iodepth);
  return {
    ...rest,
    trace: trace && { ...trace, stackSamples: { taken, failed } },
  };
}

const LOST =
  "could not be taken: the kernel gave no frames, or there was no room for " +
  "more stacks: graphs of stacks, and what is told from frames, are of the " +
  "others only; counts and classes come from no stack.";

Deno.test("the findings say how many stacks could not be taken, and what it means", () => {
  assertStringIncludes(
    findings([withStacks(98, 2)]),
    `\n2 of 100 stacks (2.0 %) ${LOST}\n`,
  );
  assertStringIncludes(
    findings([withStacks(100, 0), withStacks(50, 50, 8)]),
    "50 of 200 stacks (25.0 %) could not be taken, most of all in coop, " +
      "iodepth 8 (50.0 %): the kernel",
  );
});

Deno.test("few stacks that could not be taken, or none told of, are no matter", () => {
  for (
    const cell of [
      withStacks(99, 1),
      withStacks(0, 0),
      withStacks(9, 0),
      cellWith(200),
    ]
  ) {
    assert(!findings([cell]).includes("could not be taken"));
  }
});

Deno.test("traces that differ in their load only have other names", () => {
  const axes = { workers: [1, 2] };
  const cells = [cellWith(100)];
  assertStringIncludes(
    notValid(cells, axes),
    "coop, workers 1, iodepth 2 (completions: 100 traced, 200 counted)",
  );
  assertStringIncludes(
    reconciled(cells, axes),
    "| coop | 2, workers 1 | **0.500 of 200** |",
  );
});

Deno.test("what was traced by bpftrace is compared with nothing", () => {
  const cell = traced({}, { metrics: { ios: 200 } });
  assertEquals([notValid([cell], {}), reconciled([cell], {})], ["", ""]);
});

Deno.test("the table of timelines holds cells that wait once, and names the others", () => {
  const cells = [
    traced({ mode: "coop", wait: "wait" }, { metrics: { reaps: 10 } }),
    traced({ mode: "coop", wait: "peek" }, { metrics: { reaps: 10 } }),
    traced({ mode: "iopoll", wait: "wait" }, { metrics: { reaps: 10 } }),
    traced({ mode: "coop", submitAndWait: true }, { metrics: { reaps: 10 } }),
    // It calls again where some have come: more calls than times it wanted.
    traced({ mode: "sqpoll", iodepthBatchCompleteMin: 4 }, {
      metrics: { reaps: 10 },
      trace: { waits: { slept: 11, awake: 3 } },
    }),
  ];
  const [, after = ""] = findings(cells).split("each timeline happen?");
  const [section = ""] = after.split("## Does GETEVENTS");
  assertEquals(section.match(/^\| coop \|/gm)?.length, 1);
  assert(!section.includes("| iopoll |"));
  assert(!section.includes("| sqpoll |"));
  assertStringIncludes(
    section,
    "Left out, as they do not wait once for what they want: coop peek, iopoll",
  );
});

Deno.test("each section of our own traces has a line by which anybody can see it", () => {
  const text = findings([cellWith(200)]);
  const lines = text.match(/^bpftrace -e '.*'$/gm) ?? [];
  assertEquals(lines.length, 5);
  for (const line of lines) assertEquals(line.match(/'/g)?.length, 2, line);
  const [, timelines = ""] = text.split("each timeline happen?");
  assertStringIncludes(
    timelines.split("\n## ")[0] ?? "",
    "bpftrace -e 'tracepoint:syscalls:sys_enter_io_uring_enter",
  );
  for (const line of lines) {
    assert(/uringlab|args->cpu == 2\b/.test(line), line);
  }
  assert(!findings([traced({}, {})]).includes("bpftrace -e"));
});
