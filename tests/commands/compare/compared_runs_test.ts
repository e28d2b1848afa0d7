import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { compareRuns } from "../../../lib/commands/compare/compared_runs.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import { histogramOf, row } from "../../model/fixtures.ts";
import { findingsOf } from "../../../lib/commands/compare/sentences.ts";
import type { RecordedRun } from "../../../lib/files/read_run.ts";
import { COMPARABLE, metricsOf } from "../../../lib/stats/compared_metrics.ts";
import { runDifferences } from "../../../lib/commands/compare/run_differences.ts";
import { exp10 } from "../../../experiments/exp10.ts";
import { exp7 } from "../../../experiments/exp7.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { noisy, recorded, twoKernels } from "./fixtures.ts";

Deno.test("differences that are there are found, and none where none is", () => {
  const { comparisons } = compareRuns(...twoKernels(10));
  assertEquals(comparisons.length, 3 * 28);
  const iops = comparisons.filter(({ metric }) => metric.name === "iops");
  for (const { cell: { params }, verdict, estimate } of iops) {
    if (params.mode === "coop") {
      assertEquals(verdict.kind, "faster");
      assertAlmostEquals(estimate.ratio!, 1.05, 0.02);
    } else if (params.iodepth > 16) assertEquals(verdict.kind, "slower");
  }
  const same = compareRuns(
    recorded({ axes: exp7.axes, figures: noisy(7), repeats: 5 }),
    recorded({ axes: exp7.axes, figures: noisy(8), repeats: 5 }),
    { family: "holm" },
  );
  assertEquals(same.comparisons.filter(({ verdict }) => verdict.claims), []);
});

Deno.test("swapped runs invert every ratio and turn every verdict", () => {
  const [a, b] = twoKernels();
  const turned = { faster: "slower", slower: "faster", none: "none" } as const;
  const back = compareRuns(b, a).comparisons;
  compareRuns(a, b).comparisons.forEach((there, i) => {
    const here = back[i]!;
    assertAlmostEquals(here.estimate.low! * there.estimate.high!, 1, 1e-9);
    assertEquals(
      here.verdict.kind,
      turned[there.verdict.kind as keyof typeof turned],
    );
    assertEquals([here.from, here.to], [there.to, there.from]);
  });
});

Deno.test("two repeats have a ratio and too few blocks to tell", () => {
  const { comparisons } = compareRuns(
    recorded({ repeats: 2 }),
    recorded({ repeats: 9 }),
  );
  for (const { estimate, verdict } of comparisons) {
    assertAlmostEquals(estimate.ratio!, 1, 1e-9);
    assertEquals(verdict.text, "too few blocks to tell (2)");
  }
});

Deno.test("rows that are not ok and figures that are missing are left out", () => {
  const { comparisons, leftOut } = compareRuns(
    recorded({
      repeats: 4,
      figures: (_, repeat) =>
        repeat === 1 ? {} : { iops: repeat === 2 ? 0 : 5 },
      status: (_, repeat) => repeat === 4 ? "failed" : "ok",
    }),
    recorded({
      repeats: 4,
      status: ({ mode }) => mode === "coop" ? "impossible" : "ok",
    }),
  );
  const [first] = comparisons;
  assertEquals(first?.invalid, { from: 0, to: 0 });
  assertEquals(first?.estimate.fromRepeats, 1);
  assertEquals(first?.estimate.toRepeats, 4);
  assertEquals(first?.dropped, 2);
  assertEquals(leftOut, [{
    why: "without figures in B",
    inA: true,
    inB: false,
    cells: [1, 8].map((iodepth) =>
      `iodepth ${iodepth}, mode coop (impossible: for the test)`
    ),
  }]);
});

Deno.test("a cell that is impossible in both runs is told once", () => {
  const never = recorded({
    status: ({ mode }) => mode === "coop" ? "impossible" : "ok",
  });
  const { leftOut } = compareRuns(never, never);
  assertEquals(leftOut.map(({ why, cells }) => [why, cells.length]), [
    ["without figures in either", 2],
  ]);
});

Deno.test("cells of one run only are named", () => {
  const { leftOut } = compareRuns(
    recorded({ axes: { iodepth: [1, 2], mode: ["default"] } }),
    recorded({ axes: { iodepth: [2, 4], mode: ["default"] } }),
  );
  assertEquals(leftOut, [
    { why: "only in A", inA: true, inB: false, cells: ["iodepth 1"] },
    { why: "only in B", inA: false, inB: true, cells: ["iodepth 4"] },
  ]);
});

