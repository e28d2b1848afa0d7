// @ts-types="@types/d3-array"
import { groups, median, sum } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { dotMatrix } from "../../chart/dots/dot_matrix.ts";
import type {
  Dot,
  DotBand,
  DotItem,
} from "../../chart/dots/dot_matrix_spec.ts";
import type { RatiosSpec } from "../../model/experiment.ts";
import { figure } from "../../model/figures/mod.ts";
import { parameterLabel } from "../../model/parameters/labels.ts";
import { valueText } from "../../model/parameters/names.ts";
import type { ParameterName, Params } from "../../model/parameters/params.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import type { Floor, OwnFloor } from "../../stats/floor.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { type Verdict, verdict } from "../../stats/verdict.ts";
import {
  ratioLimits,
  VERDICT_STYLES,
  type VerdictKind,
} from "../ratio_dots.ts";
import type { ChartContext } from "./context.ts";
import { doubtOf } from "./doubt.ts";
import { figureLabel, labelWithUnit, lineName } from "./labels.ts";
import { howText, shadeText } from "./ratios_caption.ts";
import { selectedRatios } from "./selected_ratios.ts";
import { inChartWords } from "./words.ts";

const KIND_NAMES: Readonly<Record<VerdictKind, string>> = {
  faster: "better",
  slower: "worse",
  none: "no difference shown",
  too_few: "too few repeats to tell",
};

/** A ratio that becomes a dot. */
interface Drawn {
  readonly item: string;
  readonly metric: Comparison["metric"];
  readonly estimate: PairedRatio;
  readonly verdict: Verdict;
  /** What it could not have seen; absent of an average. */
  readonly floor?: Floor;
  /** Of its pairs those with a run that is not valid, and all of them. */
  readonly invalid: number;
  readonly all: number;
}

/** The row of the average over the others of its group. */
const AVERAGE = "average";

/** "without busy, interrupt core" */
function groupName(
  { where }: Comparison,
  others: readonly ParameterName[],
): string {
  return others.map((name) => lineName(where as Params, [name])).join(", ");
}

/** The ratios of a group, and behind them their average by figure. */
function withAverage(
  some: readonly Comparison[],
  items: ParameterName,
  floors: ReadonlyMap<Comparison, Floor>,
) {
  const areArms = some[0]?.axis === items;
  const each = some.map((one): Drawn => {
    const floor = floors.get(one);
    return {
      ...one,
      item: valueText(areArms ? one.to : one.where[items]),
      all: one.pairs.length,
      ...(floor && { floor }),
    };
  });
  // Nobody wants to know what arms do on average.
  if (areArms) return each;
  const averages = groups(some, ({ metric }) => metric.name)
    .flatMap(([, of]): Drawn[] => {
      const [first] = of;
      const estimate = pooledRatio(of);
      return first && of.length > 1 && estimate.ratio !== undefined
        ? [{
          item: AVERAGE,
          metric: first.metric,
          estimate,
          verdict: verdict(estimate, first.metric.better),
          invalid: sum(of, ({ invalid }) => invalid),
          all: sum(of, ({ pairs }) => pairs.length),
        }]
        : [];
    });
  return [...each, ...averages];
}

/** What is narrower, in logarithms, is not seen on a chart. */
const LEAST = 0.0005;

/** The difference that such runs find, the median of a figure, as a ratio. */
function foundRatio(some: readonly Drawn[]): number | undefined {
  const found = median(some, ({ floor }) => floor?.found);
  return found === undefined || found < LEAST ? undefined : Math.exp(found);
}

/** How far an arm is from itself, as a shade around 1. */
function ownBand(panel: number, { half }: OwnFloor): DotBand[] {
  return half < LEAST
    ? []
    : [{ panel, ends: [Math.exp(-half), Math.exp(half)] }];
}

/**
 * What is compared, figure by figure, as ratios with their intervals; shaded is
 * what could not have been seen.
 */
