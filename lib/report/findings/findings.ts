import type { FindingName } from "../../model/experiment.ts";
import { busyFindings } from "./busy.ts";
import { choiceFindings } from "./choice.ts";
import type { FindingContext } from "./context.ts";
import { coreFindings } from "./core.ts";
import { kickFindings } from "./kicks.ts";
import { modeFindings } from "./modes.ts";
import { spreadFinding } from "./spread.ts";
import { tickFindings } from "./tick.ts";
import type { Summary } from "../../stats/summary.ts";

type Finder = (
  summaries: readonly Summary[],
  context: FindingContext,
) => string[];

const FINDERS: Readonly<Record<FindingName, Finder>> = {
  modes: modeFindings,
  busy: busyFindings,
  core: coreFindings,
  tick: tickFindings,
  kicks: kickFindings,
  choice: choiceFindings,
};

/** Those whose sentences hold ratios, medians over the cells with a range. */
const RATIOS: readonly FindingName[] = ["modes", "busy", "core"];

/**
 * Sentences that answer an experiment's question from its results; and how far
 * repetitions agree.
 */
export function findings(
  summaries: readonly Summary[],
  names: readonly FindingName[],
  context: FindingContext,
): string[] {
  const said = names.map((name) => ({
    name,
    sentences: FINDERS[name](summaries, context),
  })).filter(({ sentences }) => sentences.length > 0);
  const all = said.flatMap(({ sentences }) => sentences);
  return said.some(({ name }) => RATIOS.includes(name))
    ? [...all, spreadFinding(summaries)]
    : all;
}