Deno.test("what cannot be compared is wrong usage in one line", () => {
  const refused = (b: Parameters<typeof recorded>[0], message: string) => {
    const error = assertThrows(
      () => compareRuns(recorded(), recorded({ directory: "b", ...b })),
      UsageError,
      message,
    );
    assert(!error.message.includes("\n"));
  };
  refused(
    { identity: { experiment: "exp5" } },
    "results/a is of exp7, but b of exp5",
  );
  refused({ axes: { iodepth: [2, 4] } }, "no cell in common");
  refused({ status: () => "failed" }, "measured in both (4 without figures in");
});

Deno.test("an experiment told in lat is compared in lat too", () => {
  const names = (of: typeof exp7, metrics: Figures) =>
    metricsOf(of, [row({}, { metrics })]).map(({ name }) => name);
  const some = { iops: 1, lat_p50_us: 1, lat_p99_us: 1 };
  assertEquals(names(exp7, some), ["iops"]);
  assertEquals(names(exp10, some), ["iops", "lat_p50_us", "lat_p99_us"]);
  assertEquals(names(exp7, { clat_p99_us: 1, cpu_per_io_us: 1 }), [
    "clat_p99_us",
    "cpu_per_io_us",
  ]);
  assertEquals(names(exp10, {}), []);
});

Deno.test("less of everything but IOPS is better; percentiles have steps", () => {
  for (const { name, better, resolution } of COMPARABLE) {
    assertEquals(better, name === "iops" ? "higher" : "lower");
    assertEquals(resolution > 0, /_p\d+_us$/.test(name), name);
  }
});

Deno.test("a parameter that an older version did not know is no difference", () => {
  const now = recorded();
  const { iowait: _, ...older } = now.run.base;
  const then = {
    ...now,
    meta: { ...now.meta, plan: { base: older } },
  };
  assertEquals(runDifferences(then, now), []);
  const off = recorded({ base: { iowait: false } });
  assertEquals(
    runDifferences(then, off).map(({ path, from, to }) => [
      path.join("."),
      from,
      to,
    ]),
    [["plan.base.iowait", true, false]],
  );
});

Deno.test("runs differ in what meta.json tells, the most telling first", () => {
  const environment = {
    kernelRelease: "6.1",
    kernelVersion: "one",
    cpuModel: "one",
    loadAverage: [1, 2, 3],
    smtControl: "on",
  };
  const [a, b] = [
    recorded({ meta: { environment, deno: "2.9.6", started_at: "then" } }),
    recorded({
      base: { bs: 4096 },
      identity: { kernel: "6.18", seed: 9, run: "other" },
      meta: {
        environment: {
          kernelRelease: "6.18",
          kernelVersion: "two",
          cpuModel: "two",
          loadAverage: [4, 5, 6],
          smtControl: "off",
        },
        deno: "3",
        started_at: "now",
      },
    }),
  ];
  assertEquals(runDifferences(a, b).map(({ path }) => path.join(".")), [
    "kernel",
    "environment.cpuModel",
    "deno",
    "plan.base.bs",
    "environment.smtControl",
    "environment.kernelVersion",
  ]);
  assertEquals(runDifferences(a, a), []);
});

/** A run in which every repeat read 400 times, one of them slowly. */
function withReads(us: number): RecordedRun {
  const run = recorded({ figures: () => ({ iops: 1000 }) });
  return {
    ...run,
    rows: run.rows.map((one) => {
      const slow = one.cell.repeat === 2 ? 5 : 1;
      const clat = histogramOf(
        Array.from({ length: 400 }, (_, i) => us * 1000 * slow + i * 500),
      );
      return { ...one, latencies: { slat: clat, clat, lat: clat } };
    }),
  };
}

Deno.test("percentiles of two runs are compared by all of their reads", () => {
  const compared = compareRuns(withReads(1000), withReads(2000));
  const p99 = compared.comparisons.filter(({ metric }) =>
    metric.name === "clat_p99_us"
  );
  assertEquals(p99.length, 4);
  for (const { from, to, together, dropped, estimate } of p99) {
    // The slow repeat has a third of the reads, and the 99th percentile of all.
    assertAlmostEquals(from ?? NaN, 5194, 20);
    assertAlmostEquals(to ?? NaN, 10_194, 40);
    assertAlmostEquals(estimate.ratio ?? NaN, to! / from!, 1e-9);
    assertEquals([together, dropped, estimate.n], [true, 0, 3]);
  }
  const said = findingsOf(compared).join(" ");
  assert(!said.includes("Percentiles are means"), said);
});

Deno.test("percentiles of runs without histograms are said to be means", () => {
  const said = findingsOf(
    compareRuns(recorded(), recorded({ directory: "results/b" })),
  ).join(" ");
  assert(said.includes("Percentiles are means of those of single runs"), said);
});
