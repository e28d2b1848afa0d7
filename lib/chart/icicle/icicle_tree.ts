// @ts-types="@types/d3-hierarchy"
import {
  hierarchy,
  type HierarchyRectangularNode,
  partition,
} from "d3-hierarchy";
import type { IcicleSpec } from "./icicle_spec.ts";

/**
 * A frame of the graph. It stands for all stacks that begin with it and the
 * frames above it.
 */
export interface IcicleFrame {
  readonly name: string;
  /** How many stacks end in it. */
  own: number;
  /** The index of its class among the spec's; undefined above the classes. */
  readonly classIndex: number | undefined;
  readonly children: Map<string, IcicleFrame>;
}

/** A frame and where it is: x from 0 to the width, y from 0 to 1. */
export type PlacedFrame = HierarchyRectangularNode<IcicleFrame>;

/**
 * Lays the frames of all stacks out over a width in px. The first frame stands
 * for all stacks; below it are the classes in their order, and below each class
 * its stacks, frame by frame, the most frequent frame first.
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
      // Names are compared by code units, so that the order is the same in all
      // locales.
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
