import type { FindingName } from "../../model/experiment.ts";
import { asyncFindings } from "./async.ts";
import { busyFindings } from "./busy.ts";
import { capFindings } from "./cap.ts";
import { choiceFindings } from "./choice.ts";
import type { Found } from "./context.ts";
import { coreFindings } from "./core.ts";
import { faultFindings } from "./faults.ts";
import { interactionFindings } from "./interactions.ts";
import { kickFindings } from "./kicks.ts";
import { modeFindings } from "./modes.ts";
import { phaseFindings } from "./phase.ts";
import { spreadFinding } from "./spread.ts";
import { thinkFindings } from "./think.ts";
import { tickFindings } from "./tick.ts";

type Finder = (found: Found) => string[];

const FINDERS: Readonly<Record<FindingName, Finder>> = {
  modes: modeFindings,
  busy: busyFindings,
  core: coreFindings,
  tick: tickFindings,
  phase: phaseFindings,
  kicks: kickFindings,
  think: thinkFindings,
  cap: capFindings,
  async: asyncFindings,
  faults: faultFindings,
  choice: choiceFindings,
};

/** Those whose sentences hold ratios. */
const RATIOS: readonly FindingName[] = [
  "modes",
  "busy",
  "core",
  "tick",
  "async",
  "faults",
];

/**
 * Sentences that answer an experiment's question from its results; and how far
 * repetitions agree.
 */
export function findings(found: Found): string[] {
  const { experiment: { findings: names }, summaries } = found;
  const said = names.map((name) => ({
    name,
    sentences: FINDERS[name](found),
  })).filter(({ sentences }) => sentences.length > 0);
  const all = [
    ...said.flatMap(({ sentences }) => sentences),
    ...interactionFindings(found),
  ];
  return said.some(({ name }) => RATIOS.includes(name))
    ? [...all, spreadFinding(summaries)]
    : all;
}
