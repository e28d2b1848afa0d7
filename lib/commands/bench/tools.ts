import { RunError } from "../../base/errors.ts";
import type { Cell } from "../../model/cell.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import type { Params } from "../../model/parameters/params.ts";
import type { Machine } from "../../run/machine.ts";
import { LEAN, leanLoop } from "../../setup/lean.ts";
import { fioArguments, parseFioLoad } from "../validate/fio.ts";
import type { Command } from "./programs.ts";
import { type LoadFigures, ownFigures, perRead } from "./figures.ts";
import type { Arm } from "./pairs.ts";
import {
  parseTIoUring,
  tIoUringArguments,
  tIoUringSeconds,
} from "./t_io_uring.ts";

/** A load of one worker with the loop of fio, on one CPU. */
export function benchParams(
  target: { path: string; bytes: number },
  cpu: number,
  runtime: number,
): Params {
  return {
    ...FIO_LOOP,
    iodepth: 64,
    cpus: [cpu],
    core: "unknown",
    partnerCpus: [],
    wakerCpus: [],
    busyCpus: [],
    busyPerCpu: 1,
    filename: target.path,
    size: target.bytes,
    bs: 4096,
    runtime,
    rampTime: 0.2,
    turn: 0,
  };
}

/** The same at its leanest. */
export function leanParams(params: Params): Params {
  return { ...params, ...LEAN, ...leanLoop(params) };
}

let seed = 0;

/** A cell of its own, with offsets of its own. */
export function benchCell(params: Params): Cell {
  return { index: 0, repeat: 1, seed: ++seed, params };
}

/** uringlab with these parameters. */
export function ownArm(
  name: string,
  params: Params,
  machine: Machine,
  signal: AbortSignal,
): Arm {
  return {
    name,
    measure: async () =>
      ownFigures(await machine.measure(benchCell(params), { signal })),
  };
}

/** fio with the same load. */
export function fioArm(params: Params, run: Command): Arm {
  return {
    name: "fio",
    measure: async (): Promise<LoadFigures> =>
      perRead(parseFioLoad(await run("fio", fioArguments(params)))),
  };
}

/** fio's t/io_uring, by its path. */
export function tIoUringArm(path: string, params: Params, run: Command): Arm {
  return {
    name: "t/io_uring",
    measure: async () => {
      const args = [path, ...tIoUringArguments(params)];
      const taskset = ["taskset", "-c", params.cpus.join(","), ...args];
      const text = await run("sh", [
        "-c",
        '"$@" 2>&1; times',
        "sh",
        ...taskset,
      ]);
      try {
        return parseTIoUring(text, tIoUringSeconds(params.runtime));
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        const [line] = text.split("\n");
        throw new RunError(
          `${args.join(" ")}: ${error.message}; it begins with: ${line}`,
        );
      }
    },
  };
}
