import { parseArguments } from "../../options/arguments.ts";
import { list, oneOf, text } from "../../options/values.ts";
import { UsageError } from "../../base/errors.ts";
import type { ComparedMetric } from "../../stats/compared_metrics.ts";
import { type FailOn, failOn } from "./fail_on.ts";
import { COMPARABLE } from "./metrics.ts";
import type { Family } from "../../stats/family.ts";

/** The options of `uringlab compare`. */
export interface CompareOptions {
  /** The results directories of A and B; none with `help`. */
  readonly directories: readonly string[];
  readonly out?: string;
  readonly metrics?: readonly ComparedMetric[];
  readonly failOn: readonly FailOn[];
  readonly family: Family;
  readonly help: boolean;
}

/** What `uringlab compare --help` prints. */
export const COMPARE_HELP = `\
Usage: uringlab compare A B [OPTION...]

Compares two results directories of one experiment, of two kernels, machines,
settings or versions, cell by cell: the ratio B / A with its 95 % interval. The
cells of two runs are not pairs, so it takes 3 repeats of a cell in both runs
(--repeats 3). Cells are the same that agree in everything but the CPUs, the
target and the time they were measured; where one parameter differs between the
runs as a whole (bs 512 in A, 4096 in B), cells are compared across it.

  --metric LIST           figures to compare: iops, cpu_per_io_us,
                          syscalls_per_io, or of slat, clat and lat _avg_us,
                          _p50_us, _p99_us, ...; default: iops, clat_avg_us,
                          clat_p99_us, and lat where the experiment tells it
  --family each|holm      each: at most 5 % of comparisons claim a difference
                          that is none; holm: in at most 5 % of calls there is
                          such a claim at all [each]
  --fail-on LIST          exit with status 1 when a whole 95 % interval lies
                          beyond: slower:5% (B has IOPS below 0.95 of A's or
                          latencies above 1/0.95), faster:5% (the reverse),
                          different:5% (either); or when B lacks cells that A
                          has, or nothing has an interval
  --out DIR               write compare.csv, compare.svg and compare.md there
  --help                  print this

Exit status: 0 done, 1 something failed or --fail-on holds, 2 wrong usage.
`;

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseCompareOptions(args: readonly string[]): CompareOptions {
  const { values, flags, operands } = parseArguments(args, {
    values: ["metric", "family", "fail-on", "out"],
    flags: ["help"],
    alias: { h: "help" },
    operands: true,
  });
  const help = flags.has("help");
  if (!help && (operands.length !== 2 || operands.includes(""))) {
    throw new UsageError("compare: name two results directories, A and B");
  }
  const metric = values.get("metric");
  const out = values.get("out");
  const names = COMPARABLE.map(({ name }) => name);
  const chosen = metric === undefined
    ? undefined
    : list(oneOf(names))(metric, "metric");
  return {
    directories: operands,
    ...(out !== undefined && { out: text(out, "out") }),
    ...(chosen && {
      metrics: COMPARABLE.filter(({ name }) => chosen.includes(name))
        .sort((a, b) => chosen.indexOf(a.name) - chosen.indexOf(b.name)),
    }),
    failOn: values.has("fail-on")
      ? list(failOn)(values.get("fail-on") ?? "", "fail-on")
      : [],
    family: oneOf(["each", "holm"] as const)(
      values.get("family") ?? "each",
      "family",
    ),
    help,
  };
}
