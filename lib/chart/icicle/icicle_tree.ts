// @ts-types="@types/d3-hierarchy"
import {
  hierarchy,
  type HierarchyRectangularNode,
  partition,
} from "d3-hierarchy";
import type { IcicleSpec } from "./icicle_spec.ts";

/** A frame of the graph: all stacks that have it and what is above it in common. */
export interface IcicleFrame {
  readonly name: string;
  /** Stacks that end in it. */
  own: number;
  /** The place of its class among the spec's; undefined above the classes. */
  readonly classIndex: number | undefined;
  readonly children: Map<string, IcicleFrame>;
}

/** A frame and its place: x from 0 to the width, y from 0 to 1. */
export type PlacedFrame = HierarchyRectangularNode<IcicleFrame>;

/**
 * All stacks over a width in px: first what there is together, below it the
 * classes in their order, below these their frames, the most frequent first.
 */
export function icicleFrames(
  { classes, stacks }: IcicleSpec,
  width: number,
): PlacedFrame[] {
  const names = [
    ...new Set([...classes, ...stacks.map(({ className }) => className)]),
  ];
  const root = frame("", undefined);
  for (const { frames, count, className } of stacks) {
    const classIndex = names.indexOf(className);
    let at = root;
    for (const name of [className, ...frames]) {
      let next = at.children.get(name);
      if (!next) at.children.set(name, next = frame(name, classIndex));
      at = next;
    }
    at.own += count;
  }
  const tree = hierarchy(root, ({ children }) => [...children.values()])
    .sum(({ own }) => own)
    .sort((a, b) =>
      (a.depth === 1
        ? (a.data.classIndex ?? 0) - (b.data.classIndex ?? 0)
        : (b.value ?? 0) - (a.value ?? 0)) ||
      // Not by the language of whoever draws it.
      (a.data.name < b.data.name ? -1 : 1)
    );
  return partition<IcicleFrame>().size([width, 1])(tree).descendants();
}

function frame(
  name: string,
  classIndex: number | undefined,
): IcicleFrame {
  return { name, own: 0, classIndex, children: new Map() };
}
