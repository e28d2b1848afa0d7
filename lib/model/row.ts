import type { Cell } from "./cell.ts";
import type { CpuInterrupts, Turn } from "./measurement/measurement.ts";
import type { Figures } from "./figures/mod.ts";
import type { Latencies } from "./measurement/histogram.ts";
import {
  type BrokenPremise,
  invalidating,
  isExcluded,
} from "./premises/mod.ts";

/** How the reason of a row begins whose reads nobody ever saw complete. */
export const NEVER_VISIBLE = "no completion became visible";

/** What identifies the run that a row belongs to. */
export interface RunIdentity {
  experiment: string;
  /** Name of the run, the same in every file of its directory. */
  run: string;
  version: string;
  host: string;
  kernel: string;
  /** Seed of the plan. */
  seed: number;
}

/** One run of a cell: its figures, or the reason why there are none. */
export interface Row {
  readonly identity: RunIdentity;
  readonly cell: Cell;
  /** Time at which the cell began, ISO 8601. */
  readonly startedAt: string;
  /** `impossible`: the kernel or the machine has no such cell. */
  readonly status: "ok" | "failed" | "impossible";
  /** Why there are no figures; empty for an ok row. */
  readonly reason: string;
  readonly metrics: Figures;
  /** Of an ok row; in ns. */
  readonly latencies?: Latencies;
  /** Of every CPU; empty where nothing was measured. */
  readonly interrupts: readonly CpuInterrupts[];
  /** Absent where they are not known, as of runs of older versions. */
  readonly turns?: readonly Turn[];
  /** Premises of the experiment that did not hold in this cell. */
  readonly broken: readonly BrokenPremise[];
}

/** Whether the figures of a row count: an ok row of the cell that was asked for. */
export function isUsable({ status, broken }: Row): boolean {
  return status === "ok" && !isExcluded(broken);
}

/** Whether an ok row's figures can be trusted; undefined for others. */
export function isValid({ status, broken }: Row): boolean | undefined {
  return status === "ok" ? invalidating(broken).length === 0 : undefined;
}
