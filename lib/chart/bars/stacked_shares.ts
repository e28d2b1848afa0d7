import { formatTick } from "../common/quantity.ts";
import type { Bar, ClassShare, StackedBarsSpec } from "./stacked_bars_spec.ts";

/** A class that has a share in some bar. */
export interface ShownClass {
  readonly name: string;
  /** Its index among all classes, which decides how it looks. */
  readonly index: number;
}

/** A piece of a bar, from `start` to `end` of its length, which is 1. */
export interface Segment {
  readonly shown: ShownClass;
  readonly given: ClassShare;
  readonly start: number;
  readonly end: number;
}

/** A bar's slot; without segments it is empty. */
export interface Slot {
  readonly name: string;
  /** What is written where it is empty. */
  readonly why: string;
  readonly segments: readonly Segment[];
}

/** What of a spec is drawn. */
export interface StackedShares {
  readonly classes: readonly ShownClass[];
  /** Each group has a slot for every bar of any group. */
  readonly groups: readonly {
    readonly name: string;
    readonly slots: readonly Slot[];
  }[];
  /** Caption lines on what a reader could misread. */
  readonly notes: readonly string[];
}

/**
 * Orders bars and classes, leaves out classes without a share, stacks shares.
 */
export function stackShares(spec: StackedBarsSpec): StackedShares {
  const bars = spec.groups.flatMap((group) => group.bars);
  // A class that the spec does not list comes behind those it lists, so that no
  // share is lost.
  const names = unique([
    ...spec.classes,
    ...bars.flatMap(({ shares }) => shares ?? []).map(({ name }) => name),
  ]);
  const classes = names.map((name, index) => ({ name, index }));
  const barNames = unique(bars.map(({ name }) => name));
  const groups = spec.groups.map((group) => ({
    name: group.name,
    slots: barNames.map((name) => {
      const bar = group.bars.find((bar) => bar.name === name);
      return {
        name,
        why: bar?.why ?? "no data",
        segments: segmentsOf(sharesOf(bar), classes),
      };
    }),
  }));
  const shown = new Set(
    groups.flatMap(({ slots }) => slots)
      .flatMap(({ segments }) => segments.map(({ shown }) => shown.index)),
  );
  return {
    classes: classes.filter(({ index }) => shown.has(index)),
    groups,
    notes: notes(groups, spec.groupLabel),
  };
}

// A deviation of the sum from 1 that nobody would see.
const TOLERANCE = 0.005;

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function sharesOf(bar: Bar | undefined): readonly ClassShare[] {
  const shares = bar?.shares ?? [];
  // A share below 0 or without a value makes the whole bar doubtful: it is not
  // drawn.
  return shares.every(({ share }) => share >= 0 && Number.isFinite(share))
    ? shares
    : [];
}

function segmentsOf(
  shares: readonly ClassShare[],
  classes: readonly ShownClass[],
): Segment[] {
  const whole = Math.max(1, total(shares));
  let end = 0;
  return classes.flatMap((shown) =>
    shares.filter(({ name, share }) => name === shown.name && share > 0)
      .map((given) => {
        const start = end;
        end = start + given.share / whole;
        return { shown, given, start, end };
      })
  );
}

function total(shares: readonly ClassShare[]): number {
  return shares.reduce((sum, { share }) => sum + share, 0);
}

function notes(groups: StackedShares["groups"], groupLabel: string): string[] {
  const wrong = groups.flatMap((group) =>
    group.slots.flatMap(({ name, segments }) => {
      const sum = total(segments.map(({ given }) => given));
      return segments.length === 0 || Math.abs(sum - 1) <= TOLERANCE ? [] : [
        `${name} at ${groupLabel} ${group.name} (` +
        formatTick(Math.round(sum * 1000) / 10, "%") +
        (sum > 1 ? ", scaled to fit)" : ")"),
      ];
    })
  );
  return wrong.length === 0
    ? []
    : [`Shares that do not sum to 100 %: ${wrong.join("; ")}.`];
}
