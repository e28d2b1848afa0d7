import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Core } from "../../../lib/model/parameters/params.ts";
import type { Place } from "../../../lib/model/places.ts";
import { answersOf } from "../../../lib/stats/answers.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { coreFindings } from "../../../lib/report/findings/core.ts";
import { foundOf } from "../fixtures.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import { exp5 } from "../../../experiments/exp5.ts";
import { params, row } from "../../model/fixtures.ts";

/** The same cell on an interrupt and on a non-interrupt core. */
function both(
  change: Partial<Params>,
  interrupt: Figures,
  other: Figures,
): Row[] {
  return [
    row({ ...change, core: "interrupt", cpus: [1] }, { metrics: interrupt }),
    row({ ...change, core: "non-interrupt", cpus: [0] }, { metrics: other }),
  ];
}

function said(rows: readonly Row[]): string[] {
  const axes: Axes = {
    iodepth: [1, 2],
    core: ["non-interrupt", "interrupt"],
    mode: ["default", "coop"],
  };
  return coreFindings(foundOf(exp5, axes, rows));
}

Deno.test("the interrupt core is compared in each mode", () => {
  const rows = [
    ...both({ iodepth: 1, mode: "default" }, {
      iops: 100,
      clat_avg_us: 10,
      clat_p99_us: 50,
      cpu_per_io_us: 8,
    }, { iops: 90, clat_avg_us: 11, clat_p99_us: 100, cpu_per_io_us: 4 }),
    ...both({ iodepth: 2, mode: "default" }, { iops: 100 }, { iops: 130 }),
    ...both({ iodepth: 1, mode: "coop" }, { iops: 100 }, { iops: 120 }),
  ];
  assertEquals(said(rows), [
    "The interrupt core against the non-interrupt core, mode default: " +
    "IOPS -7.5 % (no interval: 1 repeat; [-23.1 % .. +11.1 %] over 2 cells), " +
    "mean clat -9.1 % (no interval: 1 repeat), p99 clat -50.0 % (no " +
    "interval: 1 repeat), CPU time per read +100.0 % (no interval: 1 " +
    "repeat); mode coop: IOPS -16.7 % (no interval: 1 repeat).",
  ]);
});

Deno.test("a mode that ran on one core only is not told", () => {
  const rows = [
    ...both({ iodepth: 1, mode: "default" }, { iops: 100 }, { iops: 90 }),
    row({ iodepth: 1, mode: "coop", core: "interrupt" }, {
      metrics: { iops: 1 },
    }),
  ];
  assertEquals(said(rows), [
    "The interrupt core against the non-interrupt core, mode default: " +
    "IOPS +11.1 % (no interval: 1 repeat).",
  ]);
});

Deno.test("a core that stands in for another counts as the one asked for", () => {
  const rows = [1, 2, 3].flatMap((repeat) => [
    row({ core: "unknown", cpus: [1] }, { repeat, metrics: { iops: 80 } }),
    row({ core: "non-interrupt", cpus: [0] }, {
      repeat,
      metrics: { iops: 100 },
    }),
  ]);
  const place = { partnerCpus: [], why: "" };
  const run = {
    experiment: exp5,
    axes: { core: ["non-interrupt", "interrupt"] } as Axes,
    aa: false,
    base: params(),
    places: new Map<Core, Place>([
      ["non-interrupt", { ...place, cpus: [0], core: "non-interrupt" }],
      ["interrupt", { ...place, cpus: [1], core: "unknown" }],
    ]),
  };
  const [iops] = answersOf(run, rows).along("core", ["iops"]);
  assertEquals([iops?.to, iops?.estimate.n], ["interrupt", 3]);
  assertAlmostEquals(iops?.estimate.ratio ?? NaN, 0.8, 1e-9);
});

Deno.test("one core alone is compared with nothing", () => {
  assertEquals(said([row({}, { metrics: { iops: 100 } })]), []);
  assertEquals(said([]), []);
});
