import { UsageError } from "../../base/errors.ts";
import { suggestion } from "../../base/suggestion.ts";
import type { Claim } from "../../model/claim.ts";
import { MAX_SECONDS, PARAMETERS } from "../../model/parameters/table.ts";
import {
  flag,
  HELP,
  option,
  parseTable,
  usually,
} from "../../options/option_table.ts";
import type { Options } from "../../options/experiment_options.ts";
import {
  bytes,
  cpuList,
  integer,
  seconds,
  text,
} from "../../options/values.ts";

/** The options of `uringlab claims`. */
export interface ClaimsOptions {
  /** The claims that were named, or all. */
  readonly claims: readonly Claim[];
  /** Seconds. */
  readonly maxTime: number;
  readonly list: boolean;
  readonly json: boolean;
  /** The target and the CPUs, as of an experiment. */
  readonly run: Options;
  readonly help: boolean;
}

/** The options as they are given and explained. */
export const CLAIMS_OPTIONS = {
  "max-time": usually(
    "20m",
    option(
      "TIME",
      "no visit is begun after it; claims that are told leave earlier",
      seconds(1, MAX_SECONDS),
    ),
  ),
  list: flag("print the claims and where they stand, measure nothing"),
  json: flag("print claims.json in place of the text"),
  filename: option("PATH", PARAMETERS.filename.help, text),
  size: option("BYTES", PARAMETERS.size.help, bytes),
  cpus: option("LIST", PARAMETERS.cpus.help, cpuList),
  "interrupt-cpus": option(
    "LIST",
    "CPUs to measure as interrupt cores; default: as many of the target's",
    cpuList,
  ),
  "partner-cpus": option("LIST", PARAMETERS.partnerCpus.help, cpuList),
  seed: option("N", "of offsets and order", integer(0, 2 ** 32 - 1)),
  out: option("DIR", "results; default: results/claims-TIME", text),
  help: HELP,
};

/** The claims of these names; all of them where there are none. */
function named(names: readonly string[], all: readonly Claim[]): Claim[] {
  const known = all.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `claims: unknown claim "${name}"` +
        suggestion(name, known, {
          elsewhere: "`uringlab claims --list` prints them",
        }),
    );
  }
  return names.length === 0
    ? [...all]
    : all.filter(({ name }) => names.includes(name));
}

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseClaimsOptions(
  args: readonly string[],
  all: readonly Claim[],
): ClaimsOptions {
  const { options, operands } = parseTable(args, CLAIMS_OPTIONS, "name");
  const { "max-time": maxTime, list, json, help, ...run } = options;
  return {
    claims: named(operands, all),
    maxTime,
    list,
    json,
    help,
    run: { ...run, parameters: {} },
  };
}
