// @ts-types="@types/d3-array"
import { groups, median, sum } from "d3-array";
import { percent, plural } from "../../base/number_text.ts";
import { dotMatrix } from "../../chart/dots/dot_matrix.ts";
import type { Dot, DotItem } from "../../chart/dots/dot_matrix_spec.ts";
import type { RatiosSpec } from "../../model/experiment.ts";
import { figure } from "../../model/figures/mod.ts";
import { optionName, valueText } from "../../model/parameters/names.ts";
import type { ParameterName, Params } from "../../model/parameters/params.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { type Verdict, verdict } from "../../stats/verdict.ts";
import {
  isClipped,
  ratioLimits,
  VERDICT_STYLES,
  type VerdictKind,
} from "../ratio_dots.ts";
import type { ChartContext } from "./context.ts";
import { doubtOf } from "./doubt.ts";
import { figureLabel, lineName } from "./labels.ts";
import { selectedRatios } from "./selected_ratios.ts";

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
  return others.map((name) =>
    lineName(where as Params, [name]) || `without ${optionName(name)}`
  ).join(", ");
}

/** The ratios of a group, and behind them their average by figure. */
function withAverage(some: readonly Comparison[], items: ParameterName) {
  const areArms = some[0]?.axis === items;
  const each = some.map((one): Drawn => ({
    ...one,
    item: valueText(areArms ? one.to : one.where[items]),
    all: one.pairs.length,
  }));
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

/** What is narrower, in percent, is not seen on a chart. */
const LEAST = 0.05;

/** Half of the intervals of a figure, the median, as a ratio. */
function floorOf(some: readonly Drawn[]): number | undefined {
  const half = median(
    some.filter(({ item }) => item !== AVERAGE),
    ({ verdict }) => verdict.precision,
  );
  return half === undefined || half < LEAST ? undefined : 1 + half / 100;
}

/** What is compared, figure by figure, as ratios with their intervals. */
export function ratiosChart(
  experiment: string,
  spec: RatiosSpec,
  compared: readonly Comparison[],
  context: ChartContext,
): string {
  const { title, metrics, items } = spec;
  const { shown, others, common, ownOf } = selectedRatios(spec, compared);
  const panels = metrics.filter((name) =>
    shown.some(({ metric, pairs }) => metric.name === name && pairs.length > 0)
  );
  const areArms = shown[0]?.axis === items;
  const arms = groups(
    shown,
    (one) => areArms ? `${items} / ${valueText(one.from)}` : armsText(one),
  );
  const byGroup = arms.flatMap(([arm, ofArm]) =>
    groups(ofArm, (one) => groupName(one, others)).map(([name, some]) => ({
      name: [arms.length > 1 && arm, name].filter(Boolean).join(", "),
      drawn: withAverage(some, items),
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
  const floors = panels.map((name) => floorOf(of(name)));
  const clipped = panels.some((name) => isClipped(estimatesOf(name)));
  const ratio = arms.length === 1 ? arms[0]![0] : "arm / first arm";
  const ofOne = shown.filter(({ metric }) => metric.name === panels[0]);
  const invalid = sum(ofOne, (one) => one.invalid);
  return dotMatrix({
    title: `${experiment}: ${title}${areArms ? "" : `, by ${items}`}`,
    subtitle: context.setting,
    caption: [
      `Ratio ${ratio}: geometric mean of ${context.repeats} repetitions of ` +
      `${context.runtime} s, in each of which both were measured` +
      (spec.axis === undefined ? " side by side" : "") +
      "; the line at 1 is no difference." +
      (all.some(({ estimate }) => estimate.low !== undefined)
        ? " Whiskers: 95 % intervals." +
          (clipped ? " An arrowhead: it goes on beyond the axis." : "")
        : "") +
      (common ? ` Of ${common} only.` : ""),
      ...floors.some((floor) => floor !== undefined)
        ? [
          "Shaded: half an interval, the median; a smaller difference is " +
          "missed in more than half of such runs (" +
          panels.flatMap((name, i) =>
            floors[i] === undefined
              ? []
              : [`${figure(name).prose} ${percent(floors[i] - 1)}`]
          ).join(", ") + ").",
        ]
        : [],
      ...invalid > 0
        ? [
          `Not valid, but counted: a run in ${invalid} of ` +
          `${plural(sum(ofOne, ({ pairs }) => pairs.length), "pair")}.`,
        ]
        : [],
    ],
    settings: context.settings,
    groupLabel: others.map(optionName).join(", "),
    itemLabel: items,
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
      ...(floors[i] !== undefined && { band: [1 / floors[i], floors[i]] }),
    })),
    groups: byGroup.map(({ name, drawn }) => ({
      name,
      items: groups(drawn, ({ item }) => item).map((
        [name, some],
      ): DotItem => ({ name, dots: dotsOf(some) })),
    })),
  });
}
