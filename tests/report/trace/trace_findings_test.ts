import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  type FindingsContext,
  traceFindings,
} from "../../../lib/report/trace/trace_findings.ts";
import type { TracedCell } from "../../../lib/trace/traced_cell.ts";
import { RECORDED } from "../../trace/recorded.ts";
import { exp7Cells, recordedCell, traced, untraced } from "./fixtures.ts";

const CONTEXT: FindingsContext = {
  setting: "16 workers on core A, random reads from nvme",
  run: "exp-run",
  by: "a tracer",
  axes: {},
  obstacles: [],
  syscallName: (number) => `syscall-${number}`,
};

function findings(
  cells: readonly TracedCell[],
  change: Partial<FindingsContext> = {},
): string {
  return traceFindings(cells, { ...CONTEXT, ...change });
}

/** The text below a heading, up to the next one. */
function section(text: string, heading: string): string {
  const [, rest = ""] = text.split(`\n## ${heading}\n`);
  return rest.split("\n## ")[0] ?? "";
}

/** A number somewhere in a cell. */
interface Figure {
  path: string;
  value: number;
  set: (value: number) => void;
}

function figuresIn(holder: unknown, path = ""): Figure[] {
  if (holder instanceof Map) {
    return [...holder].flatMap(([key, value]) =>
      typeof value === "number"
        ? [{
          path: `${path}.${key}`,
          value,
          set: (n: number) => void holder.set(key, n),
        }]
        : []
    );
  }
  if (typeof holder !== "object" || holder === null) return [];
  const fields = holder as Record<string, unknown>;
  return Object.entries(fields).flatMap(([key, value]) =>
    typeof value === "number"
      ? [{
        path: `${path}.${key}`,
        value,
        set: (n: number) => void (fields[key] = n),
      }]
      : figuresIn(value, `${path}.${key}`)
  );
}

/** All figures of a cell that was measured and traced. */
function figuresOf(cell: TracedCell): Figure[] {
  const { row: { metrics }, trace, untracedIops } = cell;
  const own = cell as { untracedIops: number | undefined };
  return [
    ...figuresIn(metrics, "metrics"),
    ...figuresIn(trace, "trace"),
    ...(untracedIops === undefined ? [] : [{
      path: "untracedIops",
      value: untracedIops,
      set: (n: number) => void (own.untracedIops = n),
    }]),
  ];
}

/** What other files hold: no figure of theirs is in the findings. */
const ELSEWHERE =
  /^metrics\.cal$|^trace\.(stacks|wakerStacks|completions|callbacks)\b/;

Deno.test("every figure of a cell is in the findings: another one, another text", () => {
  const cells = exp7Cells([8]).slice(0, 2);
  const before = findings(cells);
  const paths: string[] = [];
  for (const [c, cell] of cells.entries()) {
    for (let f = 0; f < figuresOf(cell).length; f++) {
      const changed = structuredClone(cells);
      const figure = figuresOf(changed[c]!)[f]!;
      figure.set(figure.value * 2 + 1000);
      if (ELSEWHERE.test(figure.path)) continue;
      paths.push(figure.path);
      assertNotEquals(findings(changed), before, figure.path);
    }
  }
  // Of both cells: metrics, entries, triggers and all the rest.
  assert(paths.length > 60, `${paths.length}`);
  for (const path of ["metrics.ios", "metrics.nvcsw", "trace.waits.slept"]) {
    assert(paths.includes(path), path);
  }
});

