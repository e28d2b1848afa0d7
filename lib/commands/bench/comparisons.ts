import { RunError } from "../../base/errors.ts";
import type { Params } from "../../model/parameters/params.ts";
import { leanLoop } from "../../setup/lean.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { findFio, type Fio, loopText } from "../validate/fio.ts";
import type { Command } from "./programs.ts";
import type { BenchOptions } from "./options.ts";
import { type Arm, interleave } from "./pairs.ts";
import { BATCH } from "./t_io_uring.ts";
import {
  buildArm,
  loadArguments,
  LOOPS,
  otherBuild,
  THIS_BUILD,
} from "./against.ts";
import type { BenchOutput } from "./output.ts";
import type { BenchLine } from "./tables.ts";
import {
  benchParams,
  fioArm,
  leanParams,
  ownArm,
  tIoUringArm,
} from "./tools.ts";

/** Something to read. */
export interface BenchTarget {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** What each part of the benchmark works with. */
export interface Bench {
  options: BenchOptions;
  around: Surroundings;
  run: Command;
  output: BenchOutput;
  /** None where no part reads. */
  targets: readonly BenchTarget[];
}

/** What was compared and how: the legend of the tables. */
function settings(fio: Fio | undefined, options: BenchOptions): string[] {
  return [
    `One worker on CPU ${options.cpu}, iodepth 64, 4 KiB, ${options.pairs} ` +
    `pairs of ${Number(options.runtime.toPrecision(3))} s. Medians of both; ` +
    "ratios with their 95 % confidence interval (CI).",
    fio
      ? `fio ${fio.version} measures ${loopText(fio.loop)}; its loop submits ` +
        "one and reaps one. So does uringlab's without other options."
      : "fio is not installed.",
    "lean: uringlab --lean, mode defer, every latency recorded.",
    options.tIoUring
      ? `t/io_uring: ${options.tIoUring}, which tells no version; registered ` +
        `buffers, file and ring, batches of ${BATCH}, SINGLE_ISSUER, ` +
        "DEFER_TASKRUN and NO_SQARRAY, no latencies."
      : "t/io_uring: not named by --t-io-uring.",
    "CPU time is the worker's, by tick accounting; t/io_uring's is that of " +
    "its process, with the kernel threads that read for it.",
  ];
}

/** Measures and prints; where one fails, those that were measured. */
export async function compareAll(
  comparisons: readonly { target: string; to: Arm; from: Arm }[],
  { options, around, output }: Bench,
): Promise<void> {
  const lines: BenchLine[] = [];
  try {
    for (const { target, to, from } of comparisons) {
      const pairs = await interleave(from, to, options.pairs, (done) => {
        around.status.show(
          `${target}: ${to.name}${from.name && ` vs ${from.name}`}, ` +
            `${done + 1}/${options.pairs}`,
        );
      });
      lines.push({ target, to: to.name, from: from.name, pairs });
    }
  } finally {
    around.status.clear();
    output.compared(lines);
  }
}

/** Against the other tools. Prints; throws {@linkcode RunError}. */
export async function compareTools(bench: Bench): Promise<void> {
  const { options, around: { machine, signal }, run } = bench;
  const fio = await findFio(machine).catch((error) => {
    if (error instanceof RunError) return undefined;
    throw error;
  });
  const comparisons = bench.targets.flatMap((target) => {
    const params = benchParams(target, options.cpu, options.runtime);
    const plain = { ...params, ...(fio?.loop ?? { mode: "defer" as const }) };
    const own = (name: string, params: Params) =>
      ownArm(name, params, machine, signal);
    const lean = own("lean", {
      ...leanParams(params),
      mode: "defer",
    });
    const theirs = fio && fioArm(plain, run);
    const best = options.tIoUring === undefined
      ? undefined
      : tIoUringArm(options.tIoUring, params, run);
    return [
      theirs && { to: own("uringlab", plain), from: theirs },
      theirs && { to: lean, from: theirs },
      best && { to: lean, from: best },
    ].filter((some) => some !== undefined).map((some) => ({
      target: target.name,
      ...some,
    }));
  });
  bench.output.begin("tools", ...settings(fio, options));
  await compareAll(comparisons, bench);
}

/**
 * Each option of --lean, on against off, with batches and nothing else. Prints;
 * throws {@linkcode RunError}.
 */
export async function compareOptions(bench: Bench): Promise<void> {
  const { options, around } = bench;
  const { machine, signal } = around;
  const [target] = bench.targets;
  if (!target) return;
  const plain: Params = {
    ...benchParams(target, options.cpu, options.runtime),
    mode: "defer",
  };
  const params: Params = {
    ...plain,
    ...leanLoop(plain),
    submitAndWait: false,
  };
  const changes: Readonly<Record<string, Partial<Params>>> = {
    "--submit-and-wait on": { submitAndWait: true },
    "--fixedbufs on": { fixedbufs: true },
    "--registerfiles on": { registerfiles: true },
    "--registered-ring-fd on": { registeredRingFd: true },
    "--sqarray off": { sqarray: false },
    "--clock-per-reap on": { clockPerReap: true },
    "--hugepages on": { hugepages: true },
    "batches of 1": {
      iodepthBatch: 1,
      iodepthBatchCompleteMin: 1,
      iodepthBatchCompleteMax: 1,
    },
    "waiting for 1": { iodepthBatchCompleteMin: 1 },
    "all of --lean": leanParams(params),
  };
  const base = ownArm("", params, machine, signal);
  const comparisons: { target: string; to: Arm; from: Arm }[] = [];
  for (const [name, change] of Object.entries(changes)) {
    const arm = ownArm(name, { ...params, ...change }, machine, signal);
    try {
      await arm.measure();
      comparisons.push({ target: target.name, to: arm, from: base });
    } catch (error) {
      signal.throwIfAborted();
      around.status.say(`note: ${name}: ${(error as Error).message}`);
    }
  }
  bench.output.begin(
    "options",
    `Each option by itself, on ${target.name}, one worker, iodepth 64, mode ` +
      `defer, batches of ${params.iodepthBatch} submitted and waited for in ` +
      "two calls, against the same without it.",
  );
  await compareAll(comparisons, bench);
}

/**
 * This build against that in another checkout, with one arm and no turns.
 * Prints; throws {@linkcode RunError} and {@linkcode UsageError}.
 */
export async function compareBuilds(
  bench: Bench,
  directory: string,
): Promise<void> {
  const { options, run } = bench;
  const other = otherBuild(directory);
  const comparisons = bench.targets.flatMap((target) => {
    const params = benchParams(target, options.cpu, options.runtime);
    return Object.entries(LOOPS).map(([name, loop]) => {
      const load = loadArguments(loop, params);
      return {
        target: target.name,
        to: buildArm(name, THIS_BUILD, load, run),
        from: buildArm("", other, load, run),
      };
    });
  });
  bench.output.begin(
    "against",
    `This build against that in ${directory}: one worker on CPU ` +
      `${options.cpu}, iodepth 64, 4 KiB, one arm and no turns, ` +
      `${options.pairs} pairs of runs of ${
        Number(options.runtime.toPrecision(3))
      } s, each a process of its own. Medians of both; ratios with their ` +
      "95 % confidence interval (CI).",
  );
  await compareAll(comparisons, bench);
}
