import type { Cell } from "../../model/cell.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";

/** What calibration reads. */
export interface CalibrationReads {
  readonly path: string;
  /** Bytes of it that are read from. */
  readonly size: number;
  /** Bytes per read. */
  readonly bs: number;
}

/**
 * One worker that has one read in flight, on one CPU, for seconds. It spins:
 * nobody has to wake it, so that what interrupts its CPU comes of its reads.
 */
export function calibrationCell(
  { path, size, bs }: CalibrationReads,
  cpu: number,
  runtime: number,
): Cell {
  return {
    index: 0,
    repeat: 1,
    seed: cpu,
    params: {
      ...FIO_LOOP,
      mode: "default",
      wait: "spin",
      iodepth: 1,
      workers: 1,
      cpus: [cpu],
      core: "unknown",
      partnerCpus: [],
      wakerCpus: [],
      busyCpus: [],
      busyPerCpu: 1,
      filename: path,
      size,
      bs,
      runtime,
      rampTime: 0.005,
      turn: 0,
    },
  };
}
