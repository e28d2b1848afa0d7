import { parseOutput, type TraceOutput } from "../../lib/trace/output.ts";

/**
 * What bpftrace 0.17 printed for the trace program, untouched: on a guest with
 * Linux 6.18 and virtio-blk (tracepoints), and in the lab machine with Debian's
 * 6.1 and an NVMe disk (kprobes); there also with rq_affinity=2, so that
 * completions are moved to the submitting CPU.
 */
export const RECORDED = [
  "tracepoints-6.18-default",
  "tracepoints-6.18-defer",
  "kprobes-6.1-default",
  "kprobes-6.1-coop",
  "kprobes-6.1-remote",
] as const;

export type Recorded = typeof RECORDED[number];

export function recordedText(name: Recorded): string {
  const file = new URL(`../fixtures/trace/${name}.json`, import.meta.url);
  return Deno.readTextFileSync(file);
}

export function recorded(name: Recorded): TraceOutput {
  return parseOutput(recordedText(name).split("\n"));
}

/** What the program could see on the machine that it was recorded on. */
export function seenBy(name: Recorded) {
  return { ipis: true, landed: true, callbacks: name.startsWith("kprobes") };
}
