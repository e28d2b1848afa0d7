import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Row } from "../../../lib/model/row.ts";
import {
  abstract,
  type AbstractParts,
} from "../../../lib/report/document/abstract.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { floorsOf } from "../../../lib/stats/floor.ts";
import { interactions } from "../../../lib/stats/interactions.ts";
import { failedRow } from "../../model/fixtures.ts";
import { exp7Rows } from "../fixtures.ts";

const AXES: Axes = {
  iodepth: [1, 4],
  busy: [false, true],
  mode: ["default", "coop"],
};

function said(
  rows: readonly Row[],
  axes: Axes,
  change: Partial<AbstractParts> = {},
) {
  const compared = change.comparisons ?? comparisons(rows, axes);
  return abstract({
    experiment: "exp7",
    answer: "iops",
    axes,
    aa: false,
    runtime: 2,
    setting: "16 workers on core 2",
    rows,
    summaries: summaries(rows, axes),
    ...change,
    comparisons: compared,
    floors: floorsOf(compared, rows),
  });
}

Deno.test("the first sentence says what was measured", () => {
  const [measured] = said(exp7Rows(5, AXES), AXES);
  assertEquals(
    measured,
    "exp7 compares mode default and coop (at iodepth 1 and 4; busy off and " +
      "on) in 40 runs of 2 s: 16 workers on core 2.",
  );
});

Deno.test("the first names every length that windows had", () => {
  const rows = exp7Rows(5, AXES);
  const windows = (change: (i: number) => Record<string, number>) =>
    rows.map((row, i) => ({
      ...row,
      cell: { ...row.cell, params: { ...row.cell.params, ...change(i) } },
    }));
  const [some] = said(
    windows((i) => ({ runtime: i < 8 ? 0.74 : 0.2 })),
    AXES,
    { runtime: 0.2 },
  );
  assertMatch(some, / in 40 runs of 0\.2 s to 0\.74 s: /);
  const [ended] = said(windows(() => ({ numberIos: 1000 })), AXES);
  assertMatch(ended, / in 40 runs of up to 2 s: /);
  // Nothing was measured that would tell.
  const [none] = said([], AXES, { runtime: 3 });
  assertMatch(none, / in 0 runs of 3 s: /);
});

Deno.test("the second is the answer, on average, with its interval", () => {
  const [, answer] = said(exp7Rows(5, AXES), AXES);
  assertEquals(
    answer,
    "coop differs from default on average over 4 combinations by IOPS " +
      "+2.0 % (95 % CI +2.0 % to +2.0 %), mean clat -2.0 % (95 % CI -2.0 % " +
      "to -2.0 %) and p99 clat -2.0 % (95 % CI -2.7 % to -1.2 %).",
  );
});

Deno.test("the second tells along other axes too, and what changes with them", () => {
  const rows = exp7Rows(5, AXES);
  const busy = comparisons(rows, AXES, { axis: "busy" });
  const changes = interactions(comparisons(rows, AXES), "busy", [false, true]);
  const [, answer] = said(rows, AXES, { beside: busy, interactions: changes });
  assertMatch(
    answer,
    /; busy on differs from off on average over 4 combinations by IOPS \S+ % \(95 % CI [^)]*\); what coop does changes, with busy on against off, on average over 2 combinations by IOPS \S+ % \(95 % CI [^)]*\)\.$/,
  );
});

Deno.test("the third tells differences, spread and premises", () => {
  const rows = exp7Rows(5, AXES);
  const [, , trust] = said(
    [
      ...rows.slice(1),
      { ...rows[0]!, broken: [{ premise: "cpu_steal", value: 0.2 }] },
      failedRow({ mode: "coop" }, "pread: EIO"),
    ],
    AXES,
    { comparisons: comparisons(rows, AXES) },
  );
  assertEquals(
    trust,
    "How far to trust it: of 4 comparisons of IOPS 4 show a difference, " +
      "where chance alone makes at most 1 (95 %); the runs of one cell differ " +
      "by 3.9 % of its IOPS (median); and 1 of 40 runs is " +
      "not valid, as a premise did not hold (1 failed beside them).",
  );
});

Deno.test("with one run of each there is no interval, and it says so", () => {
  const [, answer, trust] = said(exp7Rows(1, AXES), AXES);
  assertMatch(answer, /IOPS \+2\.0 % \(no interval: 1 repeat\)/);
  assertMatch(trust, /no comparison has the 3 runs of each/);
  assertMatch(trust, /no cell has two runs/);
  assertMatch(
    trust,
    /every premise that could be checked \(\d+ could not\) held in all 8 runs\.$/,
  );
});

Deno.test("of several modes the lowest and the highest are told", () => {
  const axes: Axes = { mode: ["default", "coop", "defer"] };
  const rows = exp7Rows(5, axes).map((row) =>
    row.cell.params.mode === "defer"
      ? { ...row, metrics: { ...row.metrics, iops: row.metrics.iops! / 2 } }
      : row
  );
  assertMatch(
    said(rows, axes)[1],
    /^Against default, IOPS changes, among 2 arms, by between -50\.0 % \(95 % CI .*, simultaneous over all 2\) with defer and \+2\.0 % \(.*, simultaneous over all 2\) with coop\.$/,
  );
});

Deno.test("a mode that is compared with itself is named as two", () => {
  const axes: Axes = { mode: ["default", "default"] };
  const rows = exp7Rows(3, axes).map((row, i) => ({
    ...row,
    cell: { ...row.cell, arm: i % 2 ? "B" as const : "A" as const },
  }));
  const compared = comparisons(rows, axes, {
    armOf: ({ cell }) => cell.arm === "B" ? 1 : 0,
  });
  const [measured, answer] = said(rows, axes, {
    aa: true,
    comparisons: compared,
  });
  assertMatch(measured, /^exp7 compares mode default with itself in 6 runs/);
  assertMatch(answer, /^The second default differs from the first by IOPS/);
});

Deno.test("where nothing can be compared there is no answer", () => {
  const axes: Axes = { mode: ["default"] };
  const [, answer] = said(exp7Rows(3, axes), axes);
  assertMatch(answer, /^There is no comparison/);
  assertMatch(said([], {})[0], /^exp7 measures one combination in 0 runs/);
});

Deno.test("there are three sentences, each of them one", () => {
  for (const repeats of [1, 3]) {
    for (const sentence of said(exp7Rows(repeats, AXES), AXES)) {
      assert(sentence.endsWith("."));
      // A dot before a space and a capital letter begins another one.
      assert(!/\. [A-Z]/.test(sentence), sentence);
    }
  }
});
