import type { Environment } from "../../host/environment.ts";
import type { Tracing } from "../../trace/ability.ts";
import type { Calibration } from "../../source/block/calibration.ts";
import type { Finding } from "./finding.ts";
import type { ClockFacts, KernelFacts, MemoryFacts } from "./kernel.ts";
import type { PerfFacts } from "../../setup/perf_counters.ts";
import type { ExaminedTarget } from "../../setup/examine_target.ts";

/** What was found out about a machine, before any judgement. */
export interface Examination {
  readonly kernel: KernelFacts;
  readonly clock: ClockFacts;
  readonly memory: MemoryFacts;
  readonly target: ExaminedTarget;
  readonly calibration: Calibration;
  readonly tracing: Tracing;
  readonly perf: PerfFacts;
  readonly environment: Environment;
}

/** What a machine can do, and what stands in the way. */
export interface Diagnosis extends Examination {
  readonly version: string;
  readonly findings: readonly Finding[];
  /** Whether experiment 7 can run. */
  readonly canRun: boolean;
}
