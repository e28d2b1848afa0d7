/** A results directory as a run leaves it, of made-up figures. */
import { exp7 } from "../../experiments/exp7.ts";
import type { Figures } from "../../lib/model/figures/mod.ts";
import { measurementOf } from "../../lib/run/raw_measurement.ts";
import { computeFigures } from "../../lib/model/figures/mod.ts";
import { placed, type Places } from "../../lib/model/places.ts";
import { plan } from "../../lib/model/plan.ts";
import type { PlannedRun } from "../../lib/model/planned_run.ts";
import type { Row, RunIdentity } from "../../lib/model/row.ts";
import { planJson } from "../../lib/files/plan_json.ts";
import { traceJson } from "../../lib/files/trace_json.ts";
import { ResultsDirectory } from "../../lib/files/results_directory.ts";
import {
  histogramOf,
  IDENTITY,
  params,
  rawMeasurement,
} from "../model/fixtures.ts";
import { recordedCell } from "../report/trace/fixtures.ts";

const PLACES: Places = new Map([["non-interrupt", {
  cpus: [2, 3],
  core: "non-interrupt",
  partnerCpus: [0],
  why: "for the test",
}]]);

function madePlan(repeats: number): PlannedRun {
  const base = params({ core: "non-interrupt" });
  const axes = {
    iodepth: [1, 8],
    busy: [false, true],
    mode: ["default", "coop"],
  } as const;
  const preset = { ...exp7.presets.quick, repeats };
  return {
    experiment: exp7,
    base,
    axes,
    aa: false,
    preset,
    seed: 7,
    cells: plan(base, axes, { ...preset, seed: 7, aa: false })
      .map((cell) => placed(cell, PLACES)),
    places: PLACES,
    disks: ["vda (virtio-blk)"],
    targetIrqActions: ["virtio1-req.0"],
    hz: 250,
  };
}

function madeRow(cell: Row["cell"], identity: RunIdentity): Row {
  const { slat, clat } = rawMeasurement();
  const lat = histogramOf([1100, 2100 + cell.index, 3200, 50_200]);
  const measured = rawMeasurement({ lat });
  const metrics: Figures = computeFigures(
    cell.params,
    measurementOf(measured, {
      cpus: cell.params.cpus,
      targetIrqActions: ["virtio1-req.0"],
    }),
  );
  return {
    identity,
    cell,
    startedAt: "2024-01-16T11:00:00.000Z",
    status: "ok",
    reason: "",
    metrics: {
      ...metrics,
      iops: 20_000 * cell.params.iodepth + 97 * cell.index,
    },
    latencies: { slat, clat, lat },
    turns: measured.turns,
    interrupts: [{ cpu: 2, res: 40, cal: 5, loc: 200, target: 1 }],
    broken: cell.index % 5 === 0 ? [{ premise: "cpu_steal", value: 0.25 }] : [],
  };
}

/** Writes the directory of a traced exp7 with a failed cell. */
export function makeRun(
  path: string,
  { repeats = 3, ...change }: Partial<RunIdentity> & { repeats?: number } = {},
): void {
  const run = madePlan(repeats);
  const identity = { ...IDENTITY, ...change };
  using directory = new ResultsDirectory(path);
  directory.write(
    "meta.json",
    JSON.stringify({
      ...identity,
      command_line: ["uringlab", "exp7", "--cpus=2,3", "--iodepth=1,8"],
      environment: { cpuModel: "A CPU", mitigations: { l1tf: "none" } },
      plan: planJson(run),
      tracing: {
        tier: "kprobes",
        obstacles: [{ what: "a", why: "b", remedy: "c" }],
        stacks: "sampled",
        syscalls: { 39: "getpid" },
      },
    }),
  );
  for (const [i, cell] of run.cells.entries()) {
    const row = madeRow(cell, identity);
    const { latencies: _, ...rest } = row;
    directory.append(
      i === 3
        ? { ...rest, status: "failed", reason: "a reason", metrics: {} }
        : row,
    );
  }
  const figures = { ios: 9000, reaps: 9000, cq_ready: 4000, iops: 9000 };
  const traced = (["default", "coop"] as const).map((mode) => {
    const cell = recordedCell(`kprobes-6.1-${mode}`, { mode }, figures);
    const index = run.cells.findIndex(({ params }) => params.mode === mode);
    const { origin: __, ...of } = { origin: 0, ...run.cells[index]! };
    return { ...cell, row: { ...cell.row, cell: { ...of, index } } };
  });
  directory.write("trace.json", traceJson(traced));
}
