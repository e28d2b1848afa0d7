import { assertEquals } from "@std/assert";
import { faults } from "../../../experiments/faults.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { faultFindings } from "../../../lib/report/findings/faults.ts";
import { row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

const AXES: Axes = {
  thinkTouchEvery: [20, 2000],
  mode: ["default", "coop"],
  thinkTouch: ["touched", "fresh"],
};

/** Touched pages at 100 IOPS, and fresh ones. */
function both(change: Partial<Params>, fresh: Figures): Row[] {
  const all = { ...faults.base, ...change };
  return [
    row({ ...all, thinkTouch: "touched" }, { metrics: { iops: 100 } }),
    row({ ...all, thinkTouch: "fresh" }, { metrics: fresh }),
  ];
}

function said(...rows: Row[][]): string[] {
  return faultFindings(foundOf(faults, AXES, rows.flat()));
}

const ONCE = "(no interval: 1 repeat)";

Deno.test("fresh pages are told by mode and distance, with what they delivered", () => {
  assertEquals(
    said(
      both({ thinkTouchEvery: 20 }, { iops: 90, runs_fault_share: 0.021 }),
      both({ thinkTouchEvery: 20, mode: "coop" }, {
        iops: 900,
        runs_fault_share: 0.98,
      }),
      both({ thinkTouchEvery: 2000, mode: "coop" }, {
        iops: 150,
        runs_fault_share: 0.5,
      }),
    ),
    [
      "Fresh pages against touched ones, mode default: one every 20 us of work " +
      `IOPS -10.0 % ${ONCE}.`,
      "Fresh pages against touched ones, mode coop: one every 20 us of work " +
      `IOPS x 9.00 ${ONCE}; one every 2000 us of work IOPS +50.0 % ${ONCE}.`,
      "Of the runs of task_work page faults made, by the work between two " +
      "fresh pages: mode default 2.1 % at 20 us; mode coop 98.0 % at 20 us, " +
      "50.0 % at 2000 us.",
    ],
  );
});

Deno.test("without a trace nobody tells what faults delivered", () => {
  assertEquals(said(both({ thinkTouchEvery: 20 }, { iops: 90 })).length, 1);
  assertEquals(said([]), []);
});
