import * as v from "valibot";
import { RunError } from "../../base/errors.ts";
import { printable } from "../../base/terminal_text.ts";
import { formatCpuList } from "../../base/cpu_list.ts";
import { findReport } from "./fio_report.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import type { Params } from "../../model/parameters/params.ts";
import { tiedCommand } from "../../run/tied_command.ts";

/** The fio that is installed. */
export interface Fio {
  /** "3.33" */
  version: string;
  /** The setup flags that it asks for, as one of our modes. */
  mode: ModeName;
}

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

/**
 * The modes that a fio asks for, the first that the kernel takes: since 3.33
 * COOP, SINGLE_ISSUER and DEFER_TASKRUN, which it drops one after the other
 * without a word (fio_ioring_queue_init, engines/io_uring.c); before none.
 */
export function modesOf(version: string): readonly ModeName[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 33)
    ? ["defer", "coop", "default"]
    : ["default"];
}

/** Finds fio and what it measures here. Throws {@linkcode RunError}. */
export async function findFio(
  takes: (mode: ModeName) => boolean,
): Promise<Fio> {
  let text: string;
  try {
    text = await output(["--version"]);
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError("validate needs fio, which is not in PATH");
  }
  const version = /fio-(\d+\.\d+)/.exec(text)?.[1];
  if (!version) throw new RunError(`fio --version says ${text.trim()}`);
  return { version, mode: modesOf(version).find(takes) ?? "default" };
}

/** fio's arguments for the same load as a cell's. */
export function fioArguments(params: Params): string[] {
  const { workers, iodepth, bs, size, runtime, rampTime, cpus } = params;
  return [
    "--name=validate",
    `--filename=${params.filename.replaceAll(":", "\\:")}`,
    "--readonly",
    "--rw=randread",
    "--direct=1",
    "--ioengine=io_uring",
    "--thread=1",
    `--numjobs=${workers}`,
    `--iodepth=${iodepth}`,
    `--bs=${bs}`,
    `--size=${Math.floor(size / bs) * bs}`,
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
  const value = findReport(text);
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
