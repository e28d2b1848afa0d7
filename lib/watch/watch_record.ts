import type { MachineIdentity } from "../run/identity.ts";
import type { StackCounts } from "../trace/cell_trace.ts";
import type { WatchInterval } from "./interval.ts";
import type { WatchSample } from "./sample.ts";

/** Everything that a watch leaves behind. */
export interface WatchRecord {
  /** The name of the watch, as that of a run. */
  readonly run: string;
  readonly machine: MachineIdentity;
  /** The words of the command line. */
  readonly commandLine: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** Whose rings were watched: "fio", "process 7". */
  readonly watched: string;
  /** Why nothing, or not everything, was traced; empty where all was. */
  readonly unseen: readonly string[];
  /** What the errnos that were seen are called, for other readers of the file. */
  readonly errnos: ReadonlyMap<number, string>;
  readonly samples: readonly WatchSample[];
  readonly all: WatchInterval;
  /** Stacks that ran task_work, and those that woke a sleeper. */
  readonly runStacks: StackCounts;
  readonly wakeStacks: StackCounts;
}
