import type { Experiment } from "../../model/experiment.ts";
import type { Answers } from "../../stats/answers.ts";
import type { Summary } from "../../stats/summary.ts";

/** What findings are made of. */
export interface Found {
  readonly experiment: Pick<Experiment, "findings" | "interactions">;
  readonly summaries: readonly Summary[];
  readonly answers: Answers;
  /** CONFIG_HZ of the kernel; null where it is not known. */
  readonly hz: number | null;
}
