import { assertEquals } from "@std/assert";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { coreFindings } from "../../../lib/report/findings/core.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { row } from "../../model/fixtures.ts";

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
  return coreFindings(
    summaries(rows, {
      iodepth: [1, 2],
      core: ["non-interrupt", "interrupt"],
      mode: ["default", "coop"],
    }),
  );
}

Deno.test("the non-interrupt core is compared in each mode", () => {
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
    "The non-interrupt core against the interrupt core, " +
    "mode default: IOPS x 1.10 (0.90 to 1.30), mean clat x 1.10, " +
    "p99 clat x 2.00, CPU time per read x 0.50; " +
    "mode coop: IOPS x 1.20.",
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
    "The non-interrupt core against the interrupt core, " +
    "mode default: IOPS x 0.90.",
  ]);
});

Deno.test("one core alone is compared with nothing", () => {
  assertEquals(said([row({}, { metrics: { iops: 100 } })]), []);
  assertEquals(said([]), []);
});
