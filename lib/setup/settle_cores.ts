import { calibrate, type CalibrationTools } from "./calibrate.ts";
import { filledIn } from "../source/block/calibration.ts";
import type { Options } from "../options/experiment_options.ts";
import { formatCpuList } from "../base/cpu_list.ts";
import type { Survey } from "../source/block/survey.ts";
import { surveyPath } from "../source/block/survey_path.ts";
import { tracefsRoot } from "../host/tracefs.ts";
import type { ChosenTarget } from "./choose_target.ts";
import { examineTarget } from "./examine_target.ts";
import { checkIoUring } from "./preflight.ts";
import type { Surroundings } from "../run/surroundings.ts";

function guessed(survey: Survey, untold: readonly number[]): Survey {
  return {
    ...survey,
    cores: survey.cores.map((core) =>
      untold.includes(core.cpu)
        ? {
          ...core,
          role: "non-interrupt",
          reason: "a guess: the files do not tell, so that the run will try it",
        }
        : core
    ),
  };
}

/**
 * What is known of the CPUs that a run may measure: what the files say, and
 * where these do not tell, what reading from each CPU for a moment shows. An
 * error says why there is nothing to be known. Throws {@linkcode RunError}
 * where io_uring is forbidden. A dry run reads nothing and guesses.
 */
export async function settleCores(
  options: Pick<Options, "filename" | "cpus" | "interrupt-cpus" | "dry-run">,
  target: ChosenTarget,
  around: Surroundings,
  tools?: CalibrationTools,
): Promise<Survey | Error> {
  const { files, machine, status } = around;
  const survey = surveyPath(files, target.existing);
  if (survey instanceof Error) return survey;
  const named = [...options.cpus ?? [], ...options["interrupt-cpus"] ?? []];
  const untold = survey.cores.filter(({ cpu, role }) =>
    role === "unknown" && (named.length === 0 || named.includes(cpu))
  ).map(({ cpu }) => cpu);
  if (untold.length === 0) return survey;
  if (options["dry-run"]) return guessed(survey, untold);
  checkIoUring(files, machine);
  // The default target may not be there yet: a small one beside it will do.
  const { path, size, bs, refusal } = await examineTarget(
    options.filename,
    around,
  );
  if (bs === null) {
    status.say(`note: not calibrated, as ${path} cannot be read: ${refusal}`);
    return survey;
  }
  const calibration = await calibrate(
    { survey, path, size, bs },
    named.length > 0 ? untold : undefined,
    tracefsRoot(files) ?? null,
    around,
    tools,
  );
  if (calibration.method === "none") {
    status.say(`note: not calibrated: ${calibration.reason}`);
    return survey;
  }
  if (calibration.moved) {
    status.say(
      "note: the target's interrupts were moved while its CPUs were tried, so " +
        "that nothing is known of them: `systemctl stop irqbalance`",
    );
    return survey;
  }
  const tried = calibration.cpus.map(({ cpu }) => cpu);
  const { skipped } = calibration;
  status.say(
    "the files do not tell where reads complete, so that reads from " +
      `CPU${tried.length > 1 ? "s" : ""} ${formatCpuList(tried)} were tried` +
      (skipped.length > 0 ? `, and not from ${skipped.length} others` : ""),
  );
  return { ...survey, cores: filledIn(survey.cores, calibration) };
}
