/**
 * Two builds of uringlab against each other: whole runs of either program, each
 * a process of its own, as two builds of the library are no match for one
 * program.
 */
import { RunError, UsageError } from "../../base/errors.ts";
import { COMMAND } from "../../base/program.ts";
import { readCsv } from "../../files/csv_text.ts";
import type { Params } from "../../model/parameters/params.ts";
import { type LoadFigures, perRead } from "./figures.ts";
import type { Arm } from "./pairs.ts";
import type { Command } from "./programs.ts";

/** A program and the arguments that start uringlab. */
type Started = readonly [string, ...string[]];

/** How this build is started. */
export const THIS_BUILD: Started = COMMAND;

/**
 * How the build in another checkout is started. Throws {@linkcode UsageError}
 * where there is none.
 */
export function otherBuild(directory: string): Started {
  const main = `${directory}/main.ts`;
  try {
    if (!Deno.statSync(main).isFile) throw new Error(`${main} is no file`);
  } catch (error) {
    throw new UsageError(
      `--against: ${directory} is no checkout of uringlab: ${
        (error as Error).message
      }`,
    );
  }
  const config = `--config=${directory}/deno.json`;
  // Not this executable: the single file runs no other program.
  return ["deno", "run", "-A", config, main];
}

/** The loops that both builds run; each is one arm without turns. */
export const LOOPS: Readonly<Record<string, readonly string[]>> = {
  "plain loop": ["--mode=default"],
  "--lean": ["--lean", "--mode=defer"],
};

/** A load of one cell, in options that all builds have had. */
export function loadArguments(
  loop: readonly string[],
  { cpus, filename, size, iodepth, bs, runtime, rampTime }: Params,
): string[] {
  return [
    "exp7",
    ...loop,
    "--busy=off",
    "--workers=1",
    "--repeats=1",
    `--cpus=${cpus.join(",")}`,
    `--filename=${filename}`,
    `--size=${size}`,
    `--iodepth=${iodepth}`,
    `--bs=${bs}`,
    `--runtime=${runtime}s`,
    `--ramp-time=${rampTime}s`,
  ];
}

/** The figures of the only cell in the text of a results.csv. */
export function figuresOf(text: string, path: string): LoadFigures {
  const [header = [], row = [], ...more] = readCsv(text);
  const number = (name: string) => {
    const value = row[header.indexOf(name)] ?? "";
    if (value !== "" && more.length === 0) return Number(value);
    throw new RunError(`${path} has not one cell with its ${name}`);
  };
  return perRead({
    iops: number("iops"),
    ios: number("ios"),
    userSeconds: number("user_s"),
    systemSeconds: number("system_s"),
  });
}

/** A build that runs a load; builds that know turns are told to take none. */
export function buildArm(
  name: string,
  [program, ...start]: Started,
  load: readonly string[],
  run: Command,
): Arm {
  let turns: string[] | undefined;
  return {
    name,
    measure: async () => {
      turns ??= /^ +--turn /m.test(await run(program, [...start, "exp7", "-h"]))
        ? ["--turn=0"]
        : [];
      const directory = Deno.makeTempDirSync({ prefix: "uringlab-bench-" });
      try {
        const out = `${directory}/run`;
        await run(program, [...start, ...load, ...turns, `--out=${out}`]);
        const path = `${out}/results.csv`;
        return figuresOf(Deno.readTextFileSync(path), path);
      } finally {
        Deno.removeSync(directory, { recursive: true });
      }
    },
  };
}
