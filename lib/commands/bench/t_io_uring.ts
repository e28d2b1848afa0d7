import { RunError } from "../../base/errors.ts";
import type { Params } from "../../model/parameters/params.ts";
import { type LoadFigures, perRead } from "./figures.ts";

/** Its batches: reads submitted and waited for in one call. */
export const BATCH = 16;

/** A line is printed for every second but the last; the first is not used. */
export function tIoUringSeconds(runtime: number): number {
  return Math.ceil(runtime) + 2;
}

/**
 * Arguments of fio's t/io_uring for random reads of a target: not polled, with
 * registered buffers, file and ring, without latencies.
 */
export function tIoUringArguments(
  { iodepth, bs, runtime, filename }: Params,
): string[] {
  return [
    ...["-d", iodepth, "-s", BATCH, "-c", BATCH, "-b", bs, "-p", 0, "-B", 1],
    ...["-F", 1, "-n", 1, "-O", 1, "-t", 0, "-R", 1, "-X", 1],
    ...["-r", tIoUringSeconds(runtime), filename],
  ].map(String);
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6 };

/**
 * The mean of the seconds that it prints, without the first, in which it
 * starts; it makes much of the best. Throws {@linkcode RunError}.
 */
export function parseIops(text: string): number {
  const seconds = [...text.matchAll(/^IOPS=([\d.]+)([KM]?),/gm)].map(
    ([, number, unit = ""]) => Number(number) * (UNITS[unit] ?? NaN),
  ).slice(1);
  if (seconds.length === 0) {
    throw new RunError("t/io_uring printed no IOPS of a second second");
  }
  return seconds.reduce((sum, iops) => sum + iops, 0) / seconds.length;
}

/** Seconds out of the shell's "0m1.250s 0m3.500s". */
function parseTimes(line: string): [user: number, system: number] {
  const [user, system] = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  if (user === undefined || system === undefined) {
    throw new RunError(`times of the shell: ${line}`);
  }
  return [user, system];
}

/**
 * Reads what a shell printed that ran it and then `times`, whose second line
 * is of its children. Throws {@linkcode RunError}.
 */
export function parseTIoUring(text: string, seconds: number): LoadFigures {
  const iops = parseIops(text);
  const times = text.trimEnd().split("\n").at(-1) ?? "";
  const [userSeconds, systemSeconds] = parseTimes(times);
  return perRead({ iops, ios: iops * seconds, userSeconds, systemSeconds });
}
