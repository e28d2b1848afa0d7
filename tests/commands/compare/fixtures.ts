import { exp7 } from "../../../experiments/exp7.ts";
// @ts-types="@types/d3-random"
import { randomLcg, randomNormal } from "d3-random";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { placed, type Places } from "../../../lib/model/places.ts";
import { plan } from "../../../lib/model/plan.ts";
import type { Row, RunIdentity } from "../../../lib/model/row.ts";
import { planJson } from "../../../lib/files/plan_json.ts";
import type { RecordedRun } from "../../../lib/files/read_run.ts";
import { ResultsDirectory } from "../../../lib/files/results_directory.ts";
import { IDENTITY, params } from "../../model/fixtures.ts";

/** What a test wants of a run. */
export interface Wanted {
  directory?: string;
  axes?: Axes;
  base?: Partial<Params>;
  repeats?: number;
  identity?: Partial<RunIdentity>;
  meta?: Record<string, unknown>;
  places?: Places;
  figures?: (params: Params, repeat: number) => Figures;
  /** What a row is instead of ok. */
  status?: (params: Params, repeat: number) => Row["status"];
}

export const PLACES: Places = new Map([["non-interrupt", {
  cpus: [2, 3],
  core: "non-interrupt",
  partnerCpus: [0],
  why: "for the test",
}]]);

/** Figures with 1 % of noise that is the same for the same seed. */
export function noisy(
  seed: number,
  change: (params: Params) => { iops?: number; clat?: number; p99?: number } =
    () => ({}),
): (params: Params) => Figures {
  const noise = randomNormal.source(randomLcg(seed))(0, 0.01);
  return (params) => {
    const { iodepth, busy } = params;
    const { iops = 1, clat = 1 / iops, p99 = clat } = change(params);
    const base = 80_000 * iodepth / (iodepth + 4) * (busy ? 0.5 : 1);
    const latency = 16 * iodepth / base * 1e6;
    return {
      iops: base * iops * Math.exp(noise()),
      clat_avg_us: latency * clat * Math.exp(noise()),
      clat_p99_us: latency * 3 * p99 * Math.exp(5 * noise()),
    };
  };
}

/** A run of exp7 as it is read back. */
export function recorded(wanted: Wanted = {}): RecordedRun {
  const {
    directory = "results/a",
    axes = { iodepth: [1, 8], mode: ["default", "coop"] },
    repeats = 3,
    places = PLACES,
    figures = () => ({ iops: 1000, clat_avg_us: 50, clat_p99_us: 100 }),
    status = () => "ok",
  } = wanted;
  const identity = { ...IDENTITY, ...wanted.identity };
  const base = params({ core: "non-interrupt", ...wanted.base });
  const preset = { ...exp7.presets.quick, repeats };
  const { seed } = identity;
  const run = {
    experiment: exp7,
    base,
    axes,
    aa: false,
    preset,
    seed,
    cells: plan(base, axes, { ...preset, seed })
      .map((cell) => placed(cell, places)),
    places,
    disks: ["vda (virtio-blk)"],
    targetIrqActions: ["virtio1-req.0"],
    hz: 250,
  };
  const rows = run.cells.map((cell): Row => {
    const found = status(cell.params, cell.repeat);
    return {
      identity,
      cell,
      startedAt: "2024-01-16T11:00:00.000Z",
      status: found,
      reason: found === "ok" ? "" : "for the test",
      metrics: found === "ok" ? figures(cell.params, cell.repeat) : {},
      interrupts: [],
      broken: [],
    };
  });
  return {
    directory,
    run,
    identity,
    rows,
    traced: [],
    tracing: undefined,
    environment: undefined,
    meta: {
      ...identity,
      command_line: ["uringlab", "exp7"],
      plan: JSON.parse(JSON.stringify(planJson(run))),
      ...wanted.meta,
    },
    torn: false,
    isSame: true,
  };
}

/** Writes a run as uringlab does. */
export function writeRun({ directory, rows, meta }: RecordedRun): void {
  using results = new ResultsDirectory(directory);
  results.write("meta.json", JSON.stringify(meta));
  for (const row of rows) results.append(row);
}

/** Two kernels: with 28 cells, some differences, and intervals of all widths. */
export function twoKernels(repeats = 5): [RecordedRun, RecordedRun] {
  const { axes } = exp7;
  const from = recorded({
    directory: "results/linux-6.1",
    axes,
    repeats,
    figures: noisy(1),
    meta: { environment: { cpuModel: "one", loadAverage: [1, 2, 3] } },
  });
  const to = recorded({
    directory: "results/linux-6.18",
    axes,
    repeats,
    identity: { run: "exp7-2024-02-01T12-00-00", kernel: "6.18.0", seed: 43 },
    figures: noisy(2, ({ mode, iodepth, busy }) => ({
      iops: mode === "coop" ? 1.05 : iodepth > 16 ? 0.93 : 1,
      p99: busy && iodepth === 4 ? 2.2 : 1,
    })),
    meta: { environment: { cpuModel: "one", loadAverage: [4, 5, 6] } },
  });
  return [from, to];
}
