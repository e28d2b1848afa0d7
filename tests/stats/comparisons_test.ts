import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertThrows,
} from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import type { Row } from "../../lib/model/row.ts";
import { ratioEstimator } from "../../lib/stats/bootstrap.ts";
import { COMPARED_METRICS } from "../../lib/stats/compared_metrics.ts";
import {
  type Comparison,
  type ComparisonOptions,
  comparisons,
} from "../../lib/stats/comparisons.ts";
import { row } from "../model/fixtures.ts";
import { rowsOf } from "./rows.ts";
import { NOISE_MODELS, type NoiseModel, numbers } from "./simulate.ts";

// Neither in the order of numbers nor in that of letters.
const AXES: Axes = {
  iodepth: [8, 1],
  busy: [true, false],
  mode: ["default", "coop", "defer"],
};

const IOPS = COMPARED_METRICS.filter(({ name }) => name === "iops");

const GAINS: Record<string, number> = { default: 1, coop: 1.1, defer: 0.8 };

/** coop is 10 % above default, defer 20 % below, and blocks differ a lot. */
function someRows(blocks: number): Row[] {
  return rowsOf(AXES, blocks, ({ mode = "", iodepth = 0 }, block) => {
    const iops = iodepth * 1000 * block * GAINS[mode]!;
    return { iops, clat_avg_us: 1e9 / iops, clat_p99_us: 4e9 / iops };
  });
}

function names(found: readonly Comparison[]): string[] {
  return found.map(({ where, from, to, metric }) =>
    `${where.iodepth} ${where.busy} ${from}-${to} ${metric.name}`
  );
}

Deno.test("every value of the last axis is compared with its first", () => {
  const found = comparisons(someRows(3), AXES);
  assertEquals(found.length, 2 * 2 * 2 * 3);
  assertEquals(names(found).slice(0, 7), [
    "8 true default-coop iops",
    "8 true default-coop clat_avg_us",
    "8 true default-coop clat_p99_us",
    "8 true default-defer iops",
    "8 true default-defer clat_avg_us",
    "8 true default-defer clat_p99_us",
    "8 false default-coop iops",
  ]);
  assertEquals(names(found).at(-1), "1 false default-defer clat_p99_us");
  assertEquals(found[0]?.where, { iodepth: 8, busy: true });
  assertEquals(new Set(found.map(({ axis }) => axis)), new Set(["mode"]));
});

Deno.test("figures are paired by block in whatever order the rows ran", () => {
  const rows = someRows(4);
  const [first] = comparisons(rows.toReversed(), AXES);
  assertEquals(
    first?.pairs.map(({ block, from }) => [block, from]),
    [[1, 8000], [2, 16000], [3, 24000], [4, 32000]],
  );
  for (const { from, to } of first!.pairs) {
    assertAlmostEquals(to / from, 1.1, 1e-12);
  }
  assertEquals(comparisons(rows.toReversed(), AXES), comparisons(rows, AXES));
});

Deno.test("verdicts take the direction of each figure into account", () => {
  const found = comparisons(someRows(3), AXES);
  assertEquals(
    found.slice(0, 6).map(({ verdict }) => verdict.text),
    ["faster", "faster", "faster", "slower", "slower", "slower"],
  );
  assertAlmostEquals(found[0]!.estimate.ratio!, 1.1, 1e-12);
  assertAlmostEquals(found[1]!.estimate.ratio!, 1 / 1.1, 1e-12);
});

Deno.test("percentiles are compared at the histograms' precision", () => {
  const rows = rowsOf({ mode: ["default", "coop"] }, 5, ({ mode }) => {
    const factor = mode === "coop" ? 1.005 : 1;
    return { clat_avg_us: 100 * factor, clat_p99_us: 400 * factor };
  });
  const found = comparisons(rows, { mode: ["default", "coop"] });
  const kinds = found.map(({ metric, verdict }) => [metric.name, verdict.kind]);
  assertEquals(kinds, [
    ["iops", "too_few"],
    ["clat_avg_us", "slower"],
    ["clat_p99_us", "none"],
  ]);
});

Deno.test("any parameter can be the axis", () => {
  const found = comparisons(someRows(3), AXES, {
    axis: "iodepth",
    metrics: IOPS,
  });
  assertEquals(found.length, 2 * 3);
  assertEquals(found[0]?.where, { busy: true, mode: "default" });
  assertEquals([found[0]?.from, found[0]?.to], [8, 1]);
  assertAlmostEquals(found[0]!.estimate.ratio!, 1 / 8, 1e-12);

  const axes: Axes = { mode: ["coop"], wait: ["wait", "peek"] };
  const waits = rowsOf(axes, 3, ({ wait }) => ({
    iops: wait === "peek" ? 2 : 1,
  }));
  const [one, ...others] = comparisons(waits, axes, { metrics: IOPS });
  assertEquals(others, []);
  assertEquals([one?.axis, one?.from, one?.to], ["wait", "wait", "peek"]);
  assertAlmostEquals(one!.estimate.ratio!, 2, 1e-12);
});

function change(rows: readonly Row[], change: (row: Row) => Row): Row[] {
  return rows.map((row) => {
    const { mode, iodepth, busy } = row.cell.params;
    return mode === "coop" && iodepth === 8 && busy ? change(row) : row;
  });
}

Deno.test("a block with a failed row is dropped and counted", () => {
  const rows = change(
    someRows(5),
    (row) => row.cell.repeat === 2 ? { ...row, status: "failed" } : row,
  );
  const [coop, defer] = comparisons(rows, AXES, { metrics: IOPS });
  assertEquals(coop?.pairs.map(({ block }) => block), [1, 3, 4, 5]);
  assertEquals([coop?.dropped, coop?.estimate.n], [1, 4]);
  assertEquals([defer?.dropped, defer?.estimate.n], [0, 5]);
});

