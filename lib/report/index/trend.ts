/** How the answers of runs went from kernel to kernel, or version to version. */

import { lineChart } from "../../chart/lines/line_chart.ts";
import type { LineChartSpec } from "../../chart/lines/line_chart_spec.ts";
import type { Point, Series, SeriesStyle } from "../../chart/marks/series.ts";
import { settingText } from "../../model/parameters/labels.ts";
import { valueText } from "../../model/parameters/names.ts";
import type { ArmAnswer } from "../../stats/arm_answers.ts";
import { armsText } from "../../stats/comparison_text.ts";
import { doubtOf } from "../experiment/doubt.ts";
import { figureText, versionOf } from "./run_columns.ts";
import type { RunEntry } from "./run_entry.ts";

/** A chart of the page, under the name that its image has there. */
export interface TrendChart {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** More lines could not be told apart. */
const MOST_LINES = 8;

const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** What runs are put in order by. */
interface Order {
  /** "kernel" */
  readonly what: string;
  readonly of: (entry: RunEntry) => string;
}

const KERNEL: Order = {
  what: "kernel",
  of: ({ identity: { kernel } }) => kernel,
};
const VERSION: Order = { what: "uringlab", of: versionOf };

const COLLATOR = new Intl.Collator("en", { numeric: true });

function oldestFirst(entries: readonly RunEntry[]): RunEntry[] {
  return entries.toSorted((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}

/** The first order in which runs differ; undefined where they do in none. */
function orderOf(entries: readonly RunEntry[]): Order | undefined {
  return [KERNEL, VERSION].find(({ of }) => new Set(entries.map(of)).size > 1);
}

/** The names of an order, each once: kernels by number, versions by age. */
function namesIn(order: Order, entries: readonly RunEntry[]): string[] {
  const names = [...new Set(oldestFirst(entries).map(order.of))];
  return order === KERNEL ? names.toSorted(COLLATOR.compare) : names;
}

/** A run at its place: the first, second ... of its host of that name. */
interface Placed {
  readonly entry: RunEntry;
  readonly name: string;
  readonly turn: number;
}

function placed(order: Order, entries: readonly RunEntry[]): Placed[] {
  const turns = new Map<string, number>();
  return oldestFirst(entries).map((entry) => {
    const name = order.of(entry);
    const key = JSON.stringify([entry.identity.host, name]);
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    return { entry, name, turn };
  });
}

/** "6.12.0", and "6.12.0 (2)" for the second run of a host with it. */
function placeText({ name, turn }: Pick<Placed, "name" | "turn">): string {
  return turn === 1 ? name : `${name} (${turn})`;
}

function placesOf(order: Order, runs: readonly Placed[]): string[] {
  return namesIn(order, runs.map(({ entry }) => entry)).flatMap((name) => {
    const most = Math.max(
      ...runs.filter((run) => run.name === name).map(({ turn }) => turn),
    );
    return Array.from(
      { length: most },
      (_, i) => placeText({ name, turn: i + 1 }),
    );
  });
}

function percentOf(ratio: number | undefined): number | undefined {
  return ratio === undefined ? undefined : (ratio - 1) * 100;
}

function pointOf(
  x: number,
  { rows, invalid }: RunEntry,
  { estimate: { ratio, low, high } }: ArmAnswer,
): Point {
  return {
    x,
    y: percentOf(ratio) ?? null,
    low: percentOf(low),
    high: percentOf(high),
    doubt: doubtOf(invalid, rows),
  };
}

function styleOf(index: number): SeriesStyle {
  return {
    color: index,
    dashed: index % 2 === 1,
    marker: MARKERS[index % MARKERS.length] ?? "circle",
  };
}

/** "default"; a number needs the name of what it is a value of: "iodepth 1". */
function baseline({ axis, from }: ArmAnswer): string {
  return typeof from === "string" ? from : settingText(axis, from);
}

/** What stands beside an arm's line: the arm, its host, or both. */
function lineText(
  answer: ArmAnswer,
  host: string,
  { arms, hosts }: { readonly arms: number; readonly hosts: number },
): string {
  const parts = [
    ...arms > 1 || hosts < 2 ? [armsText(answer)] : [],
    ...hosts > 1 ? [host] : [],
  ];
  return parts.join(", ");
}

/** The chart of runs that ask the same, of some of their arms. */
function trendSpec(
  order: Order,
  runs: readonly Placed[],
  arms: readonly string[],
): LineChartSpec {
  const places = placesOf(order, runs);
  const all = [...new Set(runs.map(({ entry }) => entry.identity.host))];
  const hosts = all.slice(0, Math.max(1, Math.floor(MOST_LINES / arms.length)));
  const [first] = runs;
  const answers = runs.flatMap((run) =>
    run.entry.answers.filter(({ to }) => arms.includes(valueText(to)))
      .map((answer) => ({ ...run, answer }))
  );
  const lines = Map.groupBy(
    answers.filter(({ entry }) => hosts.includes(entry.identity.host)),
    ({ entry, answer }) =>
      lineText(answer, entry.identity.host, {
        arms: arms.length,
        hosts: all.length,
      }),
  );
  const [one] = answers;
  const what = one
    ? `${figureText(one.entry.load, one.answer)} against ${
      baseline(one.answer)
    }`
    : "";
  const { experiment = "" } = first?.entry.identity ?? {};
  const named = arms.length === 1 ? `, ${arms[0]}` : "";
  return {
    title: `${experiment}: ${what} by ${order.what}${named}`,
    subtitle: [first?.entry.load, first?.entry.combinations]
      .filter((part) => part !== "").join("; "),
    caption: [
      "Each point is the change that one run found, on average over its " +
      "combinations, with its 95 % interval. Runs are not paired with each " +
      "other: intervals that overlap do not show that nothing changed.",
      ...hosts.length < all.length
        ? [`${hosts.length} of ${all.length} hosts are shown.`]
        : [],
    ],
    x: {
      label: order.what,
      values: places.map((_, i) => i),
      scale: "linear",
      names: new Map(places.map((place, i) => [i, place])),
    },
    y: { label: `change of ${what}`, unit: "%", scale: "linear" },
    series: [...lines].map(([name, some], index): Series => ({
      name,
      style: styleOf(index),
      points: some.map((run) =>
        pointOf(places.indexOf(placeText(run)), run.entry, run.answer)
      ),
    })),
  };
}

/** The arms of runs, by how many lines they would have together. */
function armGroups(runs: readonly RunEntry[]): string[][] {
  const arms = [
    ...new Set(
      runs.flatMap(({ answers }) => answers.map(({ to }) => valueText(to))),
    ),
  ];
  const hosts = new Set(runs.map(({ identity }) => identity.host)).size;
  return arms.length * hosts <= MOST_LINES ? [arms] : arms.map((arm) => [arm]);
}

/**
 * A chart for all runs that ask the same and differ in their kernel, or else in
 * the version of uringlab: how the change of each arm went.
 */
export function trendCharts(entries: readonly RunEntry[]): TrendChart[] {
  const asked = Map.groupBy(
    entries.filter(({ answers }) => answers.length > 0),
    ({ identity, load, combinations, answers }) =>
      JSON.stringify([
        identity.experiment,
        load,
        combinations,
        valueText(answers[0]?.from),
      ]),
  );
  return [...asked.values()].flatMap((runs) => {
    const order = orderOf(runs);
    if (!order) return [];
    const at = placed(order, runs);
    return armGroups(runs).map((arms) => trendSpec(order, at, arms));
  }).map((spec, index) => ({
    name: `trend-${index + 1}.svg`,
    title: spec.title,
    svg: lineChart(spec),
  }));
}
