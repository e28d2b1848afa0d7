// @ts-types="@types/d3-array"
import { groups, max, median } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { differenceText } from "../ratio_text.ts";
import { duration } from "../../base/terminal_text.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { type Floor, judgeOwn } from "../../stats/floor.ts";
import { logHalf, POWER, repeatsToFind } from "../../stats/power.ts";

/** Differences that somebody may want to see, in percent. */
const WANTED = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

/** How long a run was: its repetitions, and the seconds of each. */
export interface Spent {
  readonly repeats: number;
  readonly secondsEach: number;
}

/** The next finer difference that is worth a name; undefined of the finest. */
function finer(found: number): number | undefined {
  return WANTED.find((percent) => percent < found * 0.75);
}

/** What is smaller, in logarithms, would be written as 0.0 %. */
const LEAST = 0.0005;

/**
 * "differences of IOPS below 4.2 % are found in fewer than 80 % of such runs";
 * "" where there is no such floor or none that is worth a word.
 */
export function unseenText(
  floors: readonly Floor[],
  name: FigureName,
): string {
  const found = median(
    floors.filter(({ comparison }) => comparison.metric.name === name),
    (floor) => floor.found,
  );
  return found === undefined || found < LEAST
    ? ""
    : `differences of ${figure(name).prose} below ${differenceText(found)} ` +
      `are found in fewer than ${POWER * 100} % of such runs`;
}

/**
 * What a run may well have missed, by figure, and what a finer look would take.
 * Nothing of figures without an interval.
 */
export function blindFindings(
  floors: readonly Floor[],
  { repeats, secondsEach }: Spent,
): string[] {
  return groups(floors, ({ comparison }) => comparison.metric.name).flatMap(
    ([name, some]) => {
      const all = some.flatMap(({ found }) => found ?? []);
      const found = median(all);
      const half = median(
        some,
        ({ comparison }) => logHalf(comparison.estimate),
      );
      if (found === undefined || half === undefined) return [];
      const wanted = finer(Math.expm1(found) * 100);
      const more = wanted === undefined
        ? undefined
        : repeatsToFind(Math.log1p(wanted / 100), half, repeats);
      const widest = max(all) ?? found;
      return [
        `${figure(name).prose}: differences below ${differenceText(found)} ` +
        `are found in fewer than ${POWER * 100} % of such runs, of ` +
        `${duration(repeats * secondsEach)} each (median of ` +
        `${plural(all.length, "comparison")}` +
        (widest > found * 1.05
          ? `, the widest ${differenceText(widest)})`
          : ")") +
        (more === undefined
          ? "."
          : `; ${wanted} % would take ${duration(more * secondsEach)} ` +
            `(--repeats ${more}).`),
      ];
    },
  );
}

/** "IOPS 3.9 % (default and coop: 4.9 %)" */
function ownText(name: FigureName, some: readonly Floor[]): string {
  const told = some.filter(({ own }) => own);
  const own = median(told, ({ own }) => own?.found) ?? 0;
  const found = median(told, ({ found }) => found) ?? 0;
  return `${figure(name).prose} ${differenceText(own)} ` +
    `(between arms: ${differenceText(found)})`;
}

/**
 * What an arm shows against itself in the turns that it took anyway: what of
 * the noise floor is noise, and whether the comparisons are biased. Nothing of
 * runs whose turns do not tell.
 */
export function ownFindings(
  floors: readonly Floor[],
  answer: FigureName,
): string[] {
  const judged = judgeOwn(floors, answer);
  if (!judged) return [];
  const { claims, compared, most } = judged;
  const told = floors.filter(({ own }) => own);
  const places = (some: readonly Floor[]) =>
    new Set(some.map(({ comparison }) => JSON.stringify(comparison.where)))
      .size;
  const texts = groups(told, ({ comparison }) => comparison.metric.name)
    .map(([name, some]) => ownText(name, some));
  const isBiased = claims > most;
  return [
    (isBiased
      ? "NOT TO BE TRUSTED: an arm differs from itself more often than by " +
        "chance, so that the comparisons of this run are biased. "
      : "") +
    "An arm against itself, in the turns of this run (in " +
    `${places(told)} of ${plural(places(floors), "combination")}, whose arms ` +
    `have several turns in a visit), shows smaller differences than these ` +
    `in fewer than ${POWER * 100} % of such runs: ` +
    `${texts.join(", ")}. ${claims} of ${compared} ` +
    `${claims === 1 ? "shows" : "show"} a difference of ` +
    `${figure(answer).prose}, at most ${most} expected (95 %).`,
  ];
}
