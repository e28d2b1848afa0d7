import { UsageError } from "../base/errors.ts";
import { formatCpuList } from "../base/cpu_list.ts";
import type { Axes, Experiment } from "../model/experiment.ts";
import { LOADS } from "../model/parameters/loads.ts";
import type { Place, Places } from "../model/places.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { arrivalsAt } from "../source/block/survey.ts";
import type { Checked } from "./check.ts";
import { loadsOf } from "./choose.ts";
import { checkCpus } from "./choose_cpus.ts";

/** Where hogs are, or why there can be none. */
type HogPlace = readonly number[] | string;

/** The CPUs that take the interrupts of reads of the workers at a place. */
function interrupted(
  { cpus }: Place,
  { survey, experiment, options }: Checked,
): HogPlace {
  const [load = "read"] = loadsOf(experiment, options);
  if (load !== "read") {
    return LOADS[load].waker
      ? "a waker completes these I/Os, which would take turns with the hogs: " +
        "there are no interrupts"
      : `a ${load} completes on the CPU that submits it`;
  }
  if (survey instanceof Error) {
    return `nobody tells where the interrupts arrive: ${survey.message}; ` +
      "name the CPUs with --busy-cpus";
  }
  const arrivals = arrivalsAt(survey, cpus);
  if (arrivals.length === 0) {
    return "the files do not tell where the interrupts arrive: name the CPUs " +
      "with --busy-cpus";
  }
  const usable = arrivals.filter((cpu) =>
    survey.cores.some((core) => core.cpu === cpu)
  );
  if (usable.length === 0) {
    return `uringlab may not use CPU ${formatCpuList(arrivals)}, where the ` +
      "interrupts arrive";
  }
  const elsewhere = usable.filter((cpu) => !cpus.includes(cpu));
  return elsewhere.length > 0
    ? elsewhere
    : "the interrupts arrive on the workers' own CPUs, where --busy on has " +
      "its hogs";
}

/**
 * The places with the CPUs of the hogs of `busy interrupt`, where a run has
 * such: those that were given, or where the interrupts of its workers' reads
 * arrive. Throws {@linkcode UsageError} for given CPUs that cannot be used.
 */
export function withBusyCpus(
  places: Places,
  { base, axes }: { base: Experiment["base"]; axes: Axes },
  checked: Checked,
  { files, machine }: Pick<Surroundings, "files" | "machine">,
): Places {
  const { "busy-cpus": given } = checked.options;
  const isWanted = (axes.busy ?? [base.busy]).includes("interrupt");
  if (given) {
    if (!isWanted) {
      throw new UsageError(
        "--busy-cpus: no hogs run beside the workers; ask for them with " +
          "--busy interrupt",
      );
    }
    checkCpus("busy-cpus", given, files, machine);
  }
  const hogsOf = (place: Place): HogPlace => {
    if (!given) return interrupted(place, checked);
    return given.some((cpu) => place.cpus.includes(cpu))
      ? `--busy-cpus has a CPU of the workers, ${formatCpuList(place.cpus)}`
      : given;
  };
  return isWanted
    ? new Map([...places].map(([core, place]) => [
      core,
      typeof place === "string" ? place : { ...place, busyCpus: hogsOf(place) },
    ]))
    : places;
}
