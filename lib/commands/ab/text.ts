// @ts-types="@types/d3-array"
import { extent, mean } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { duration, printable } from "../../base/terminal_text.ts";
import { estimateText } from "../../report/ratio_text.ts";
import { textTable } from "../../report/tables/text_table.ts";
import { atMost } from "../../stats/binomial.ts";
import { repeatsFor } from "../../stats/repeats_for.ts";
import type { AbComparison, AbFigure } from "./comparison.ts";
import { type Side, SIDES } from "./pairs.ts";

/** Below this a shell takes as long as what it runs. */
const SHORT_SECONDS = 0.005;

/** "1.234 s", "12.3 ms", "456 us" */
function timeText(seconds: number): string {
  if (seconds >= 1) return `${seconds.toPrecision(4)} s`;
  return seconds >= 1e-3
    ? `${(seconds * 1e3).toPrecision(3)} ms`
    : `${(seconds * 1e6).toPrecision(3)} us`;
}

function valueText({ unit }: AbFigure, value: number): string {
  return unit === "s" ? timeText(value) : `${Number(value.toPrecision(4))}`;
}

/** Of positive numbers: what ratios of means are made of. */
function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values, Math.log) ?? NaN);
}

function table(compared: readonly AbComparison[]): string {
  const lines = compared.flatMap(({ figure, values }) =>
    SIDES.map((side) => ({ figure, side, values: values[side] }))
  );
  type Line = typeof lines[number];
  const column = (
    head: string,
    of: (values: readonly number[]) => number,
  ) => ({
    head,
    words: false,
    value: ({ figure, values }: Line) => valueText(figure, of(values)),
  });
  return textTable(lines, [
    {
      head: "",
      name: "figure",
      words: true,
      value: ({ figure, side }: Line) => side === "A" ? figure.name : "",
    },
    { head: "", name: "side", words: true, value: ({ side }: Line) => side },
  ], [
    column("mean", geometricMean),
    column("min", (values) => extent(values)[0] ?? NaN),
    column("max", (values) => extent(values)[1] ?? NaN),
  ]);
}

/** Claims in the words of a figure that may be no time. */
function verdictText({ figure, verdict, estimate }: AbComparison): string {
  if (!verdict.claims) {
    return verdict.kind === "too_few"
      ? `too few runs to tell (${estimate.n}; it takes 3)`
      : verdict.text;
  }
  if (figure.unit === "s") return verdict.text;
  return (estimate.ratio ?? 1) > 1 ? "higher" : "lower";
}

/** How closely these runs tell a ratio, and what would halve that; "" where unknown. */
function floorText(
  { figure, estimate, verdict }: AbComparison,
  seconds: number,
): string {
  const { precision } = verdict;
  const { n } = estimate;
  if (precision === undefined) return "";
  if (precision === 0) {
    return `${figure.name}: B / A is the same in all ${plural(n, "run")} of ` +
      "each, to the last digit, so that their spread is not known.";
  }
  const half = Math.log1p(precision / 100);
  const more = repeatsFor(half / 2, half, n);
  return `${figure.name}: the interval is +-${precision.toFixed(1)} % with ` +
    `${plural(n, "run")} of each (${duration(seconds)})` +
    (more === undefined ? "" : `; half of that would take --runs ${more}`) +
    ".";
}

/** What is printed of a comparison. */
export interface AbText {
  /** The commands as they were typed. */
  readonly commands: readonly [a: string, b: string];
  readonly compared: readonly AbComparison[];
  /** Seconds that all of it took. */
  readonly seconds: number;
  readonly aa: boolean;
}

/**
 * How many of `compared` are claims where both commands are equal, and the most
 * that there are in 95 % of such runs. The first figure counts, as those of a
 * run move together.
 */
export function falseClaims(
  compared: readonly AbComparison[],
): { claims: number; most: number } {
  const [first] = compared;
  return { claims: first?.verdict.claims ? 1 : 0, most: atMost(1) };
}

/** The table, the ratios, and what they cannot tell. */
export function abText({ commands, compared, seconds, aa }: AbText): string {
  const [first] = compared;
  if (!first || first.values.A.length === 0) return "";
  const named = SIDES.map((side: Side, i) =>
    `${side}: ${printable(commands[i] ?? "")}\n`
  );
  const ratios = compared.map((one) =>
    `B / A, ${one.figure.name}: ${estimateText(one)}: ${verdictText(one)}\n`
  );
  const floor = floorText(first, seconds);
  const { claims, most } = falseClaims(compared);
  const equals = aa && first.verdict.kind !== "too_few"
    ? `Equal commands, ${first.figure.name}: ${claims} of 1 comparison shows ` +
      `a difference, at most ${most} expected (95 %)` +
      (claims > most ? ": do not trust this machine as it is.\n" : ".\n")
    : "";
  return `${named.join("")}\n${table(compared)}\n${ratios.join("")}` +
    `${floor && `${floor}\n`}${equals}`;
}

/** Advice for commands that are too short for a shell; "" for others. */
export function shortText(
  compared: readonly AbComparison[],
  shell: boolean,
): string {
  const wall = compared.find(({ figure }) => figure.name === "wall time");
  const shortest = Math.min(
    ...SIDES.map((side) => geometricMean(wall?.values[side] ?? [])),
  );
  return shell && shortest < SHORT_SECONDS
    ? "note: a shell takes as long as a command of " +
      `${timeText(shortest)}, which hides a difference: --shell none`
    : "";
}
