// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { printable } from "../../base/terminal_text.ts";
import { dotMatrix } from "../../chart/dots/dot_matrix.ts";
import type { Dot, DotMatrixSpec } from "../../chart/dots/dot_matrix_spec.ts";
import { inWordsOf } from "../../model/parameters/loads.ts";
import { loadOf } from "../../model/planned_run.ts";
import { doubtOf } from "../../report/experiment/doubt.ts";
import { figureLabel } from "../../report/experiment/labels.ts";
import {
  ratioLimits,
  VERDICT_STYLES,
  type VerdictKind,
} from "../../report/ratio_dots.ts";
import type { ComparedRuns, RunGroup } from "./compared_runs.ts";
import { acrossText } from "./match.ts";
import type { RunComparison } from "./run_comparisons.ts";
import { byMetric, leftOutTexts, runText } from "./sentences.ts";
import { cellText, telling } from "./telling.ts";

const KIND_NAMES: Readonly<Record<VerdictKind, string>> = {
  faster: "B faster",
  slower: "B slower",
  none: "no difference shown",
  too_few: "too few repeats to tell",
};

/** The most items of a group that are still seen at a glance. */
const GROUP_ITEMS = 8;

/** The parameters that tell groups apart, and those that tell their items. */
function split(
  { comparisons, names }: ComparedRuns,
): [groups: string[], items: string[]] {
  const last = names.slice(-2);
  const count = new Set(comparisons.map(({ cell }) => cellText(cell, last)));
  const items = names.length > 2 && count.size <= GROUP_ITEMS ? 2 : 1;
  return [names.slice(0, -items), names.slice(-items)];
}

function label(
  { cell }: RunComparison,
  names: readonly string[],
): string {
  return names.map((name) => {
    const value = cell.values.get(name);
    return typeof value === "number" || value === "on" || value === "off"
      ? `${name} ${telling(cell, name)}`
      : telling(cell, name);
  }).join(", ");
}

/** Of several runs only how many, and the machines. */
function groupText(group: RunGroup): string {
  const [first] = group;
  const hosts = [...new Set(group.map(({ identity }) => identity.host))];
  return group.length === 1 ? runText(first) : printable(
    `${plural(group.length, "run")} on ${
      hosts.slice(0, GROUP_ITEMS).join(", ")
    }` + (hosts.length > GROUP_ITEMS ? " and others" : ""),
  );
}

function whatRepeats({ comparisons }: ComparedRuns): string {
  const units = [...new Set(comparisons.map(({ estimate }) => estimate.unit))];
  const [unit] = units;
  if (units.length > 1) return "";
  if (unit === "repeats") return ", the repeats of the runs not paired";
  const isPaired = comparisons.every(({ estimate }) => estimate.paired);
  return isPaired
    ? ", over machines that are in both"
    : ` over ${unit}, which are not paired`;
}

/** The chart of two runs as data. */
export function comparedChart(compared: ComparedRuns): DotMatrixSpec {
  const { comparisons, from, to, across } = compared;
  const used = (Object.keys(KIND_NAMES) as VerdictKind[]).filter((kind) =>
    comparisons.some(({ verdict }) => verdict.kind === kind)
  );
  const panels = byMetric(compared);
  const [groupNames, itemNames] = split(compared);
  const dots = (some: readonly RunComparison[]): Dot[] =>
    some.map(({ metric, estimate, verdict, runs, invalid }) => ({
      kind: used.indexOf(verdict.kind),
      panel: panels.findIndex(([one]) => one === metric),
      value: estimate.ratio ?? null,
      low: estimate.low,
      high: estimate.high,
      doubt: doubtOf(invalid.from, runs.from) ??
        doubtOf(invalid.to, runs.to),
    }));
  const byGroup = groups(
    comparisons,
    (one) => label(one, groupNames),
    (one) => label(one, itemNames) || "the only cell",
  );
  return {
    title: `${from[0].identity.experiment}: what changed from A to B` +
      (across ? `, across ${acrossText(across)}` : ""),
    subtitle: `A: ${groupText(from)}. B: ${groupText(to)}.`,
    caption: [
      "Ratio B / A of the geometric means over the repeats of a cell, on a " +
      "logarithmic axis; the line at 1 means no change." +
      (comparisons.some(({ verdict }) => verdict.kind !== "too_few")
        ? ` Whiskers: 95 % intervals${whatRepeats(compared)}.`
        : ""),
      ...leftOutTexts(compared),
    ],
    settings: {
      a: from.map(({ identity }) => identity.run).join(", "),
      b: to.map(({ identity }) => identity.run).join(", "),
      version_a: from[0].identity.version,
      version_b: to[0].identity.version,
    },
    groupLabel: groupNames.join(", "),
    itemLabel: itemNames.join(", "),
    kinds: used.map((kind) => ({
      name: KIND_NAMES[kind],
      style: VERDICT_STYLES[kind],
    })),
    oneKindEach: true,
    panels: panels.map(([{ name, better }, some]) => ({
      label: `${
        inWordsOf(loadOf(from[0].run), figureLabel(name).label)
      }, B / A`,
      unit: "",
      scale: "ratio",
      better,
      betterName: "B is faster",
      reference: 1,
      limits: ratioLimits(some.map(({ estimate }) => estimate)),
    })),
    groups: byGroup.map(([name, items]) => ({
      name,
      items: items.map(([name, some]) => ({ name, dots: dots(some) })),
    })),
  };
}

/** The text of compare.svg. */
export function comparedSvg(compared: ComparedRuns): string {
  return dotMatrix(comparedChart(compared));
}
