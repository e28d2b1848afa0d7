import { total } from "../../model/measurement/histogram.ts";
import type { Status } from "../../run/surroundings.ts";
import { textTable } from "../../report/tables/text_table.ts";
import type { Machine } from "../../run/machine.ts";
import type { BenchFigure } from "./output.ts";
import { benchCell, benchParams, leanParams } from "./tools.ts";

const RUNTIME = 0.3;
const SHAPES = [
  [1, 1],
  [1, 64],
  [1, 1024],
  [4, 256],
  [16, 64],
  [64, 1],
  [64, 64],
] as const;

/** RSS of this process now, in MiB; the largest it ever was with VmHWM. */
export function statusMib(text: string, name: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) /
    1024;
}

/** A cell of some workers and depth. */
export interface Scaled {
  shape: string;
  iops: number;
  /** Reads that a histogram lacks, and completions that are of no read. */
  lost: number;
  /** Milliseconds: histograms merged and brought to TypeScript. */
  transfer: number;
  /** Milliseconds beside ramp and window: threads, drain and the transfer. */
  beside: number;
  /** MiB of the whole process. */
  rss: number;
}

/** The cells as a table. */
export function scaledTable(shapes: readonly Scaled[]): string {
  const column = (head: string, value: (shape: Scaled) => string) => ({
    head,
    value,
    words: false,
  });
  return textTable(shapes, [
    { ...column("workers x iodepth", ({ shape }) => shape), name: "" },
  ], [
    column("IOPS", ({ iops }) => `${(iops / 1e3).toFixed(0)}k`),
    column("lost", ({ lost }) => `${lost}`),
    column("transfer ms", ({ transfer }) => transfer.toFixed(0)),
    column("beside window ms", ({ beside }) => beside.toFixed(0)),
    column("RSS MiB", ({ rss }) => rss.toFixed(0)),
  ]);
}

/**
 * Workers by iodepth: a cell whose reads did not all come back has failed, and
 * each of its reads is in every histogram.
 */
export async function measureScaling(
  target: { path: string; bytes: number },
  machine: Machine,
  signal: AbortSignal,
  status: Status,
): Promise<Scaled[]> {
  const cpus = [0, 1].filter((cpu) => !machine.probeAffinity([cpu]));
  const shapes: Scaled[] = [];
  for (const [workers, iodepth] of SHAPES) {
    status.show(`scaling: ${workers} x ${iodepth}`);
    const params = {
      ...leanParams({
        ...benchParams(target, cpus[0] ?? 0, RUNTIME),
        iodepth,
      }),
      cpus,
      workers,
    };
    const began = performance.now();
    const cell = await machine.measure(benchCell(params), { signal });
    const wall = performance.now() - began;
    const ios = cell.workers.reduce((sum, worker) => sum + worker.ios, 0);
    const counted = Math.min(
      ...[cell.slat, cell.clat, cell.lat].map(total),
    );
    shapes.push({
      shape: `${workers} x ${iodepth}`,
      iops: ios / RUNTIME,
      lost: ios - counted + cell.errors.unexpectedCqes,
      transfer: cell.transferNs / 1e6,
      beside: wall - 1e3 * (RUNTIME + params.rampTime),
      rss: statusMib(Deno.readTextFileSync("/proc/self/status"), "VmRSS"),
    });
  }
  status.clear();
  return shapes;
}

/** The same as figures. */
export function scaledFigures(shapes: readonly Scaled[]): BenchFigure[] {
  return shapes.flatMap(({ shape, iops, lost, transfer, beside, rss }) =>
    ([
      ["IOPS", "1/s", iops],
      ["lost", "reads", lost],
      ["transfer", "ms", transfer],
      ["beside window", "ms", beside],
      ["RSS", "MiB", rss],
    ] as const).map(([name, unit, value]) => ({
      name: `${shape}: ${name}`,
      unit,
      value,
    }))
  );
}
