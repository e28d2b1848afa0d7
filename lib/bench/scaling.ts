import { total } from "../model/histogram.ts";
import type { StatusLine } from "../report/status_line.ts";
import type { Machine } from "../run/machine.ts";
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

/**
 * Workers by iodepth: a cell whose reads did not all come back has failed, and
 * each of its reads is in every histogram. Also what a cell takes beside its
 * ramp and its window, where threads, drain, merge and transfer are.
 */
export async function scalingTable(
  target: { path: string; bytes: number },
  machine: Machine,
  signal: AbortSignal,
  status: StatusLine,
): Promise<string> {
  const cpus = [0, 1].filter((cpu) => !machine.probeAffinity([cpu]));
  const lines = [
    "| workers x iodepth | IOPS | reads in histograms | lost | ms beside ramp and window | RSS MiB |",
    "| ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
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
    lines.push(
      `| ${workers} x ${iodepth} | ${(ios / RUNTIME / 1e3).toFixed(0)} k | ` +
        `${counted} | ${ios - counted + cell.errors.unexpectedCqes} | ` +
        `${(wall - 1e3 * (RUNTIME + params.rampTime)).toFixed(0)} | ` +
        `${
          statusMib(Deno.readTextFileSync("/proc/self/status"), "VmRSS")
            .toFixed(0)
        } |`,
    );
  }
  status.clear();
  return lines.join("\n") + "\n";
}
