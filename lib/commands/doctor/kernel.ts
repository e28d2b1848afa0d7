import { visitOf } from "../../model/visit.ts";
import {
  MODE_NAMES,
  type ModeName,
  MODES,
  setupFlagNames,
} from "../../model/parameters/modes.ts";
import type { Cell } from "../../model/cell.ts";
import type { SystemFiles } from "../../host/system.ts";
import { ioUringRefused, type Refused } from "../../setup/io_uring_refused.ts";
import type { Environment } from "../../host/environment.ts";
import { isRefusal, type Machine } from "../../run/machine.ts";

/** What came of making a ring in one mode. */
export interface ModeTrial {
  readonly mode: ModeName;
  /** "COOP_TASKRUN|TASKRUN_FLAG". */
  readonly setupFlags: string;
  /** The mainline kernel that brought it. */
  readonly since: string;
  readonly ok: boolean;
  /** null if it was made. */
  readonly errno: number | null;
  readonly message: string | null;
}

/** The kernel and its io_uring. */
export interface KernelFacts {
  readonly release: string | null;
  readonly hz: number | null;
  /** The model it was built with: "PREEMPT_NONE". */
  readonly preemption: string | null;
  /** Whether another model may have been chosen at boot. */
  readonly preemptDynamic: boolean | null;
  /** The model in force, "full"; null where debugfs does not show it. */
  readonly preemptionInForce: string | null;
  readonly ioUringDisabled: number | null;
  /** What forbids even a ring without flags; null if nothing known does. */
  readonly refused: Refused | null;
  readonly modes: readonly ModeTrial[];
}

/** Tries every ring mode. */
export function examineKernel(
  environment: Environment,
  machine: Machine,
  files: SystemFiles,
): KernelFacts {
  const { kernelConfig } = environment;
  const plain = machine.probeRing(0, 1);
  return {
    release: environment.kernelRelease,
    hz: kernelConfig.hz,
    preemption: kernelConfig.preemption,
    preemptDynamic: kernelConfig.preemptDynamic,
    preemptionInForce: environment.preemptionInForce,
    ioUringDisabled: environment.ioUringDisabled,
    refused: (plain && ioUringRefused(files, plain.errno)) ?? null,
    modes: MODE_NAMES.map((mode) => {
      const refusal = machine.probeRing(MODES[mode].setupFlags, 1);
      return {
        mode,
        setupFlags: setupFlagNames(mode),
        since: MODES[mode].since,
        ok: refusal === undefined,
        errno: refusal?.errno ?? null,
        message: refusal?.message ?? null,
      };
    }),
  };
}

/** The clock that every read is timed with. */
export interface ClockFacts {
  /** Whether reading it is no system call; null if that cannot be told. */
  readonly vdso: boolean | null;
  /** Why it cannot be told. */
  readonly message: string | null;
  readonly source: string | null;
  readonly available: readonly string[] | null;
}

/** Finds out what reading the clock costs. */
export function examineClock(
  environment: Environment,
  machine: Machine,
): ClockFacts {
  const answer = machine.probeClock();
  const told = !isRefusal(answer);
  return {
    vdso: told ? answer : null,
    message: told ? null : answer.message,
    source: environment.clockSource,
    available: environment.clockSources,
  };
}

/** The memory that the largest cell of experiment 7 locks. */
export interface MemoryFacts {
  readonly bytes: number;
  readonly ok: boolean;
  readonly message: string | null;
  /** The limit that we may raise ours to, in bytes; null if it is not known. */
  readonly hardLimit: number | "unlimited" | null;
}

/** Tries to lock the memory of a cell. */
export function examineMemory(
  cell: Cell,
  { lockedMemoryLimit }: Environment,
  machine: Machine,
): MemoryFacts {
  // Its arms take turns.
  const visit = { ...visitOf(cell), cells: [cell, cell] } as const;
  const bytes = machine.cellBytes(visit, 512);
  const refusal = machine.probeMemlock(bytes);
  const hard = lockedMemoryLimit?.hard;
  return {
    bytes,
    ok: !refusal,
    message: refusal?.message ?? null,
    hardLimit: typeof hard === "number" || hard === "unlimited" ? hard : null,
  };
}
