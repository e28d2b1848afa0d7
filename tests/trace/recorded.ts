import { readTraces } from "../../lib/files/trace_json.ts";
import type { CellTrace } from "../../lib/trace/cell_trace.ts";
import { cell, IDENTITY } from "../model/fixtures.ts";

/**
 * What was seen of real cells, in the form of trace.json: on a guest with Linux
 * 6.18 and virtio-blk, where tracepoints alone could be seen, and in the lab
 * machine with Debian's 6.1 and an NVMe disk, where kprobes could; there also
 * with rq_affinity=2, so that completions are moved to the submitting CPU.
 * bpftrace traced them, before uringlab had a tracer of its own.
 */
export const RECORDED = [
  "tracepoints-6.18-default",
  "tracepoints-6.18-defer",
  "kprobes-6.1-default",
  "kprobes-6.1-coop",
  "kprobes-6.1-remote",
] as const;

export type Recorded = typeof RECORDED[number];

/** A trace.json with the trace of that cell alone. */
export function recordedText(name: Recorded): string {
  const file = new URL(`../fixtures/trace/${name}.json`, import.meta.url);
  const trace: unknown = JSON.parse(Deno.readTextFileSync(file));
  return JSON.stringify([{
    cell: 0,
    runtime: 1,
    startedAt: "2026-11-01T00:00:00Z",
    status: "ok",
    reason: "",
    metrics: {},
    notes: [],
    trace,
  }]);
}

/** What was seen in that cell. */
export function recorded(name: Recorded): CellTrace {
  const text = recordedText(name);
  const [traced] = readTraces(text, [cell()], IDENTITY, name);
  if (!traced?.trace) throw new Error(`${name} holds no trace`);
  return traced.trace;
}
