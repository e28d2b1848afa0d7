import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes, RatiosSpec } from "../../../lib/model/experiment.ts";
import { product } from "../../../lib/model/plan.ts";
import type { Row } from "../../../lib/model/row.ts";
import { ratiosChart } from "../../../lib/report/experiment/ratios.ts";
import {
  metricsOf,
  USUAL_METRICS,
} from "../../../lib/stats/compared_metrics.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { floorsOf } from "../../../lib/stats/floor.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { parseXml } from "../../chart/xml.ts";
import { assertGolden } from "../../golden.ts";
import { row } from "../../model/fixtures.ts";
import { numbers } from "../../stats/simulate.ts";
import { turnRows } from "../../stats/turn_rows.ts";
import { DISTURBANCES } from "../../stats/turns.ts";

const SPEC = exp7.charts.find((chart): chart is RatiosSpec =>
  chart.kind === "ratios"
)!;

const CONTEXT = {
  setting: "16 workers on non-interrupt core 2, random reads of 512 bytes " +
    "from vda (virtio-blk); lab, Linux 6.1.0",
  settings: { run: "exp7-2024-01-16T12-00-00", seed: "42" },
  repeats: 5,
  runtime: 2,
  hz: 250,
};

/** coop gains 4 % at low depths and 16 % at high ones; hogs make noise. */
function rows(axes: Axes, repeats: number): Row[] {
  const z = DISTURBANCES.normal(numbers(7));
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    product(axes).map(({ iodepth = 1, busy = false, mode }) => {
      const gain = mode === "default" ? 1 : iodepth < 8 ? 1.04 : 1.16;
      const cost = mode === "coop" ? 0.93 : 1;
      const noise = () => Math.exp(z() * (busy ? 1.2 : 0.4));
      const iops = 50_000 * gain * (busy ? 0.5 : 1) * noise();
      return row({ iodepth, busy, mode: mode ?? "default" }, {
        repeat,
        metrics: {
          iops,
          clat_avg_us: 16 * iodepth / iops * 1e6 * noise() ** 0.1,
          clat_p99_us: (mode === "coop" ? 290 : 300) * noise() ** 3,
          cpu_per_io_us: 8 * cost * noise(),
        },
      });
    })
  );
}

function floors(some: readonly Row[], axes: Axes) {
  const compared = comparisons(some, axes, { metrics: USUAL_METRICS });
  return floorsOf(compared, some);
}

function drawn(axes: Axes, repeats: number): string {
  return ratiosChart("exp7", SPEC, floors(rows(axes, repeats), axes), {
    ...CONTEXT,
    repeats,
  });
}

function texts(svg: string): string {
  return [...parseXml(svg).querySelectorAll("text")].map((t) => t.textContent)
    .join(" ");
}

Deno.test("ratiosChart() draws the answer of exp7, which is in tests/golden", async () => {
  const svg = drawn(exp7.axes, 5);
  assertNoOverlap(parseXml(svg));
  await assertGolden("experiment/ratios/five_repetitions.svg", svg);
});

Deno.test("ratiosChart() has a line of no difference and a shade in every panel", () => {
  const root = parseXml(drawn(exp7.axes, 5));
  assertEquals([...root.querySelectorAll(".reference")].length, 4);
  assertEquals([...root.querySelectorAll(".band")].length, 4);
});

Deno.test("ratiosChart() averages over the items of each group", () => {
  const names = texts(drawn(exp7.axes, 5)).split(" ");
  assertEquals(names.filter((name) => name === "average").length, 2);
});

Deno.test("ratiosChart() without intervals says so and shades nothing", () => {
  const svg = drawn(exp7.axes, 1);
  const text = texts(svg);
  assertStringIncludes(text, "too few repeats to tell");
  assert(!text.includes("Whiskers") && !text.includes("Shaded"));
  assertEquals([...parseXml(svg).querySelectorAll(".band")].length, 0);
});

Deno.test("ratiosChart() tells arms apart where there are several", () => {
  const axes: Axes = { iodepth: [1, 8], mode: ["default", "coop", "defer"] };
  const text = texts(drawn(axes, 4));
  assertStringIncludes(text, "coop / default");
  assertStringIncludes(text, "defer / default");
});

Deno.test("ratiosChart() of nothing that was compared draws no figures", () => {
  const svg = ratiosChart("exp7", SPEC, [], CONTEXT);
  assertStringIncludes(texts(svg), "No data");
});

Deno.test("ratiosChart() draws what runs that are not valid show as hollow", () => {
  const axes: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };
  const some = rows(axes, 4).map((one, i) =>
    i === 0
      ? { ...one, broken: [{ premise: "cpu_steal" as const, value: 0.2 }] }
      : one
  );
  const compared = comparisons(some, axes, { metrics: metricsOf(exp7, some) });
  assertEquals(
    compared.map(({ invalid }) => invalid),
    [1, 1, 1, 1, 0, 0, 0, 0],
  );
  const svg = ratiosChart("exp7", SPEC, floorsOf(compared, some), CONTEXT);
  assertStringIncludes(texts(svg), "Hollow: premises did not hold");
});

