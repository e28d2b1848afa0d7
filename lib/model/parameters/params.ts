import {
  EXPERIMENT_GROUPS,
  type Group,
  type Parameter,
  type ValueOf,
} from "./parameter.ts";
import { PARAMETERS } from "./table.ts";

type Table = typeof PARAMETERS;

/** Everything that decides how one cell is measured, by the table's names. */
export type Params = {
  -readonly [K in keyof Table]: ValueOf<Table[K]["domain"]>;
};

/** The names of the parameters in some groups. */
export type NamesIn<G extends Group> = {
  [K in keyof Table]: Table[K]["group"] extends G ? K : never;
}[keyof Table];

/** The name of a parameter that experiments set. */
export type ParameterName = NamesIn<typeof EXPERIMENT_GROUPS[number]>;

/** What the measured CPUs are to the target. */
export type Core = Params["core"];

/** What the table says of each parameter. */
export const DESCRIPTIONS: {
  readonly [K in keyof Params]: Parameter<Params>;
} = PARAMETERS;

/** The names of all parameters, in the order of the table. */
export const ALL_NAMES = Object.keys(PARAMETERS) as (keyof Params)[];

/** The names of the parameters in some groups, in the order of the table. */
export function namesIn<G extends Group>(groups: readonly G[]): NamesIn<G>[] {
  const wanted: readonly Group[] = groups;
  return ALL_NAMES.filter((name): name is NamesIn<G> =>
    wanted.includes(DESCRIPTIONS[name].group)
  );
}

/** The names of the parameters that experiments set. */
export const PARAMETER_NAMES = namesIn(EXPERIMENT_GROUPS);
