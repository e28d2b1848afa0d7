import * as v from "valibot";
import { RunError } from "../../base/errors.ts";
import { findJson } from "../../base/json_in_text.ts";
import { printable } from "../../base/terminal_text.ts";
import { formatCpuList } from "../../base/cpu_list.ts";
import {
  NO_IOWAIT,
  REGISTERED_RING,
} from "../../model/parameters/enter_flags.ts";
import { isSequential } from "../../model/parameters/directions.ts";
import { MODES } from "../../model/parameters/modes.ts";
import type { Params } from "../../model/parameters/params.ts";
import type { Machine } from "../../run/machine.ts";
import { tiedCommand } from "../../run/tied_command.ts";

/** What a fio asks of the kernel, in our parameters. */
export type FioLoop = Pick<Params, "mode" | "iowait" | "registeredRingFd">;

/** The fio that is installed. */
export interface Fio {
  /** "3.33", or of one between two releases "3.42-135-gf5344". */
  version: string;
  /** Its loop on this kernel. */
  loop: FioLoop;
}

/** What the kernel takes: asked by trying, as {@linkcode Machine} does. */
export type Kernel = Pick<Machine, "probeRing" | "probeEnter">;

/** Figures that both tools have. */
export interface Figures {
  iops: number;
  clat_avg_us: number;
  clat_p99_us: number;
  lat_avg_us: number;
}

