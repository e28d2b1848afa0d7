import * as v from "valibot";
import {
  type Domain,
  EXPERIMENT_GROUPS,
  type Group,
} from "../model/parameters/parameter.ts";
import {
  ALL_NAMES,
  DESCRIPTIONS,
  type ParameterName,
  type Params,
} from "../model/parameters/params.ts";
import { MAX_SECONDS } from "../model/parameters/table.ts";
import { whole, words } from "./schema.ts";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const cpu = v.pipe(count, v.maxValue(65535));
const cpus = v.pipe(v.array(cpu), v.maxLength(8192));
const path = v.pipe(v.string(), v.check((path) => !path.includes("\0")));
const bytes = v.pipe(count, v.minValue(1));

/** True, false or a word of those that a switch has beside them. */
function switchSchema(wanted: readonly string[] | undefined): v.GenericSchema {
  return wanted
    ? v.union(
      [v.boolean(), words(wanted)],
      ({ received }) =>
        `Expected true, false or ${JSON.stringify(wanted).slice(1, -1)} but ` +
        `received ${received}`,
    )
    : v.boolean();
}

/** The values of a parameter that an experiment may ask for. */
export function askedSchema(name: keyof Params): v.GenericSchema {
  const { domain } = DESCRIPTIONS[name];
  switch (domain.kind) {
    case "choice":
      return words(domain.values);
    case "boolean":
      return switchSchema(domain.words);
    case "integer":
      return v.pipe(
        v.number(),
        whole,
        v.minValue(domain.min),
        v.maxValue(domain.max),
      );
    case "microseconds":
    case "seconds":
      return v.pipe(
        v.number(),
        v.minValue(domain.min),
        v.maxValue(domain.max),
      );
    case "bytes":
      return bytes;
    case "cpus":
      return cpus;
    case "path":
      return path;
  }
}

/**
 * The values that a run may have recorded. They are not held to the bounds of
 * the options, which may have been others in the version that wrote them.
 */
function recordedSchema(domain: Domain): v.GenericSchema {
  switch (domain.kind) {
    case "choice":
      return v.picklist([...domain.values, ...domain.found ?? []]);
    case "boolean":
      return switchSchema(domain.words);
    case "integer":
      return count;
    case "microseconds":
      return v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS * 1e6));
    case "seconds":
      return v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS));
    case "bytes":
      return bytes;
    case "cpus":
      return cpus;
    case "path":
      return path;
  }
}

/** What the machine decides about a cell: its core, and what no experiment sets. */
export type MachineName = Exclude<keyof Params, ParameterName> | "core";

function isMachines(name: keyof Params): name is MachineName {
  const groups: readonly Group[] = EXPERIMENT_GROUPS;
  return name === "core" || !groups.includes(DESCRIPTIONS[name].group);
}

/** What a run may have recorded of the parameters that its machine decided. */
export const MACHINE_SCHEMAS = Object.fromEntries(
  ALL_NAMES.filter(isMachines).map((name) => {
    const { domain, missing } = DESCRIPTIONS[name];
    const schema = recordedSchema(domain);
    return [
      name,
      missing === undefined ? schema : v.optional(schema, missing),
    ];
  }),
) as { [K in MachineName]: v.GenericSchema<unknown, Params[K]> };

/** What a cell may have recorded of any parameter. */
export const RECORDED_SCHEMAS = Object.fromEntries(
  ALL_NAMES.map((name) => [
    name,
    v.optional(recordedSchema(DESCRIPTIONS[name].domain)),
  ]),
) as {
  [K in keyof Params]: v.OptionalSchema<
    v.GenericSchema<unknown, Params[K]>,
    undefined
  >;
};
