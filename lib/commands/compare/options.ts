import {
  flag,
  HELP,
  option,
  parseTable,
  usually,
} from "../../options/option_table.ts";
import { list, oneOf, text } from "../../options/values.ts";
import { UsageError } from "../../base/errors.ts";
import {
  COMPARABLE,
  type ComparedMetric,
  USUAL_METRICS,
} from "../../stats/compared_metrics.ts";
import { type FailOn, failOn } from "./fail_on.ts";
import { FAMILIES, type Family } from "../../stats/family.ts";

/** The options of `uringlab compare`. */
export interface CompareOptions {
  /** The results directories of A and B, several where groups are compared. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly json: boolean;
  readonly out?: string;
  readonly metrics?: readonly ComparedMetric[];
  readonly failOn: readonly FailOn[];
  readonly family: Family;
  readonly help: boolean;
}

/** What is compared unless somebody says otherwise. */
const USUAL = USUAL_METRICS.map(({ name }) => name);

/** The figures that have no name in common, the usual ones first. */
const NO_LATENCIES = [
  ...new Set([...USUAL, ...COMPARABLE.map(({ name }) => name).sort()]),
].filter((name) => !/^[sc]?lat_/.test(name));

/** The options as they are given and explained. */
export const COMPARE_OPTIONS = {
  a: option(
    "LIST",
    "with --b, in place of A and B: several directories are a group, of " +
      "machines or of runs of one; a name that is none here is one in results/",
    list(text),
  ),
  b: option("LIST", "the group that is compared with that of --a", list(text)),
  metric: option(
    "LIST",
    `figures to compare: ${NO_LATENCIES.join(", ")}, or of slat, clat and ` +
      `lat _avg_us, _p50_us, _p99_us, ...; default: ${USUAL.join(", ")}, and ` +
      "lat where the experiment tells it",
    list(oneOf(COMPARABLE.map(({ name }) => name))),
  ),
  family: usually(
    "each",
    option(
      FAMILIES.join("|"),
      "each: at most 5 % of comparisons claim a difference that is none; " +
        "holm: in at most 5 % of calls there is such a claim at all",
      oneOf(FAMILIES),
    ),
  ),
  "fail-on": option(
    "LIST",
    "exit with status 1 when a whole 95 % interval lies beyond: slower:5% (B " +
      "has IOPS below 0.95 of A's or latencies above 1/0.95), faster:5% (the " +
      "reverse), different:5% (either); or when B lacks cells that A has, or " +
      "nothing has an interval",
    list(failOn),
  ),
  out: option(
    "DIR",
    "write compare.csv, compare.svg and compare.md there",
    text,
  ),
  json: flag("print what was found as data"),
  help: HELP,
};

/** The figures of these names, in their order. */
function metricsNamed(names: readonly string[]): ComparedMetric[] {
  return names.flatMap((name) => COMPARABLE.filter((one) => one.name === name));
}

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseCompareOptions(args: readonly string[]): CompareOptions {
  const { options, operands } = parseTable(args, COMPARE_OPTIONS, "directory");
  const { metric, family, out, json, help, "fail-on": failOn = [] } = options;
  const { a = [], b = [] } = options;
  const areGroups = a.length > 0 || b.length > 0;
  if (!help && areGroups) {
    if (operands.length > 0 || a.length === 0 || b.length === 0) {
      throw new UsageError("compare: give --a and --b, or two directories");
    }
  } else if (!help && (operands.length !== 2 || operands.includes(""))) {
    throw new UsageError("compare: name two results directories, A and B");
  }
  return {
    a: areGroups ? a : operands.slice(0, 1),
    b: areGroups ? b : operands.slice(1),
    json,
    ...(out !== undefined && { out }),
    ...(metric && { metrics: metricsNamed(metric) }),
    failOn,
    family,
    help,
  };
}