/** Its own user-visible output, or why there is none. */
async function output(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await tiedCommand("fio", {
    args: [...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const [line = ""] = decoder.decode(stderr).trim().split("\n");
  throw new RunError(`fio failed: ${line || "it says nothing"}`);
}

/** The commit of a fio: major, minor, and how many after that release. */
type Commit = readonly [number, number, number];

/** Since when a fio asks for what, in engines/io_uring.c. */
const SINCE = {
  /** fio_ioring_queue_init: COOP, SINGLE_ISSUER and DEFER_TASKRUN. */
  flags: [3, 33, 0],
  /** 13b8ee321afe: IORING_ENTER_NO_IOWAIT where the kernel has it. */
  noIowait: [3, 41, 93],
  /** cdfab683: enters by the index of its registered ring. */
  registeredRing: [3, 42, 62],
} as const satisfies Record<string, Commit>;

function isSince(version: string, since: Commit): boolean {
  const parts = /^(\d+)\.(\d+)(?:-(\d+)-g)?/.exec(version)?.slice(1) ?? [];
  for (const [i, wanted] of since.entries()) {
    const part = Number(parts[i] ?? 0);
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/**
 * What a fio of this version does on a kernel: of the modes that it asks for
 * the first that is taken, as it drops the flags of one after the other without
 * a word; and the flags of its calls that are taken.
 */
export function loopOf(version: string, kernel: Kernel): FioLoop {
  const modes = isSince(version, SINCE.flags) ? ["defer", "coop"] as const : [];
  const takes = (flag: number) => kernel.probeEnter(flag) === undefined;
  return {
    mode:
      modes.find((mode) =>
        kernel.probeRing(MODES[mode].setupFlags, 1) === undefined
      ) ?? "default",
    iowait: !(isSince(version, SINCE.noIowait) && takes(NO_IOWAIT)),
    registeredRingFd: isSince(version, SINCE.registeredRing) &&
      takes(REGISTERED_RING),
  };
}

/** "mode defer, iowait off, registered ring": how a loop enters the kernel. */
export function loopText({ mode, iowait, registeredRingFd }: FioLoop): string {
  return [
    `mode ${mode}`,
    !iowait && "iowait off",
    registeredRingFd && "registered ring",
  ].filter((part) => part !== false).join(", ");
}

/** Finds fio and what it measures here. Throws {@linkcode RunError}. */
export async function findFio(kernel: Kernel): Promise<Fio> {
  let text: string;
  try {
    text = await output(["--version"]);
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError("validate needs fio, which is not in PATH");
  }
  const version = /fio-(\d+\.\d+\S*)/.exec(text)?.[1];
  if (!version) throw new RunError(`fio --version says ${text.trim()}`);
  return { version, loop: loopOf(version, kernel) };
}

/** What each job of fio reads, which of random offsets is the same. */
function whatIsRead({ rw, workers, bs, size }: Params): string[] {
  const blocks = Math.floor(size / bs);
  if (!isSequential({ rw })) return [`--size=${blocks * bs}`];
  const own = Math.max(1, Math.floor(blocks / workers)) * bs;
  return [`--size=${own}`, `--offset_increment=${own}`];
}

/** fio's arguments for the same load as a cell's. */
export function fioArguments(params: Params): string[] {
  const { rw, workers, iodepth, bs, runtime, rampTime, cpus } = params;
  return [
    "--name=validate",
    `--filename=${params.filename.replaceAll(":", "\\:")}`,
    "--readonly",
    `--rw=${rw}`,
    "--direct=1",
    "--ioengine=io_uring",
    "--thread=1",
    `--numjobs=${workers}`,
    `--iodepth=${iodepth}`,
    `--bs=${bs}`,
    ...whatIsRead(params),
    "--norandommap=1",
    "--randrepeat=0",
    `--cpus_allowed=${formatCpuList(cpus)}`,
    `--cpus_allowed_policy=${params.cpusAllowedPolicy}`,
    "--time_based=1",
    `--runtime=${Math.round(runtime * 1e3)}ms`,
    `--ramp_time=${Math.round(rampTime * 1e3)}ms`,
    "--group_reporting=1",
    "--output-format=json",
  ];
}

/** Characters that are shown of what is no report. */
const SHOWN = 120;

const number = v.pipe(v.number(), v.finite());
const latency = v.object({ mean: number });
const report = v.object({
  jobs: v.pipe(
    v.array(v.object({
      error: number,
      read: v.object({
        iops: number,
        clat_ns: v.object({
          mean: number,
          percentile: v.object({ "99.000000": number }),
        }),
        lat_ns: latency,
      }),
    })),
    v.minLength(1),
  ),
});

const cpuReport = v.object({
  jobs: v.pipe(
    v.array(v.object({
      error: number,
      job_runtime: number,
      usr_cpu: number,
      sys_cpu: number,
      read: v.object({ iops: number, total_ios: number }),
    })),
    v.minLength(1),
  ),
});

/** Reads fio's JSON. Throws {@linkcode RunError} where it is something else. */
function parseReport<T extends { jobs: { error: number }[] }>(
  text: string,
  schema: v.GenericSchema<unknown, T>,
): T["jobs"][number] {
  const value = findJson(text, (one) => "jobs" in one);
  if (value === undefined) {
    const said = printable(text.trim().slice(0, SHOWN));
    throw new RunError(`fio printed no JSON: it says ${said || "nothing"}`);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new RunError(
      `fio's JSON: ${v.getDotPath(issue!) ?? ""}: ${issue?.message}`,
    );
  }
  const [job] = result.output.jobs;
  if (!job || job.error) throw new RunError(`fio: error ${job?.error}`);
  return job;
}

/** Reads of a load, and the seconds of CPU that they took. */
export interface Load {
  iops: number;
  ios: number;
  userSeconds: number;
  systemSeconds: number;
}

/** Its speed and its time on the CPU. Throws {@linkcode RunError}. */
export function parseFioLoad(text: string): Load {
  const { job_runtime, usr_cpu, sys_cpu, read } = parseReport(text, cpuReport);
  // Milliseconds, and percent of them.
  const seconds = (percent: number) => job_runtime * percent / 1e5;
  return {
    iops: read.iops,
    ios: read.total_ios,
    userSeconds: seconds(usr_cpu),
    systemSeconds: seconds(sys_cpu),
  };
}

/** Its figures. Throws {@linkcode RunError}. */
export function parseFio(text: string): Figures {
  const job = parseReport(text, report);
  return {
    iops: job.read.iops,
    clat_avg_us: job.read.clat_ns.mean / 1e3,
    clat_p99_us: job.read.clat_ns.percentile["99.000000"] / 1e3,
    lat_avg_us: job.read.lat_ns.mean / 1e3,
  };
}

/** Measures with fio what a cell's parameters say. */
export async function measureFio(params: Params): Promise<Figures> {
  return parseFio(await output(fioArguments(params)));
}
