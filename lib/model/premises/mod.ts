/** What must hold in a cell for its figures to mean what the chart says. */

import type { Figures } from "../figures/mod.ts";
import type { Params } from "../parameters/params.ts";
import { CLOCK } from "./clock.ts";
import { CPU } from "./cpu.ts";
import { DISK } from "./disk.ts";
import { DISTURBANCE } from "./disturbance.ts";
import { LOAD } from "./load.ts";
import { PERF } from "./perf.ts";
import type { Premise, PremiseContext } from "./premise.ts";

export type { AdvisedTarget, Effect, PremiseContext } from "./premise.ts";

/** Every premise by its name. */
export const PREMISES = {
  ...DISTURBANCE,
  ...LOAD,
  ...CPU,
  ...DISK,
  ...CLOCK,
  ...PERF,
};

/** The name of a premise. */
export type PremiseName = keyof typeof PREMISES;

/**
 * Reports and files list premises in this order: first those that take a run
 * out of the results. A premise that is not named here stands at the end.
 */
const ORDER: readonly PremiseName[] = [
  "strayed",
  "irqs_moved",
  "throttled",
  "littles_law",
  "steady_state",
  "stalls",
  "cpu_share",
  "cpu_share_above",
  "cpu_serving",
  "cpu_other",
  "in_flight",
  "io_workers",
  "disk_irqs_per_io",
  "page_faults",
  "faults_per_touch",
  "migrations",
  "interrupt_share",
  "cpu_steal",
  "cpu_frequency",
  "thermal_throttles",
  "snapshot_ratio",
  "number_ios",
  "lat_overflow",
];

/** The names of all premises, in the order in which they are listed. */
export const PREMISE_NAMES: readonly PremiseName[] = [
  ...new Set([...ORDER, ...Object.keys(PREMISES) as PremiseName[]]),
];

/** A premise that did not hold, and the figure that shows it. */
export interface BrokenPremise {
  premise: PremiseName;
  value: number;
}

/** The premises that did not hold in a measured cell. */
export function brokenPremises(
  metrics: Figures,
  params: Params,
  context: PremiseContext,
): BrokenPremise[] {
  return concerning([params]).flatMap((premise) => {
    const value = PREMISES[premise].broken(metrics, params, context);
    return value === undefined ? [] : [{ premise, value }];
  });
}

/** The premises that speak of one of the cells with these parameters. */
export function concerning(all: readonly Params[]): PremiseName[] {
  return PREMISE_NAMES.filter((name) => {
    const { concerns }: Premise = PREMISES[name];
    return !concerns || all.some(concerns);
  });
}

/** The premises that the figures of no cell tell of. */
export function unchecked(all: readonly Figures[]): PremiseName[] {
  return PREMISE_NAMES.filter((name) =>
    PREMISES[name].figures.some((figure) =>
      all.every((metrics) => metrics[figure] === undefined)
    )
  );
}

/** Those of some broken premises that are more than a note. */
export function invalidating(
  broken: readonly BrokenPremise[],
): BrokenPremise[] {
  return broken.filter(({ premise }) => PREMISES[premise].effect !== "note");
}

/** Those that are more than a note on what is done for each read. */
export function invalidatingCounts(
  broken: readonly BrokenPremise[],
): BrokenPremise[] {
  return invalidating(broken).filter(({ premise }) => {
    const { ofSpeed }: Premise = PREMISES[premise];
    return !ofSpeed;
  });
}

/** Whether a run with these broken premises counts nowhere. */
export function isExcluded(broken: readonly BrokenPremise[]): boolean {
  return broken.some(({ premise }) => PREMISES[premise].effect === "excluded");
}

/** "cpu_share 0.31" */
export function premiseText({ premise, value }: BrokenPremise): string {
  return `${premise} ${Number(value.toPrecision(3))}`;
}
