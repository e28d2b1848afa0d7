import { assert, assertEquals } from "@std/assert";
import { publishedFor } from "../../../experiments/published/mod.ts";
import { EXPERIMENTS } from "../../../experiments/all.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import { experimentCharts } from "../../../lib/report/experiment/charts.ts";
import { metricsOf } from "../../../lib/stats/compared_metrics.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { floorsOf } from "../../../lib/stats/floor.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { parseXml } from "../../chart/xml.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { assertGolden } from "../../golden.ts";
import { madeUpRows } from "./made_up.ts";

/**
 * The experiments whose charts are drawn here, with fewer values where the same
 * ones again would only make the files larger. exp7 has a test of its own.
 */
const DRAWN: Readonly<Record<string, Axes>> = {
  exp5: { iodepth: [1, 4, 16, 64] },
  exp10: { thinktime: [0, 100, 1000, 9000] },
  exp11: { iodepth: [1, 2, 4, 16] },
  think: {},
  batch: {},
  cap: {},
  wakeups: {},
  faults: {},
  sqpoll: { iodepth: [1, 4, 64] },
  async: {},
  regfile: {},
  placement: {},
  irq_busy: { iodepth: [1, 16, 64] },
  modes: {},
  delivery: { mode: ["default", "coop"] },
  cost: { iodepth: [1, 8, 32] },
  echo: { recv: ["single", "multishot"], mode: ["default", "defer"] },
  accept: { mode: ["default", "defer"] },
};

Deno.test("every experiment with charts has golden files of them", () => {
  assertEquals(
    EXPERIMENTS.filter(({ charts }) => charts.length > 0)
      .map(({ name }) => name).filter((name) => name !== "exp7").sort(),
    Object.keys(DRAWN).sort(),
  );
});

for (const [name, change] of Object.entries(DRAWN)) {
  Deno.test(`the charts of ${name} are those in tests/golden`, async () => {
    const experiment = EXPERIMENTS.find((one) => one.name === name);
    assert(experiment);
    const axes = { ...experiment.axes, ...change };
    const { load } = experiment.base;
    const rows = madeUpRows(experiment, axes, 4);
    const context = {
      setting: `1 worker on core 2, ${
        load === "read"
          ? "random reads of 512 bytes from nvme0n1"
          : `load ${load}`
      }; lab, Linux 6.1.0`,
      load,
      published: publishedFor(name).filter(() => load !== "read"),
      settings: { run: `${name}-2024-01-16T12-00-00`, seed: "42" },
      repeats: 4,
      runtime: 3,
      hz: 250,
    };
    const drawn = experimentCharts(
      experiment,
      summaries(rows, axes),
      context,
      floorsOf(
        comparisons(rows, axes, { metrics: metricsOf(experiment, rows) }),
        rows,
      ),
      floorsOf(
        (experiment.compared ?? []).flatMap((axis) =>
          comparisons(rows, axes, {
            metrics: metricsOf(experiment, rows),
            axis,
          })
        ),
        rows,
      ),
    );
    assertEquals(drawn.length, experiment.charts.length);
    for (const chart of drawn) {
      assertNoOverlap(parseXml(chart.svg));
      await assertGolden(`experiment/${name}/${chart.name}`, chart.svg);
    }
  });
}
