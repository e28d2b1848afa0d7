import { ERRNO } from "../base/errno.ts";
import { RunError } from "../base/errors.ts";
import { cgroups } from "../host/cgroups.ts";
import { LIMITS_PATH, lockedMemoryAdvice } from "../host/locked_memory.ts";
import type { SystemFiles } from "../host/system.ts";
import {
  cellTouchMappings,
  PAGE_TABLE_BYTES,
} from "../model/parameters/touches.ts";
import type { Visit } from "../model/visit.ts";
import type { Machine, Refusal } from "../run/machine.ts";
import { checkDescriptors } from "../source/socket/connections.ts";
import { ioUringRefused } from "./io_uring_refused.ts";

/** Of the memory that there is, what page tables may take. */
const TABLES_SHARE = 1 / 4;

/** How many mappings a process may have, and what part of them may be these. */
const MAX_MAP_COUNT = "/proc/sys/vm/max_map_count";
const MAPPINGS_SHARE = 1 / 2;

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
  if (refusal.step === "ring" && refusal.errno === ERRNO.ENOMEM) {
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

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

/** Memory that is not there is taken from other processes, by killing them. */
function checkMemory(files: SystemFiles, bytes: number): void {
  const [most, name] = leastMemory(files);
  if (bytes <= most) return;
  throw new RunError(
    `a cell needs ${mebibytes(bytes)} MiB of memory, but ${name} is ` +
      `${mebibytes(most)} MiB; fewer --workers, less --iodepth or a smaller ` +
      "--bs need less",
  );
}

/**
 * Page tables are the kernel's own, and nothing else can have them. Where a
 * process has as many mappings as it may, whatever else in it wants memory ends
 * it: that is not left to be found out by trying.
 */
function checkTouches(files: SystemFiles, visits: readonly Visit[]): void {
  const mappings = Math.max(
    0,
    ...visits.map(({ cells }) =>
      cells.reduce((sum, { params }) => sum + cellTouchMappings(params), 0)
    ),
  );
  const remedy = "less --think-touch-size or fewer --workers need less";
  const bytes = mappings * PAGE_TABLE_BYTES;
  const [memory, name] = leastMemory(files);
  if (bytes > memory * TABLES_SHARE) {
    throw new RunError(
      `--think-touch fresh may need ${mebibytes(bytes)} MiB of page tables, ` +
        `more than a quarter of ${name}, ${mebibytes(memory)} MiB; ${remedy}`,
    );
  }
  const most = Number(files.read(MAX_MAP_COUNT) ?? NaN);
  if (mappings > most * MAPPINGS_SHARE) {
    throw new RunError(
      `--think-touch fresh needs ${mappings} mappings, more than half of what ` +
        `mmap allows before ENOMEM, vm.max_map_count ${most}; ${remedy}`,
    );
  }
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
  checkTouches(files, visits);
  checkMemlock(files, machine, bytes);
}
