/** What others published, as lines behind what was measured. */

import type { Backdrop } from "../../chart/marks/backdrop.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import type { LatencyKind } from "../../model/measurement/histogram.ts";
import type { ParameterName, Params } from "../../model/parameters/params.ts";
import type { Drawn, PublishedSeries } from "../../model/published.ts";
import type { Summary } from "../../stats/summary.ts";

/** A published series, and a cell of ours that it belongs to. */
export interface Behind {
  readonly source: PublishedSeries["source"];
  readonly quantity: string;
  readonly scaled: boolean;
  /** Where its line is: in the panel of this cell, dashed as its line. */
  readonly anchor: Summary;
  readonly line: Omit<Backdrop, "dashed">;
}

function belongs({ params }: Summary, where: Partial<Params>): boolean {
  return Object.entries(where).every(([name, value]) =>
    params[name as keyof Params] === value
  );
}

/** The published series that are shown as `isMeant` says, each once. */
function meant<D extends Drawn>(
  experiment: string,
  published: readonly PublishedSeries[],
  isMeant: (drawn: Drawn) => drawn is D,
): { series: PublishedSeries; drawn: D }[] {
  return published.flatMap((series) =>
    series.drawn.filter((one) => one.experiment === experiment)
      .filter(isMeant).map((drawn) => ({ series, drawn }))
  );
}

function nameOf({ source, name, quantity }: PublishedSeries): string {
  return `${source.cite}: ${name}, ${quantity}`;
}

/**
 * Published lines of a figure over a parameter. One of which only the shape
 * compares is scaled to the first point that both have.
 */
export function figuresBehind(
  experiment: string,
  published: readonly PublishedSeries[],
  { metric, x }: { readonly metric: FigureName; readonly x: ParameterName },
  summaries: readonly Summary[],
): Behind[] {
  const found = meant(
    experiment,
    published,
    (drawn): drawn is Extract<Drawn, { figure: unknown }> =>
      "figure" in drawn && drawn.figure === metric && drawn.x === x,
  );
  return found.flatMap(({ series, drawn }) => {
    const ours = summaries.filter((one) => belongs(one, drawn.where));
    const ourXs = ours.map(({ params }) => Number(params[x]));
    const [least, most] = [Math.min(...ourXs), Math.max(...ourXs)];
    const points = series.points.filter(([at]) => least <= at && at <= most);
    // The first point that both have.
    const [start] = points.flatMap(([at, theirs]) => {
      const anchor = ours.find(({ params }) => params[x] === at);
      const value = anchor?.spread(metric)?.middle;
      return anchor && value !== undefined ? [{ anchor, value, theirs }] : [];
    });
    if (!start) return [];
    const factor = drawn.scaled ? start.value / start.theirs : 1;
    return [{
      source: series.source,
      quantity: series.quantity,
      scaled: drawn.scaled,
      anchor: start.anchor,
      line: {
        name: nameOf(series),
        points: points.map(([at, value]) => ({ x: at, y: value * factor })),
      },
    }];
  });
}

/** Published distributions of a latency. */
export function distributionsBehind(
  experiment: string,
  published: readonly PublishedSeries[],
  latency: LatencyKind,
  summaries: readonly Summary[],
): Behind[] {
  const found = meant(
    experiment,
    published,
    (drawn): drawn is Extract<Drawn, { latency: unknown }> =>
      "latency" in drawn && drawn.latency === latency,
  );
  return found.flatMap(({ series, drawn }) => {
    const anchor = summaries.find((one) => belongs(one, drawn.where));
    return anchor
      ? [{
        source: series.source,
        quantity: series.quantity,
        scaled: false,
        anchor,
        line: {
          name: nameOf(series),
          points: series.points.map(([x, y]) => ({ x, y })),
        },
      }]
      : [];
  });
}

/** What a caption says of such lines; nothing where there are none. */
export function behindText(behind: readonly Behind[]): string[] {
  const [first] = behind;
  if (!first) return [];
  const cites = [...new Set(behind.map(({ source }) => source.cite))];
  const machines = [
    ...new Set(
      behind.map(({ source }) => `${source.machine}; ${source.kernel}`),
    ),
  ];
  const asPublished = behind.filter(({ scaled }) => !scaled)
    .map(({ quantity }) => quantity);
  const how = asPublished.length === 0
    ? ", each scaled to the first point of ours that it belongs to, as only " +
      "its shape compares"
    : `, as it was published: ${[...new Set(asPublished)].join(", ")}`;
  return [
    `Thin grey: published, ${cites.join(", ")} (${
      machines.join(" / ")
    })${how}.`,
  ];
}
