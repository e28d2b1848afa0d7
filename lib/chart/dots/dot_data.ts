import { isShowable } from "../axes/broken_scale.ts";
import { checkIndex } from "../common/check_index.ts";
import type {
  Dot,
  DotItem,
  DotMark,
  DotMatrixSpec,
  DotPanel,
} from "./dot_matrix_spec.ts";

/** A dot that its axis has a place for; low and high are finite if given. */
export interface DrawableDot extends Dot {
  readonly value: number;
}

/** A row and what is drawn in it. */
export interface DotRowData {
  readonly group: number;
  /** "Norway, Bergen": its group and item. */
  readonly title: string;
  readonly item: DotItem;
  readonly drawn: readonly DrawableDot[];
  /** Dots that have no place on their axis: those below 0 on a log one. */
  readonly offScale: readonly Dot[];
  /** What stands there in place of dots, if there are none. */
  readonly instead?: string | undefined;
  /** Kinds that are crossed out. */
  readonly crossed: readonly {
    readonly kind: number;
    readonly reason: string;
  }[];
  readonly marks: readonly DotMark[];
}

/**
 * Takes a spec apart, row by row. Throws a RangeError if a dot or a mark is of
 * a kind, panel, group or item that there is not.
 */
export function dotData(spec: DotMatrixSpec): DotRowData[] {
  checkMarks(spec);
  return spec.groups.flatMap(({ name, items }, group) =>
    items.map((item, index) => ({
      group,
      title: name === "" ? item.name : `${name}, ${item.name}`,
      item,
      marks: (spec.marks ?? [])
        .filter((mark) => mark.group === group && mark.item === index),
      ...siftItem(item, spec),
    }))
  );
}

function checkMarks({ groups, panels, kinds, marks = [] }: DotMatrixSpec) {
  for (const { group, item, panel, kind } of marks) {
    checkIndex("group", group, groups);
    checkIndex("item", item, groups[group]?.items ?? []);
    checkIndex("panel", panel, panels);
    if (kind !== undefined) checkIndex("kind", kind, kinds);
  }
}

function siftItem(item: DotItem, { kinds, panels }: DotMatrixSpec) {
  const crossed = item.impossibleKinds ?? [];
  for (const { kind } of [...item.dots, ...crossed]) {
    checkIndex("kind", kind, kinds);
  }
  const drawn: DrawableDot[] = [];
  const offScale: Dot[] = [];
  for (const dot of item.impossible === undefined ? item.dots : []) {
    checkIndex("panel", dot.panel, panels);
    const value = finite(dot.value);
    if (value === undefined) continue;
    if (isShowable(value, panels[dot.panel]?.scale ?? "linear")) {
      drawn.push({
        ...dot,
        value,
        low: finite(dot.low),
        high: finite(dot.high),
      });
    } else offScale.push(dot);
  }
  const all = kinds.length > 0 &&
    kinds.every((_, kind) => crossed.some((one) => one.kind === kind));
  const instead = item.impossible !== undefined
    ? reasonOf([item.impossible])
    : drawn.length > 0
    ? undefined
    : all
    ? reasonOf(crossed.map(({ reason }) => reason))
    : "no data";
  const whole = item.impossible !== undefined || (all && drawn.length === 0);
  return { drawn, offScale, instead, crossed: whole ? [] : crossed };
}

function reasonOf(reasons: readonly string[]): string {
  const given = reasons.filter((reason) => reason.trim() !== "");
  return [...new Set(given)].join("; ") || "impossible";
}

/** At which ends a dot's whisker goes on beyond its axis. */
export function beyond(
  { value, low = value, high = value }: DrawableDot,
  { scale, limits: [lowest, highest] = [-Infinity, Infinity] }: DotPanel,
): { readonly low: boolean; readonly high: boolean } {
  return {
    low: low < lowest || !isShowable(low, scale),
    high: high > highest,
  };
}

function finite(value: number | null | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : undefined;
}
