import { doubtNotes } from "../common/doubt.ts";
import { listNote } from "../common/list_note.ts";
import { beyond, type DotRowData } from "./dot_data.ts";
import type { DotMatrixSpec } from "./dot_matrix_spec.ts";

/**
 * Caption lines on what a reader could misread: whiskers that are cut, hollow
 * dots, crosses, and values left out.
 */
export function dotNotes(
  spec: DotMatrixSpec,
  rows: readonly DotRowData[],
): string[] {
  return [
    ...arrowNotes(spec, rows),
    ...doubtNotes(rows.flatMap(({ drawn }) => drawn)),
    ...crossNotes(rows),
    ...missingNotes(spec, rows),
    ...offScale(rows),
  ];
}

function arrowNotes(
  { panels }: DotMatrixSpec,
  rows: readonly DotRowData[],
): string[] {
  const isCut = rows.some(({ drawn }) =>
    drawn.some((dot) => {
      const panel = panels[dot.panel];
      if (!panel) return false;
      const { low, high } = beyond(dot, panel);
      return low || high;
    })
  );
  return isCut ? ["An arrowhead: the whisker goes on beyond the axis."] : [];
}

function crossNotes(rows: readonly DotRowData[]): string[] {
  const reasons = new Set(
    rows.flatMap(({ crossed }) => crossed.map(({ reason }) => reason)),
  );
  return reasons.size === 0
    ? []
    : [`Crossed out beside a name: impossible (${[...reasons].join("; ")}).`];
}

function noValue(missing: readonly string[]): string[] {
  return listNote("No value", missing);
}

/** Notes on rows without any value in a panel in which other rows have one. */
function missingAnyKind(
  { panels }: DotMatrixSpec,
  rows: readonly DotRowData[],
): string[] {
  const used = [...panels.entries()].filter(([panel]) =>
    rows.some(({ drawn }) => drawn.some((dot) => dot.panel === panel))
  );
  return noValue(
    rows.filter(({ drawn }) => drawn.length > 0).flatMap((row) => {
      const without = used.filter(([panel]) =>
        !row.drawn.some((dot) => dot.panel === panel)
      );
      const labels = without.map(([, { label }]) => label).join(", ");
      return without.length === 0 ? [] : [`${row.title} (${labels})`];
    }),
  );
}

/**
 * Notes on rows that lack a value of a kind and panel of which other rows have
 * one.
 */
function missingNotes(
  spec: DotMatrixSpec,
  rows: readonly DotRowData[],
): string[] {
  if (spec.oneKindEach) return missingAnyKind(spec, rows);
  const { kinds, panels } = spec;
  const dots = rows.flatMap(({ drawn }) => drawn);
  const usedKinds = [...kinds.entries()]
    .filter(([kind]) => dots.some((dot) => dot.kind === kind));
  const missing = rows.filter(({ drawn }) => drawn.length > 0).flatMap((row) =>
    usedKinds
      .filter(([index]) => !row.crossed.some(({ kind }) => kind === index))
      .flatMap(([kind, { name }]) => {
        const without = [...panels.entries()].filter(([panel]) =>
          dots.some((dot) => dot.kind === kind && dot.panel === panel) &&
          !row.drawn.some((dot) => dot.kind === kind && dot.panel === panel)
        );
        if (without.length === 0) return [];
        const own = row.drawn.some((dot) => dot.kind === kind);
        const labels = without.map(([, { label }]) => label).join(", ");
        const what = usedKinds.length > 1 ? `${row.title}, ${name}` : row.title;
        return [own ? `${what} (${labels})` : what];
      })
  );
  return noValue(missing);
}

function offScale(rows: readonly DotRowData[]): string[] {
  const titles = rows.filter(({ offScale }) => offScale.length > 0)
    .map(({ title }) => title);
  return listNote("Left out, as a log axis has no place below 0", titles);
}