Deno.test("every figure in the findings is of a cell: without events all are 0", () => {
  const cells = [traced({ mode: "default", iodepth: 1 })];
  const text = findings(cells, { setting: "somewhere" })
    // Numbers of timelines.
    .replaceAll(/\(timelines \d and \d|\(\d\s+and\s+\d\)/g, "")
    // Names of the kernel's things.
    .replaceAll("do_syscall_64", "").replaceAll("Linux 6.4", "");
  const figures = text.match(/(?<![\w.])\d+(\.\d+)?/g) ?? [];
  assertEquals(
    figures.filter((figure) => Number(figure) !== 0),
    // The cell's iodepth, in the only table that has a line.
    ["1"],
    text,
  );
});

Deno.test("figures are computed from the cells", () => {
  const cell = traced({ mode: "default", iodepth: 8 }, {
    untracedIops: 1000,
    metrics: {
      ios: 800,
      iops: 800,
      reaps: 500,
      cq_ready: 100,
      nvcsw: 330,
      res: 77,
    },
    trace: {
      triggers: new Map([
        ["getevents_after_sleep", 300],
        ["getevents_before_sleep", 60],
        ["other_syscall", 36],
        ["unknown", 4],
      ]),
      entries: new Map([["do_syscall_64", 396], ["other", 4]]),
      otherSyscalls: new Map([[110, 30], [39, 6]]),
      waits: { slept: 300, awake: 100 },
      wakers: new Map([["softirq", 270], ["timer", 30]]),
      ipis: new Map([["RES kick", 40], ["RES wakeup", 15], ["CAL wakeup", 1]]),
      landed: { user: 21, kernel: 18, elsewhere: 1 },
    },
  });
  const text = findings([cell]);
  for (
    const line of [
      "# Findings of exp-run",
      "16 workers on core A, random reads from nvme. Traced with a tracer.",
      "Traced runs had 80 % of the IOPS of untraced ones. They are not in",
      "Not classified: 1.0 % of 400 runs.",
      "- `default`, 400 runs: getevents_after_sleep 75.0 %, " +
      "getevents_before_sleep 15.0 %, other_syscall 9.0 %, unknown 1.0 %. " +
      "The other system calls: syscall-110 30, syscall-39 6.",
      "| default | 8 | 500 | 20.0 % | 20.0 % | 60.0 % |",
      "`nvcsw` was 1.100 to 1.100 times the sleeps that were seen.",
      "- `default`: of 400 waiting calls 75.0 % slept and 25.0 % returned " +
      "without sleeping; task_work was run before a sleep 60 times.",
      "- `default`, 300 wake-ups: 90.0 % by a completion, in the softirq of " +
      "the disk's interrupt; 10.0 % by a timer.",
      "| default | 8 | 800 | 40 | 0.0500 | 21 / 18 / 1 | 16 | 55 | 77 |",
    ]
  ) assertStringIncludes(text, line);
});

Deno.test("cells of a mode are added up, modes are kept apart", () => {
  const cell = (mode: "default" | "coop", iodepth: number, slept: number) =>
    traced({ mode, iodepth }, { trace: { waits: { slept, awake: 10 } } });
  const text = findings([
    cell("default", 1, 20),
    cell("coop", 1, 90),
    cell("default", 2, 60),
  ]);
  assertStringIncludes(text, "`default`: of 100 waiting calls 80.0 % slept");
  assertStringIncludes(text, "`coop`: of 100 waiting calls 90.0 % slept");
});

Deno.test("the overhead is told by its median and its range", () => {
  const cell = (iops: number) =>
    traced({}, { untracedIops: 100, metrics: { iops } });
  assertStringIncludes(
    findings([cell(90), cell(50), cell(80)]),
    "80 % of the IOPS of untraced ones (median; [50 % .. 90 %] over 3 runs)",
  );
  assertStringIncludes(
    findings([cell(90), cell(50)]),
    "70 % of the IOPS of untraced ones (median; [50 % .. 90 %] over 2 runs)",
  );
  assertStringIncludes(
    findings([traced({}, { metrics: { iops: 1 } })]),
    "There is no untraced run to compare with.",
  );
});

Deno.test("cells that were not traced are named with their reason", () => {
  const text = findings([
    ...exp7Cells([8]).slice(0, 1),
    untraced({ mode: "coop", iodepth: 64, busy: true }, "not traced: it died"),
    untraced({ mode: "default", iodepth: 2 }, "io_uring_setup: EINVAL"),
  ]);
  assertStringIncludes(
    text,
    "Not traced: coop, busy, iodepth 64 (not traced: it died).",
  );
  assertStringIncludes(
    text,
    "Not traced: default, iodepth 2 (io\\_uring\\_setup: EINVAL).",
  );
  // Nothing is said of the mode of which nothing is known.
  assert(!text.includes("`coop`"), text);
  assert(!findings(exp7Cells([8])).includes("Not traced"));
});

Deno.test("what could not be seen is said with what would mend it", () => {
  const text = findings(exp7Cells([8]), {
    obstacles: ["no kprobes (no file). To mend it: boot another kernel"],
  });
  assertStringIncludes(
    section(text, "What could not be seen"),
    "- no kprobes (no file). To mend it: boot another kernel",
  );
  assert(!findings(exp7Cells([8])).includes("What could not be seen"));
});

Deno.test("IPIs that nobody saw are not 0", () => {
  const text = section(
    findings([traced({}, { trace: { ipis: undefined, landed: undefined } })]),
    "Who sends the IPIs?",
  );
  assertStringIncludes(text, "Not seen: neither the tracepoint");
  const half = section(
    findings([
      traced({}, { metrics: { ios: 5 }, trace: { landed: undefined } }),
    ]),
    "Who sends the IPIs?",
  );
  assertStringIncludes(half, "| not seen |");
});

const ODD: Record<string, TracedCell[]> = {
  "no cell": [],
  "cells that were not traced": [untraced({ mode: "coop" }, "it died")],
  "nothing happened": [traced({ mode: "default" }), traced({ mode: "coop" })],
  "not a read": [
    traced({}, {
      untracedIops: 0,
      metrics: { ios: 0, iops: 0, reaps: 0, cq_ready: 0, nvcsw: 0, res: 0 },
    }),
  ],
  "only IOPS": [traced({}, { untracedIops: 10, metrics: { iops: 0 } })],
  "events but no metrics": exp7Cells([8]).map(({ row, trace }) => ({
    row: { ...row, metrics: {} },
    trace,
    untracedIops: undefined,
  })),
  "no probe for IPIs": [
    traced({}, {
      trace: {
        ipis: undefined,
        landed: undefined,
        callbacks: undefined,
        completions: undefined,
      },
    }),
  ],
  "one mode only": exp7Cells([1]).slice(0, 1),
  "the whole of exp7": exp7Cells(),
  ...Object.fromEntries(
    RECORDED.map((name) => [name, [recordedCell(name, {}, { ios: 1 })]]),
  ),
};

for (const [what, cells] of Object.entries(ODD)) {
  Deno.test(`${what}: words and figures, never NaN or undefined`, () => {
    const text = findings(cells);
    assert(!/NaN|Infinity|undefined|null|\[object/.test(text), text);
    assert(!/: ?[.;]|, ,|\(\)|: $/m.test(text), text);
    assert(text.endsWith("\n"));
    // Tables have as many fields in every line.
    for (const table of text.match(/(^\|.*\|\n?)+/gm) ?? []) {
      const widths = table.trimEnd().split("\n")
        .map((line) => line.split("|").length);
      assertEquals(new Set(widths).size, 1, table);
    }
  });
}

Deno.test("classes that occurred are explained, others are not", () => {
  const text = section(
    findings([recordedCell("tracepoints-6.18-defer", {})]),
    "When is the task_work run?",
  );
  assertStringIncludes(text, "- `getevents_after_sleep`: io_uring_enter that");
  assert(!text.includes("- `timer`"), text);
});

Deno.test("the findings hold the table that the run prints", () => {
  const text = findings(exp7Cells([8]));
  assertStringIncludes(text, "```\ntask_work run by");
  for (const line of text.split("```")[1]?.split("\n") ?? []) {
    assert(line.length <= 80, line);
  }
});

Deno.test("cells are told apart by all that the run compares", () => {
  const metrics = { ios: 100, reaps: 100 };
  const text = findings([
    traced({ iodepth: 8, busy: true }, { metrics }),
    traced({ iodepth: 8, wait: "compute", thinktime: 50 }, { metrics }),
    traced({ iodepth: 8, wait: "spin", core: "interrupt" }, { metrics }),
  ]);
  for (
    const label of [
      "8, busy",
      "8, compute, thinktime 50 us",
      "8, interrupt core, spin",
    ]
  ) assertStringIncludes(text, `| default | ${label} |`);
});

Deno.test("cells that differ in their load only have other names in the findings", () => {
  const metrics = { ios: 100, reaps: 100 };
  const axes = { iowait: [false, true], workers: [1, 2] };
  const text = findings([
    traced({ iodepth: 8, iowait: false, workers: 1 }, { metrics }),
    traced({ iodepth: 8, iowait: true, workers: 2 }, { metrics }),
    traced({ iodepth: 8, iowait: true, workers: 1, wait: "peek" }, { metrics }),
    untraced({ iodepth: 8, iowait: true, workers: 1 }, "it died"),
  ], { axes });
  const rows = ["8, workers 1, iowait off", "8, workers 2, iowait on"];
  for (const heading of ["each timeline happen?", "Who sends the IPIs?"]) {
    const [, rest = ""] = text.split(heading);
    for (const label of rows) {
      assertStringIncludes(rest, `| default | ${label} |`);
    }
  }
  assertStringIncludes(
    text,
    "Left out, as they do not wait once for what they want: " +
      "default peek workers 1 iowait on.",
  );
  assertStringIncludes(
    text,
    "Not traced: default, workers 1, iowait on, iodepth 8 (it died).",
  );
});
