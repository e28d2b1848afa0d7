import { doubtNotes } from "../common/doubt.ts";
import { listNote } from "../common/list_note.ts";
import type { SiftedSeries } from "./sift.ts";

/** The axis of x, in words. */
interface XWords {
  readonly label: string;
  readonly format: (x: number) => string;
}

/**
 * Caption lines on what a reader could misread: gaps, hollow and dodged points,
 * whiskers that are cut.
 */
export function notes(
  sifted: readonly SiftedSeries[],
  x: XWords,
  dodged: boolean,
): string[] {
  const lines: string[] = [];
  if (dodged) {
    lines.push(
      `Points of one ${x.label} stand side by side where they would hide each ` +
        "other; the lines are not shifted.",
    );
  }
  const drawn = sifted.flatMap(({ drawn }) => drawn);
  lines.push(...doubtNotes(drawn));
  if (drawn.some(({ cut }) => cut)) {
    lines.push(
      "An arrowhead: the whisker goes on to 0 or less, for which a log axis " +
        "has no place.",
    );
  }
  // The legend says of a series that it has no value at all.
  const begun = sifted.filter(({ drawn }) => drawn.length > 0);
  lines.push(
    ...listNote("No value", places(begun, x, ({ missing }) => missing)),
    ...listNote(
      "Left out, as a log axis has no place for 0 or less",
      places(sifted, x, ({ offScale }) => offScale),
    ),
  );
  return lines;
}

function places(
  sifted: readonly SiftedSeries[],
  { label, format }: XWords,
  pick: (one: SiftedSeries) => readonly number[],
): string[] {
  return sifted
    .filter((one) => pick(one).length > 0)
    .map((one) =>
      `${one.series.name} at ${label} ${pick(one).map(format).join(", ")}`
    );
}
