import { UsageError } from "../base/errors.ts";
import type { Axes } from "../model/experiment.ts";
import { isBeside } from "../model/parameters/cores.ts";
import type { Core } from "../model/parameters/params.ts";
import type { Places } from "../model/places.ts";
import type { Options } from "../options/experiment_options.ts";
import type { Surroundings } from "../run/surroundings.ts";
import type { Survey } from "../source/block/survey.ts";
import {
  chooseCores,
  chooseCpus,
  choosePartnerCpus,
  type ChosenCpus,
  type GivenCpus,
} from "./choose_cpus.ts";

/** Cores that are measured where none are named, at most. */
const CORES = 2;

/** The CPUs that the user wants for a kind of core. */
function givenFor(
  kind: Core,
  alone: boolean,
  options: Options,
): GivenCpus | undefined {
  // --cpus are the CPUs to measure, where only one kind is.
  if ((isBeside(kind) || kind === "any") && !alone) return undefined;
  const names = kind !== "interrupt"
    ? ["cpus"] as const
    : alone
    ? ["interrupt-cpus", "cpus"] as const
    : ["interrupt-cpus"] as const;
  const option = names.find((name) => options[name]);
  const cpus = option && options[option];
  return cpus && { option, cpus };
}

/**
 * The CPUs for each kind of core that a run asks for, as many of each: those
 * that the user named, or some of the survey. Throws {@linkcode UsageError}
 * where CPUs cannot be used or cannot be told.
 */
export function choosePlaces(
  options: Options,
  axes: Axes,
  core: Core,
  workers: number,
  survey: Survey | Error,
  { files, machine }: Pick<Surroundings, "files" | "machine">,
): Places {
  const withPartner = (chosen: ChosenCpus | string) =>
    typeof chosen === "string" ? chosen : {
      ...chosen,
      partnerCpus: choosePartnerCpus(
        options["partner-cpus"],
        chosen.cpus,
        files,
        machine,
      ),
    };
  const asked = axes.core ?? options.parameters.core;
  const kinds = asked ?? [core];
  if (options["interrupt-cpus"] && !kinds.includes("interrupt")) {
    throw new UsageError(
      "--interrupt-cpus: no interrupt core is measured; ask for it with --core",
    );
  }
  const most = Math.min(CORES, workers);
  if (
    !asked && core !== "interrupt" && core !== "any" && !isBeside(core)
  ) {
    const cpus = chooseCpus(options.cpus, most, survey, files, machine);
    return new Map([[core, withPartner(cpus)]]);
  }
  const given = kinds.map((kind) =>
    givenFor(kind, kinds.length === 1, options)
  );
  const choose = (count: number) =>
    kinds.map((kind, i) =>
      chooseCores(kind, given[i], count, survey, files, machine)
    );
  const wanted = given.find((some) => some)?.cpus.length ?? most;
  // One CPU against two would compare their number; not of who is not bound.
  const least = choose(wanted).reduce(
    (count, chosen) =>
      typeof chosen === "string" || chosen.core === "any"
        ? count
        : Math.min(count, chosen.cpus.length),
    wanted,
  );
  const chosen = choose(least);
  return new Map(kinds.map((kind, i) => [kind, withPartner(chosen[i]!)]));
}
