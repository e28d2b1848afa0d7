import { RunError } from "../base/errors.ts";
import { cgroups } from "../host/cgroups.ts";
import { LIMITS_PATH, lockedMemoryAdvice } from "../host/locked_memory.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Visit } from "../model/visit.ts";
import type { Machine, Refusal } from "../run/machine.ts";
import { checkDescriptors } from "../source/socket/connections.ts";
import { ioUringRefused } from "./io_uring_refused.ts";

const ENOMEM = 12;

/** What the smallest ring takes: a page of SQEs, and one of the ring itself. */
const RING_BYTES = 8192;

/** Throws {@linkcode RunError} where there can be no io_uring. */
export function checkPlatform(os: string): void {
  if (os !== "linux") throw new RunError(`io_uring needs Linux; this is ${os}`);
}

/** The one message, whichever call met RLIMIT_MEMLOCK first. */
function cannotLock(
  files: SystemFiles,
  bytes: number,
  { message }: Refusal,
): RunError {
  const advice = lockedMemoryAdvice(files.read(LIMITS_PATH) ?? "", bytes);
  return new RunError(
    `cannot lock ${Math.ceil(bytes / 1024)} KiB of memory (${message})` +
      (advice === undefined ? "" : `; ${advice}`),
  );
}

/** Throws {@linkcode RunError} with what may forbid io_uring here. */
export function checkIoUring(files: SystemFiles, machine: Machine): void {
  const refusal = machine.probeRing(0, 1);
  if (!refusal) return;
  // Some kernels count the memory of a ring, and some that of other things.
  if (refusal.step === "ring" && refusal.errno === ENOMEM) {
    throw cannotLock(files, RING_BYTES, refusal);
  }
  const told = ioUringRefused(files, refusal.errno);
  throw new RunError(
    `io_uring cannot be used: ${refusal.message}` +
      (told ? `; ${told.why}; ${told.remedy}` : ""),
  );
}

function checkClock(
  files: SystemFiles,
  machine: Machine,
  allowSlowClock: boolean,
): void {
  if (allowSlowClock) return;
  const cheap = machine.probeClock();
  if (cheap === true) return;
  const source = files.read(
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
  );
  const why = cheap === false
    ? `reading the clock is a system call here (clock source ${source}), ` +
      "which would run task_work and spoil the experiment"
    : `cannot tell whether reading the clock is a system call: ${cheap.message}`;
  throw new RunError(`${why}; --allow-slow-clock measures all the same`);
}

/** What memory there is, by the name of what tells; the least of it. */
function leastMemory(files: SystemFiles): [bytes: number, name: string] {
  const amounts = cgroups(files, "memory").flatMap((cgroup) =>
    ["memory.max", "memory.limit_in_bytes"].map((name) => {
      const path = `${cgroup}/${name}`;
      const text = files.read(path)?.trim() ?? "";
      return [/^\d{1,20}$/.test(text) ? Number(text) : NaN, path] as const;
    })
  );
  const [, kib = ""] =
    /^MemAvailable: +(\d{1,20}) kB$/m.exec(files.read("/proc/meminfo") ?? "") ??
      [];
  return [...amounts, [kib ? Number(kib) * 1024 : NaN, "MemAvailable"] as const]
    .reduce<[number, string]>(
      (least, [bytes, name]) => bytes < least[0] ? [bytes, name] : least,
      [Infinity, ""],
    );
}

/** Memory that is not there is taken from other processes, by killing them. */
function checkMemory(files: SystemFiles, bytes: number): void {
  const [most, name] = leastMemory(files);
  if (bytes <= most) return;
  const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  throw new RunError(
    `a cell needs ${mebibytes(bytes)} MiB of memory, but ${name} is ` +
      `${mebibytes(most)} MiB; fewer --workers, less --iodepth or a smaller ` +
      "--bs need less",
  );
}

function checkMemlock(
  files: SystemFiles,
  machine: Machine,
  bytes: number,
): void {
  const refusal = machine.probeMemlock(bytes);
  if (refusal) throw cannotLock(files, bytes, refusal);
}

/**
 * Finds out by trying whether this machine can run the visits at all. A mode
 * that it refuses is not looked for here: that is a row of the results.
 * Throws {@linkcode RunError}.
 */
export function preflight(
  visits: readonly Visit[],
  files: SystemFiles,
  machine: Machine,
  options: { allowSlowClock: boolean; memAlign?: number | undefined },
): void {
  checkIoUring(files, machine);
  checkClock(files, machine, options.allowSlowClock);
  const bytes = visits.reduce(
    (most, visit) =>
      Math.max(most, machine.cellBytes(visit, options.memAlign ?? 512)),
    0,
  );
  checkDescriptors(
    visits.map(({ cells }) => cells.map(({ params }) => params)),
    files,
  );
  checkMemory(files, bytes);
  checkMemlock(files, machine, bytes);
}
