/** What stands below a chart of ratios: how they were measured, what is shaded. */

import type { RatiosSpec } from "../../model/experiment.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { POWER } from "../../stats/power.ts";
import { differenceText } from "../ratio_text.ts";
import { type ChartContext, secondsText } from "./context.ts";

/** What the first sentences of a caption depend on. */
interface Compared {
  /** "coop / default" */
  readonly ratio: string;
  /** What all ratios have in common; "" where that is nothing. */
  readonly common: string;
  readonly spec: RatiosSpec;
  readonly shown: readonly Pick<Comparison, "together">[];
  readonly estimates: readonly PairedRatio[];
  readonly context: ChartContext;
}

/** How the ratios were measured, and what is drawn beside them. */
export function howText(
  { ratio, common, spec, shown, estimates, context }: Compared,
): string {
  return `Ratio ${ratio}: geometric mean of ${context.repeats} repetitions of ` +
    secondsText(context) +
    (shown.some(({ together }) => together)
      ? " (of percentiles: of all their reads together)"
      : "") +
    ", in each of which both were measured" +
    (spec.axis === undefined ? " side by side" : "") +
    "; the line at 1 is no difference." +
    (estimates.some(({ low }) => low !== undefined)
      ? " Whiskers: 95 % intervals."
      : "") +
    (common ? ` Of ${common} only.` : "");
}

/** What is shaded: by panel, the difference that such runs find. */
export function shadeText(
  panels: readonly FigureName[],
  found: readonly (number | undefined)[],
  hasOwn: boolean,
): string[] {
  if (found.every((one) => one === undefined)) return [];
  const differences = panels.flatMap((name, i) =>
    found[i] === undefined
      ? []
      : [`${figure(name).prose} ${differenceText(Math.log(found[i]))}`]
  );
  return [
    `Shaded: fewer than ${POWER * 100} % of such runs find a smaller ` +
    `difference (median: ${differences.join(", ")}).` +
    (hasOwn
      ? " Shaded stronger: what an arm shows against itself in 95 % of " +
        "them, where it has several turns in a visit."
      : ""),
  ];
}
