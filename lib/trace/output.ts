import { RunError } from "../base/errors.ts";

/** A map of bpftrace: its keys as text, and their values. */
export type TraceMap = readonly (readonly [key: string, value: number])[];

/** What a bpftrace program printed with `-f json`. */
export interface TraceOutput {
  maps: ReadonlyMap<string, TraceMap>;
  /** Texts of printf(). */
  printed: readonly string[];
  /** Events that were lost on their way to bpftrace. */
  lost: number;
}

/** bpftrace's limit of keys in a map, BPFTRACE_MAP_KEYS_MAX. */
export const MAP_KEYS_MAX = 4096;

/** What bpftrace printed is not what it prints. */
export class OutputError extends RunError {
  override name = "OutputError";
}

function text(quoted: string): string {
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch (cause) {
    throw new OutputError(
      `bpftrace printed a text that is no JSON: ${(cause as Error).message}`,
    );
  }
}

/**
 * The pairs of a map. Not by JSON.parse: keys that differ only in an address
 * are printed as the same symbol, and of equal keys it would keep one.
 */
function pairs(json: string): TraceMap {
  const sums = new Map<string, number>();
  for (const match of json.matchAll(/"((?:[^"\\]|\\.)*)": (-?\d{1,20})\b/g)) {
    const key = text(match[1] ?? "");
    sums.set(key, (sums.get(key) ?? 0) + Number(match[2]));
  }
  return [...sums];
}

function mapOf(line: string): [string, TraceMap] | undefined {
  const head = /^\{"type": "map", "data": \{"(@\w*)": /.exec(line);
  if (!head) return undefined;
  const rest = line.slice(head[0].length);
  const scalar = /^(-?\d{1,20})\}\}$/.exec(rest);
  return [head[1] ?? "", scalar ? [["", Number(scalar[1])]] : pairs(rest)];
}

/**
 * Reads the lines of `bpftrace -f json`; what it does not know it leaves out.
 * Throws {@linkcode OutputError}.
 */
export function parseOutput(lines: readonly string[]): TraceOutput {
  const maps = new Map<string, TraceMap>();
  const printed: string[] = [];
  let lost = 0;
  for (const line of lines) {
    const map = mapOf(line);
    if (map) maps.set(...map);
    const print = /^\{"type": "printf", "data": "(.*)"\}$/.exec(line);
    if (print) printed.push(text(print[1] ?? ""));
    const events = /"type": "lost_events".*"events": (\d{1,20})\b/.exec(line);
    if (events) lost += Number(events[1]);
  }
  return { maps, printed, lost };
}

/** Splits a key of several parts at its last commas: "stack,1,0" into 3. */
export function splitKey(key: string, parts: number): string[] {
  const words = key.split(",");
  const tail = words.splice(words.length - parts + 1);
  return [words.join(","), ...tail].map((word) => word.trim());
}
