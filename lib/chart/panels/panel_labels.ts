import { leastCovered } from "../common/least_covered.ts";
import type { Rect } from "../common/rect.ts";
import { linesHeight } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import type { PanelSize } from "./panel_grid.ts";
import type { PathPoint, ReferenceLine } from "./panel_references.ts";

/**
 * What has to be known of a panel to put labels into it; in px from its left
 * top on.
 */
export interface LabelledPanel {
  /** What labels should not cover. */
  readonly obstacles: readonly Rect[];
  readonly notes: readonly string[];
  /** Nothing is drawn in it. */
  readonly empty: boolean;
}

/** A text in a panel; in px from the panel's left top on. */
export interface PanelLabel {
  readonly lines: readonly string[];
  readonly left: number;
  readonly top: number;
}

/** The labels of panels, and the texts that no panel had room for. */
export interface PanelLabels {
  readonly panels: readonly {
    readonly labels: readonly PanelLabel[];
    readonly unplacedNotes: readonly string[];
  }[];
  readonly unplacedReferences: readonly string[];
}

/**
 * Puts the label of each reference into the one panel where it covers least,
 * and the notes of each panel where they cover nothing.
 */
export function panelLabels(
  panels: readonly LabelledPanel[],
  references: readonly ReferenceLine[],
  size: PanelSize,
): PanelLabels {
  const unplacedReferences: string[] = [];
  const taken = panels.map(({ obstacles }) => [...obstacles]);
  const labels = panels.map((): PanelLabel[] => []);
  const put = (panel: number, lines: readonly string[], rect: Rect) => {
    taken[panel]?.push(rect);
    labels[panel]?.push({ lines, left: rect.left, top: rect.top });
  };
  for (const line of references) {
    const { label } = line.reference;
    if (label.trim() === "") continue;
    const candidates = besideLine(line, boxOf([label]), size);
    const [best] = taken
      .map((obstacles, panel) => ({
        panel,
        candidate: leastCovered(candidates, obstacles),
      }))
      .sort((a, b) =>
        (a.candidate?.covered ?? Infinity) - (b.candidate?.covered ?? Infinity)
      );
    if (best?.candidate) put(best.panel, [label], best.candidate.rect);
    else unplacedReferences.push(label);
  }
  const placed = panels.map(({ notes, empty }, panel) => {
    const unplacedNotes = notes.filter((note) => {
      const found = placeNote(note, taken[panel] ?? [], empty, size);
      if (found) put(panel, found.lines, found.rect);
      return !found;
    });
    return { labels: labels[panel] ?? [], unplacedNotes };
  });
  return { panels: placed, unplacedReferences };
}

const FONT = FONTS.panelNote;
const INSET = 5;
const SLIDE = 6;
/** Widths of a note's lines to try, as shares of a panel's width. */
const NOTE_WIDTHS = [0.95, 0.6, 0.4] as const;

interface Box {
  readonly width: number;
  readonly height: number;
}

function boxOf(lines: readonly string[]): Box {
  return {
    width: Math.max(0, ...lines.map((line) => textWidth(line, FONT))),
    height: linesHeight(lines.length, FONT),
  };
}

function rectOf(left: number, top: number, { width, height }: Box): Rect {
  return { left, top, right: left + width, bottom: top + height };
}

function isInside(rect: Rect, { width, height }: PanelSize): boolean {
  return rect.left >= 0 && rect.top >= 0 && rect.right <= width &&
    rect.bottom <= height;
}

function besideLine(
  { reference, path }: ReferenceLine,
  box: Box,
  size: PanelSize,
): Rect[] {
  return along(path)
    .flatMap(({ x, y }) => {
      switch (reference.axis) {
        case "y":
          return [
            rectOf(x, y - 2 - box.height, box),
            rectOf(x, y + 2, box),
          ];
        case "x":
          return [
            rectOf(x + 4, y - box.height, box),
            rectOf(x - 4 - box.width, y - box.height, box),
          ];
        case "diagonal":
          return [
            rectOf(x - 3 - box.width, y - 2 - box.height, box),
            rectOf(x + 4, y + 3, box),
          ];
      }
    })
    .filter((rect) => isInside(rect, size));
}

/** Points along a path, from both of its ends towards its middle. */
function along(path: readonly PathPoint[]): PathPoint[] {
  const points = path.slice(1).flatMap((to, index) => {
    const from = path[index] ?? to;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const count = Math.max(1, Math.floor(length / SLIDE));
    return Array.from({ length: count }, (_, step) => {
      const share = (step + 0.5) / count;
      return {
        x: from.x + share * (to.x - from.x),
        y: from.y + share * (to.y - from.y),
      };
    });
  });
  const fromStart = points.slice(0, Math.ceil(points.length / 2));
  const fromEnd = points.slice(fromStart.length).reverse();
  return fromEnd.length === 0
    ? fromStart
    : fromStart.flatMap((point, index) => {
      const other = fromEnd[index];
      return other ? [other, point] : [point];
    });
}

function placeNote(
  note: string,
  obstacles: readonly Rect[],
  empty: boolean,
  size: PanelSize,
): { readonly lines: readonly string[]; readonly rect: Rect } | undefined {
  for (const share of NOTE_WIDTHS) {
    const lines = wrapText(note, share * size.width, FONT);
    const box = boxOf(lines);
    const middle = rectOf(
      (size.width - box.width) / 2,
      (size.height - box.height) / 2,
      box,
    );
    const candidates = [...empty ? [middle] : [], ...everywhere(box, size)];
    const best = leastCovered(candidates, obstacles);
    if (best?.covered === 0) return { lines, rect: best.rect };
  }
  return undefined;
}

/**
 * Where a box may be put: from top to bottom, at the sides before the middle.
 */
function everywhere(box: Box, size: PanelSize): Rect[] {
  const lefts = [
    INSET,
    size.width - INSET - box.width,
    (size.width - box.width) / 2,
  ];
  const count = Math.floor((size.height - 2 * INSET - box.height) / SLIDE);
  return Array.from({ length: Math.max(0, count + 1) }, (_, step) => step)
    .flatMap((step) =>
      lefts.map((left) => rectOf(left, INSET + step * SLIDE, box))
    )
    .filter((rect) => isInside(rect, size));
}
