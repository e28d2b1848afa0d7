// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { NEVER_VISIBLE } from "../../model/row.ts";
import type { MatrixPanel, MatrixSpec } from "../../model/experiment.ts";
import { isTraceFigure } from "../../model/figures/mod.ts";
import { settingText } from "../../model/parameters/labels.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import { dotMatrix } from "../../chart/dots/dot_matrix.ts";
import type {
  Dot,
  DotItem,
  DotMark,
} from "../../chart/dots/dot_matrix_spec.ts";
import { choices } from "../findings/choice.ts";
import type { Summary } from "../../stats/summary.ts";
import { caption } from "./caption.ts";
import type { ChartContext } from "./context.ts";
import { doubtOf } from "./doubt.ts";
import { hasValues } from "./distribution.ts";
import { tracks } from "./grid.ts";
import { figureLabel, lineName } from "./labels.ts";
import { inChartWords } from "./words.ts";

const MARKERS = ["circle", "diamond", "triangle"] as const;

/**
 * The reason why there are no figures, short enough for a line of the chart.
 */
function short(reason: string): string {
  if (reason.includes(NEVER_VISIBLE)) {
    return "nothing becomes visible";
  }
  const errno = /\bE[A-Z]{3,}\b/.exec(reason)?.[0];
  return errno ?? reason.split(/[:;,]/)[0] ?? "";
}

/** Those of an item's cells that have the values a panel asks for. */
function ofPanel(some: readonly Summary[], { where }: MatrixPanel): Summary[] {
  return some.filter((summary) => hasValues(summary, where));
}

function dots(
  some: readonly Summary[],
  panels: readonly MatrixPanel[],
  kindOf: (summary: Summary) => number,
): Dot[] {
  return panels.flatMap((panel, index) =>
    ofPanel(some, panel).flatMap((summary) => {
      const spread = summary.spread(panel.metric);
      return spread
        ? [{
          kind: kindOf(summary),
          panel: index,
          value: spread.middle,
          ...(spread.n > 1 && { low: spread.min, high: spread.max }),
          doubt: doubtOf(summary.invalid, summary.ok),
        }]
        : [];
    })
  );
}

/** Why an item, or some of its kinds, have no figures. */
function impossibility(
  some: readonly Summary[],
  kindOf: (summary: Summary) => number,
): Pick<DotItem, "impossible" | "impossibleKinds"> {
  const byKind = groups(some, kindOf).flatMap(([kind, cells]) => {
    const reason = cells.every(({ ok }) => ok === 0)
      ? cells.flatMap(({ reasons }) => reasons)[0]
      : undefined;
    return reason === undefined ? [] : [{ kind, reason }];
  });
  const kinds = new Set(some.map(kindOf)).size;
  const [first] = byKind;
  if (byKind.length === kinds && first) {
    return { impossible: short(first.reason) };
  }
  return byKind.length > 0 ? { impossibleKinds: byKind } : {};
}

/** Marks of the chosen cells, in the panel of the figure that decided. */
function marks(
  spec: MatrixSpec,
  panels: readonly MatrixPanel[],
  summaries: readonly Summary[],
  place: (summary: Summary) => Pick<DotMark, "group" | "item" | "kind">,
): DotMark[] {
  return choices(summaries).flatMap(({ aim, summary }) => {
    const panel = panels.findIndex((one) =>
      one.metric === aim.figure && hasValues(summary, one.where)
    );
    return panel < 0 || spec.items !== "mode"
      ? []
      : [{ ...place(summary), panel, label: aim.short }];
  });
}

function panelLabel({ metric, where = {} }: MatrixPanel): string {
  const at = Object.entries(where)
    .map(([name, value]) => settingText(name as ParameterName, value))
    .join(", ");
  return `${figureLabel(metric).label}${at ? `, ${at}` : ""}`;
}

/** Draws groups of items, a line for each, with several figures beside it. */
export function matrixChart(
  experiment: string,
  spec: MatrixSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): string {
  // Figures that only a trace tells have no panel if nothing was traced.
  const panels = spec.panels.filter(({ metric }) =>
    !isTraceFigure(metric) || summaries.some((s) => s.spread(metric))
  );
  const kinds = tracks(spec.points, summaries);
  const byGroup = groups(
    summaries,
    ({ params }) => lineName(params, [spec.groups]),
    ({ params }) => lineName(params, [spec.items]),
  );
  const place = (summary: Summary) => {
    const { params } = summary;
    const group = byGroup.findIndex(([name]) =>
      name === lineName(params, [spec.groups])
    );
    const item =
      byGroup[group]?.[1].findIndex(([name]) =>
        name === lineName(params, [spec.items])
      ) ?? 0;
    return { group, item, kind: kinds.indexOf(summary) };
  };
  return dotMatrix(inChartWords(context, {
    title: `${experiment}: ${spec.title}`,
    subtitle: context.setting,
    caption: caption(
      context,
      summaries,
      panels.map(({ metric }) => metric),
    ),
    settings: context.settings,
    groupLabel: spec.groups,
    itemLabel: spec.items,
    kinds: kinds.names.map((name, i) => ({
      name,
      style: {
        color: i,
        marker: MARKERS[i % MARKERS.length] ?? "circle",
      },
    })),
    panels: panels.map((panel) => ({
      ...figureLabel(panel.metric),
      label: panelLabel(panel),
      scale: panel.scale,
      better: panel.better,
    })),
    groups: byGroup.map(([name, items]) => ({
      name,
      items: items.map(([name, some]) => ({
        name,
        dots: dots(some, panels, kinds.indexOf),
        ...impossibility(some, kinds.indexOf),
      })),
    })),
    marks: marks(spec, panels, summaries, place),
    markLabel: "chosen",
  }));
}
