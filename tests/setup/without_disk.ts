/** Plans of runs without a disk. */
import { exp7 } from "../../experiments/exp7.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Surroundings } from "../../lib/run/surroundings.ts";
import { check } from "../../lib/setup/check.ts";
import { choose } from "../../lib/setup/choose.ts";
import { type Plan, planRun } from "../../lib/setup/plan.ts";
import { fakeMachine } from "../session/fake_machine.ts";
import { disk } from "./disks.ts";

/** A machine of which no disk is asked. */
export const machine = fakeMachine({
  probeTarget: () => {
    throw new Error("there is no target to be asked for");
  },
});

/** What would run with these options on a machine of so many CPUs. */
export async function planned(
  args: string,
  experiment: Experiment = exp7,
  count = 4,
): Promise<Plan> {
  const { files } = disk(count);
  const around = { files, machine } as Surroundings;
  const options = parseOptions(`--dry-run ${args}`.trim().split(" "));
  const checked = await check(choose(experiment, options, around), around);
  return planRun(checked, around);
}