Deno.test("ratiosChart() draws few invalid runs of many as they are, and counts them", () => {
  const axes: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };
  const drawnWith = (invalid: number) => {
    const some = rows(axes, 26).map((one) =>
      one.cell.params.iodepth === 1 && one.cell.params.mode === "coop" &&
        one.cell.repeat <= invalid
        ? { ...one, broken: [{ premise: "cpu_steal" as const, value: 0.2 }] }
        : one
    );
    return ratiosChart("exp7", SPEC, floors(some, axes), {
      ...CONTEXT,
      repeats: 26,
    });
  };
  const sound = drawnWith(6);
  assert(!texts(sound).includes("Hollow"));
  assertStringIncludes(
    texts(sound),
    "Not valid, but counted: a run in 6 of 52 pairs.",
  );
  const doubtful = drawnWith(7);
  assertStringIncludes(
    texts(doubtful),
    "Hollow: premises did not hold in a quarter or more of its pairs of runs.",
  );
  const hollow = [...parseXml(doubtful).querySelectorAll("title")]
    .map(({ textContent }) => textContent)
    .filter((text) => text.endsWith("premises did not hold"));
  // One dot in each of the four panels; not that of the average.
  assertEquals(hollow.length, 4);
});

Deno.test("ratiosChart() shades more strongly how far an arm is from itself", async () => {
  const z = DISTURBANCES.normal(numbers(9));
  const axes: Axes = { ...exp7.axes, iodepth: [1, 4, 16] };
  const some = turnRows(
    axes,
    26,
    ({ arm }) => Math.exp(z()) * (arm === 1 ? 1.03 : 1),
  ).map(({ turns, ...one }): Row =>
    // With hogs a turn is long and the only one.
    one.cell.params.busy || !turns ? one : { ...one, turns }
  );
  const told = floors(some, axes).filter(({ found }) => found !== undefined);
  const svg = ratiosChart("exp7", SPEC, told, {
    ...CONTEXT,
    repeats: 26,
    runtime: 0.1,
  });
  assertNoOverlap(parseXml(svg));
  assertStringIncludes(
    texts(svg),
    "Shaded stronger: what an arm shows against itself",
  );
  // Three places in each of three panels; there is no percentile here.
  assertEquals([...parseXml(svg).querySelectorAll(".row-band")].length, 9);
  await assertGolden("experiment/ratios/noise_floor.svg", svg);
});

const CORES: Axes = {
  core: ["non-interrupt", "interrupt"],
  iodepth: [1, 8],
  mode: ["default", "coop", "defer"],
};

/** What a chart of the modes shows, a line for each. */
const ARMS: RatiosSpec = {
  kind: "ratios",
  name: "answer",
  title: "What each mode changes",
  metrics: ["iops", "cpu_per_io_us"],
  items: "mode",
  where: { core: "non-interrupt" },
  at: { iops: { iodepth: 8 }, cpu_per_io_us: { iodepth: 1 } },
};

function rowsOn(axes: Axes, repeats: number): Row[] {
  const { core = [], ...others } = axes;
  return core.flatMap((one) =>
    rows(others, repeats).map((row) => ({
      ...row,
      cell: { ...row.cell, params: { ...row.cell.params, core: one } },
    }))
  );
}

function armsDrawn(axes: Axes): string {
  return ratiosChart("modes", ARMS, floors(rowsOn(axes, 4), axes), CONTEXT);
}

Deno.test("ratiosChart() has a line for each arm where these are its items", () => {
  const text = texts(armsDrawn(CORES));
  assertStringIncludes(text, "modes: What each mode changes ");
  assertStringIncludes(text, "Ratio mode / default: ");
  assertEquals(text.split(" ").filter((word) => word === "average"), []);
  assertEquals(text.split(" ").filter((word) => word === "defer").length, 1);
});

Deno.test("ratiosChart() shows of each figure the cells that are asked for, and says so", () => {
  const text = texts(armsDrawn(CORES));
  assertStringIncludes(text, "IOPS, iodepth 8");
  assertStringIncludes(text, "CPU time per read, iodepth 1");
  assertStringIncludes(text, "Of core non-interrupt only.");
  const titles = [...parseXml(armsDrawn(CORES)).querySelectorAll("title")];
  // Two arms in two panels.
  assertEquals(
    titles.filter(({ textContent }) => /: [01]\./.test(textContent)).length,
    4,
  );
});

Deno.test("ratiosChart() shows other cells where there are none of those", () => {
  const text = texts(armsDrawn({ ...CORES, core: ["interrupt"] }));
  assert(!text.includes("Of core"));
  assert(!text.includes("No data"));
  const other = texts(armsDrawn({ ...CORES, iodepth: [2, 4] }));
  assert(!other.includes("IOPS, iodepth"));
  // Now there are two of each arm, in groups of their own.
  assertEquals(other.split(" ").filter((word) => word === "defer").length, 2);
});

Deno.test("ratiosChart() says of large differences the factor, as sentences do", () => {
  const axes: Axes = { iodepth: [1], mode: ["default", "coop"] };
  const some = rows(axes, 5).map((one) => ({
    ...one,
    metrics: {
      ...one.metrics,
      iops: 1000 *
        3 ** (one.cell.repeat * (one.cell.params.mode === "coop" ? 1 : 2) % 5),
    },
  }));
  const text = texts(ratiosChart("exp7", SPEC, floors(some, axes), CONTEXT));
  assertMatch(text, /\(median: IOPS a factor of (more than )?\d+/);
});