Deno.test("a figure that is missing or 0 drops the block for itself only", () => {
  const rows = change(someRows(4), (row) => {
    if (row.cell.repeat === 1) {
      const { iops: _, ...metrics } = row.metrics;
      return { ...row, metrics };
    }
    return row.cell.repeat === 2
      ? { ...row, metrics: { ...row.metrics, iops: 0 } }
      : row;
  });
  const [iops, clat] = comparisons(rows, AXES);
  assertEquals([iops?.dropped, iops?.estimate.n], [2, 2]);
  assertEquals(iops?.verdict.text, "too few blocks to tell (2)");
  assertEquals([clat?.dropped, clat?.estimate.n], [0, 4]);
});

Deno.test("a block of which one arm has not run yet is not a dropped one", () => {
  const rows = someRows(4).filter(({ cell: { repeat, params } }) =>
    repeat < 4 || params.mode === "default"
  );
  const [first] = comparisons(rows, AXES);
  assertEquals([first?.dropped, first?.estimate.n], [0, 3]);
});

Deno.test("an arm that is impossible or did not run is not compared", () => {
  const rows = someRows(3).map((row): Row =>
    row.cell.params.mode === "defer" ? { ...row, status: "impossible" } : row
  );
  const found = comparisons(rows, AXES);
  assertEquals(new Set(found.map(({ to }) => to)), new Set(["coop"]));
  const coop = rows.filter(({ cell }) => cell.params.mode === "coop");
  assertEquals(comparisons(coop, AXES), []);
});

Deno.test("an arm that failed throughout is too little to tell", () => {
  const rows = change(someRows(3), (row) => ({ ...row, status: "failed" }));
  const [first] = comparisons(rows, AXES);
  assertEquals([first?.dropped, first?.estimate.n], [3, 0]);
  assertEquals(first?.verdict.text, "too few blocks to tell (0)");
});

Deno.test("which rows are usable can be said", () => {
  const [first] = comparisons(someRows(5), AXES, {
    usable: ({ cell }) => cell.repeat !== 3,
  });
  assertEquals([first?.dropped, first?.estimate.n], [1, 4]);
});

Deno.test("nothing to compare: no axes, one value, no rows", () => {
  assertEquals(comparisons(someRows(3), {}), []);
  const one: Axes = { iodepth: [1, 8], mode: ["default"] };
  assertEquals(comparisons(rowsOf(one, 3, () => ({ iops: 1 })), one), []);
  assertEquals(comparisons([], AXES), []);
});

Deno.test("an arm that stands twice in a block is refused", () => {
  assertThrows(
    () => comparisons([...someRows(1), ...someRows(1)], AXES),
    RangeError,
    "block 1",
  );
});

const EQUAL: Axes = { iodepth: [1, 2, 4, 8, 16, 32, 64], mode: ["default"] };

/** A run that compares default with default: rows and which arm each is of. */
function equalArms(
  blocks: number,
  model: NoiseModel,
  seed: number,
): { rows: Row[]; armOf: (row: Row) => number } {
  const noise = model(numbers(seed));
  const pairs = rowsOf(EQUAL, blocks, () => ({})).flatMap((empty) => {
    const { from, to } = noise();
    return [from, to].map((log) =>
      row(empty.cell.params, {
        repeat: empty.cell.repeat,
        metrics: { iops: 80_000 * Math.exp(log) },
      })
    );
  });
  const second = new Set(pairs.filter((_, i) => i % 2 === 1));
  return { rows: pairs, armOf: (row) => second.has(row) ? 1 : 0 };
}

function claimsOf(
  runs: number,
  blocks: number,
  model: NoiseModel,
  options: ComparisonOptions,
): { comparisons: number; claims: number; runsWithClaims: number } {
  const axes: Axes = { ...EQUAL, mode: ["default", "default"] };
  let all = 0, claims = 0, runsWithClaims = 0;
  for (let run = 0; run < runs; run++) {
    const { rows, armOf } = equalArms(blocks, model, 1000 + run);
    const found = comparisons(rows, axes, { ...options, armOf, metrics: IOPS });
    const claimed = found.filter(({ verdict }) => verdict.claims).length;
    all += found.length;
    claims += claimed;
    if (claimed > 0) runsWithClaims++;
  }
  return { comparisons: all, claims, runsWithClaims };
}

for (const name of ["normal", "struck", "drift of blocks"] as const) {
  Deno.test(`equal arms: at most 5 % of comparisons claim, ${name}`, () => {
    const estimate = ratioEstimator({ resamples: 1999 });
    for (const blocks of [3, 5]) {
      const { comparisons, claims } = claimsOf(
        150,
        blocks,
        NOISE_MODELS[name],
        { estimate },
      );
      assertEquals(comparisons, 150 * 7);
      // The binomial bound: three standard deviations above 5 %.
      const bound = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / comparisons);
      assert(claims / comparisons <= bound, `${blocks} blocks: ${claims}`);
      assertGreater(claims, 0, `${blocks} blocks`);
    }
  });
}

Deno.test("equal arms: with a family 5 % of runs hold a claim, not more", () => {
  const estimate = ratioEstimator({ resamples: 1999 });
  const runs = 200;
  const of = (family: "each" | "holm") =>
    claimsOf(runs, 5, NOISE_MODELS.normal, { estimate, family })
      .runsWithClaims / runs;
  const bound = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / runs);
  assert(of("holm") <= bound, `${of("holm")}`);
  // One minus 0.95 to the power of 7 is 0.3.
  assertGreater(of("each"), 0.15);
});
