/** What the tests of panel charts draw, and read from the drawing. */

import { assert } from "@std/assert";
import type { Point } from "../../../lib/chart/marks/series.ts";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import type { PanelChartSpec } from "../../../lib/chart/panels/panel_chart_spec.ts";
import { all, number, parseXml, type XmlElement } from "../xml.ts";
import * as fixtures from "./panel_fixtures.ts";

/** One series over think times in a grid. */
export function grid(
  rows: number,
  columns: number,
  pointsOf: (row: number, column: number) => Point[],
): PanelChartSpec {
  const style = {
    color: 0,
    dashed: false,
    marker: "circle",
  } as const;
  const titles = (what: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${what} ${index}`);
  return {
    title: "grid",
    x: {
      label: "think time",
      unit: "us",
      values: [0, 30, 100, 300, 1000, 3000, 10000],
      scale: "log",
    },
    y: { label: "latency", unit: "us", scale: "log" },
    columns: titles("column", columns),
    rows: titles("row", rows),
    series: [{ name: "one", style }],
    panels: titles("", rows).flatMap((_, row) =>
      titles("", columns).map((_, column) => ({
        row,
        column,
        series: 0,
        points: pointsOf(row, column),
      }))
    ),
  };
}

/** Eight equal distributions of so many points in each of 3 x 3 panels. */
export function many(count: number): PanelChartSpec {
  const points = Array.from({ length: count }, (_, index) => ({
    x: 100 * 1.01 ** index,
    y: (index + 1) / count,
  }));
  return {
    ...fixtures.crowded,
    x: { label: "latency", unit: "us", scale: "log" },
    y: { label: "share", unit: "us", scale: "log" },
    panels: fixtures.crowded.panels.map((panel) => ({ ...panel, points })),
    references: [],
    notes: [],
    markers: false,
    step: "cumulative",
  };
}

/** The drawn panels of a chart, and where their frames are. */
export function panelsOf(spec: PanelChartSpec) {
  return all(parseXml(panelChart(spec)), ".panel").map((element) => {
    const [frame] = all(element, ".frame rect");
    assert(frame);
    const [left, top] = [number(frame, "x"), number(frame, "y")];
    return {
      element,
      left,
      top,
      right: left + number(frame, "width"),
      bottom: top + number(frame, "height"),
    };
  });
}

/** The middles of markers of any shape, from left to right. */
export function markersOf(
  panel: XmlElement,
  layer = ".points",
): { x: number; y: number }[] {
  return [...panel.querySelectorAll(`${layer} *`)]
    .filter(({ tagName }) => ["circle", "rect", "polygon"].includes(tagName))
    .map(middleOf)
    .sort((a, b) => a.x - b.x);
}

/** The markers that tell their exact figure, and where they are. */
export function titledMarkers(panel: XmlElement) {
  return [...panel.querySelectorAll(".points > g > *")].flatMap((shape) => {
    const title = shape.querySelector("title");
    return title ? [{ title: title.textContent, ...middleOf(shape) }] : [];
  });
}

function middleOf(shape: XmlElement): { x: number; y: number } {
  switch (shape.tagName) {
    case "circle":
      return { x: number(shape, "cx"), y: number(shape, "cy") };
    case "rect":
      return {
        x: number(shape, "x") + number(shape, "width") / 2,
        y: number(shape, "y") + number(shape, "height") / 2,
      };
    default: {
      // The first corner of a triangle or a diamond is above its middle.
      const [top = "", side = ""] = (shape.getAttribute("points") ?? "").split(
        " ",
      );
      const [x = NaN] = top.split(",").map(Number);
      const [, y = NaN] = side.split(",").map(Number);
      return { x, y };
    }
  }
}

/** The vertices of a polyline. */
export function verticesOf(line: XmlElement): number[][] {
  return (line.getAttribute("points") ?? "").split(" ")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split(",").map(Number));
}

/** The middle of a break. */
export function breakAt(mark: XmlElement): number {
  const [, x] = /^M([\d.]+),/.exec(mark.getAttribute("d") ?? "") ?? [];
  return Number(x) + 2.5;
}

/** How many elements match. */
export function countOf(root: XmlElement, selector: string): number {
  return [...root.querySelectorAll(selector)].length;
}

/** In place of an element that has to be there. */
export function assertNever(): never {
  throw new Error("no such panel");
}
