import { RunError } from "./errors.ts";

/** The text given as a list of CPUs is not one. */
export class CpuListError extends RunError {
  override name = "CpuListError";
}

/** More than any kernel is built for (NR_CPUS is at most 8192 on x86-64). */
const MAX_CPUS = 65536;

/**
 * Parses the kernel's list format, as in `/sys/devices/system/cpu/online`:
 * comma-separated decimal numbers and ranges, both ends included.
 *
 * The empty text is the empty list: the kernel prints an empty mask so. Blanks
 * around numbers are accepted, because `cpu_list` of a hardware queue prints `0, 1`.
 *
 * @returns the CPU numbers, ascending, each once.
 * @throws {CpuListError} on anything else, and on numbers from 65536 up.
 */
export function parseCpuList(text: string): number[] {
  const cpus = new Set<number>();
  if (text.trim() === "") return [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (match === null) {
      throw new CpuListError(
        `Cannot read CPU list "${text}": "${part.trim()}" is neither a number nor a range such as 0-3`,
      );
    }
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) {
      throw new CpuListError(
        `Cannot read CPU list "${text}": the range ${first}-${last} runs backwards`,
      );
    }
    if (last >= MAX_CPUS) {
      throw new CpuListError(
        `Cannot read CPU list "${text}": CPU ${last} is not below ${MAX_CPUS}`,
      );
    }
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/**
 * Formats CPU numbers as the kernel does: `[0, 1, 2, 8]` is `0-2,8`. Order and
 * repetitions in the argument do not matter; the empty list is the empty text.
 */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const cpu of [...new Set(cpus)].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last + 1 === cpu) range.last = cpu;
    else ranges.push({ first: cpu, last: cpu });
  }
  return ranges
    .map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`)
    .join(",");
}
