import { assertEquals } from "@std/assert";
import { irq_busy } from "../../../experiments/irq_busy.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { busyFindings } from "../../../lib/report/findings/busy.ts";
import { modeFindings } from "../../../lib/report/findings/modes.ts";
import { row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

const AXES: Axes = {
  core: ["non-interrupt", "interrupt"],
  busy: [false, true, "interrupt"],
  mode: ["default", "coop"],
};

function measured(change: Partial<Params>, iops: number): Row {
  return row(change, { metrics: { iops } });
}

const ROWS = [
  measured({ busy: false }, 100),
  measured({ busy: true }, 50),
  measured({ busy: "interrupt" }, 90),
  measured({ busy: false, core: "interrupt" }, 100),
  measured({ busy: true, core: "interrupt" }, 40),
  measured({ busy: "interrupt", mode: "coop" }, 99),
];

const ONCE = "(no interval: 1 repeat)";

Deno.test("hogs beside the workers and hogs where interrupts arrive are told apart, and on which core", () => {
  assertEquals(busyFindings(foundOf(irq_busy, AXES, ROWS)), [
    `busy against no busy: on the non-interrupt core IOPS -50.0 % ${ONCE}; ` +
    `on the interrupt core IOPS -60.0 % ${ONCE}.`,
    "busy interrupt (hogs where the interrupts arrive) against no busy: on " +
    `the non-interrupt core IOPS -10.0 % ${ONCE}.`,
  ]);
});

Deno.test("what coop does beside hogs elsewhere is told by their name", () => {
  assertEquals(modeFindings(foundOf(irq_busy, AXES, ROWS)), [
    `COOP_TASKRUN against default, with busy interrupt IOPS +10.0 % ${ONCE}.`,
  ]);
});