export function ratiosChart(
  experiment: string,
  spec: RatiosSpec,
  floors: readonly Floor[],
  context: ChartContext,
): string {
  const { title, metrics, items } = spec;
  const floorOf = new Map(floors.map((floor) => [floor.comparison, floor]));
  const { shown, others, common, ownOf } = selectedRatios(
    spec,
    [...floorOf.keys()],
  );
  const panels = metrics.filter((name) =>
    shown.some(({ metric, pairs }) => metric.name === name && pairs.length > 0)
  );
  const areArms = shown[0]?.axis === items;
  const arms = groups(
    shown,
    (one) =>
      areArms
        ? `${parameterLabel(items).label} / ${valueText(one.from)}`
        : armsText(one),
  );
  const byGroup = arms.flatMap(([arm, ofArm]) =>
    groups(ofArm, (one) => groupName(one, others)).map(([name, some]) => ({
      name: [arms.length > 1 && arm, name].filter(Boolean).join(", "),
      drawn: withAverage(some, items, floorOf),
    }))
  );
  const all = byGroup.flatMap(({ drawn }) => drawn);
  const used = (Object.keys(KIND_NAMES) as VerdictKind[]).filter((kind) =>
    all.some(({ verdict }) => verdict.kind === kind)
  );
  const dotsOf = (some: readonly Drawn[]): Dot[] =>
    some.flatMap(({ metric, estimate, verdict, invalid, all }) => {
      const panel = panels.indexOf(metric.name);
      return panel < 0 || estimate.ratio === undefined ? [] : [{
        kind: used.indexOf(verdict.kind),
        panel,
        value: estimate.ratio,
        low: estimate.low,
        high: estimate.high,
        doubt: doubtOf(invalid, all, "pairs of runs"),
      }];
    });
  const of = (name: string) => all.filter(({ metric }) => metric.name === name);
  const estimatesOf = (name: string) => of(name).map((one) => one.estimate);
  const found = panels.map((name) => foundRatio(of(name)));
  const bandsOf = (some: readonly Drawn[]): DotBand[] =>
    some.flatMap(({ metric, floor }) => {
      const panel = panels.indexOf(metric.name);
      return panel < 0 || !floor?.own ? [] : ownBand(panel, floor.own);
    });
  const ratio = arms.length === 1 ? arms[0]![0] : "arm / first arm";
  const ofOne = shown.filter(({ metric }) => metric.name === panels[0]);
  const invalid = sum(ofOne, (one) => one.invalid);
  return dotMatrix(inChartWords(context, {
    title: `${experiment}: ${title}${
      areArms ? "" : `, by ${parameterLabel(items).label}`
    }`,
    subtitle: context.setting,
    caption: [
      howText({
        ratio,
        common,
        spec,
        shown,
        estimates: all.map(({ estimate }) => estimate),
        context,
      }),
      ...shadeText(panels, found, bandsOf(all).length > 0),
      ...invalid > 0
        ? [
          `Not valid, but counted: a run in ${invalid} of ` +
          `${plural(sum(ofOne, ({ pairs }) => pairs.length), "pair")}.`,
        ]
        : [],
    ],
    settings: context.settings,
    groupLabel: others.map((name) => parameterLabel(name).label).join(", "),
    itemLabel: labelWithUnit(items),
    kinds: used.map((kind) => ({
      name: KIND_NAMES[kind],
      style: VERDICT_STYLES[kind],
    })),
    oneKindEach: true,
    panels: panels.map((name, i) => ({
      label: [figureLabel(name).label, ownOf.get(name)].filter(Boolean)
        .join(", "),
      unit: "",
      scale: "ratio",
      better: figure(name).better === "higher" ? "higher" : "lower",
      reference: 1,
      limits: ratioLimits(estimatesOf(name)),
      ...(found[i] !== undefined && { band: [1 / found[i], found[i]] }),
    })),
    groups: byGroup.map(({ name, drawn }) => ({
      name,
      items: groups(drawn, ({ item }) => item).map((
        [name, some],
      ): DotItem => ({ name, dots: dotsOf(some), bands: bandsOf(some) })),
    })),
  }));
}
