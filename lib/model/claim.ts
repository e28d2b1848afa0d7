/** A claim: a finding that somebody published, and what tests it. */

import type { FigureName } from "./figures/mod.ts";
import type { ParameterName, Params } from "./parameters/params.ts";
import type { PublishedSource } from "./published.ts";

/** A cell, by what it has other than one worker with fio's loop. */
export type ClaimCell = { readonly [K in ParameterName]?: Params[K] };

/** The figure that a part of a claim is about, made of the rows of its cells. */
export type Measure =
  /** A figure of one cell as a multiple of the same figure of another. */
  | {
    readonly kind: "ratio";
    readonly figure: FigureName;
    readonly to: ClaimCell;
    readonly from: ClaimCell;
  }
  /** The ratio of two cells as a multiple of that of two others. */
  | {
    readonly kind: "change";
    readonly figure: FigureName;
    readonly then: readonly [from: ClaimCell, to: ClaimCell];
    readonly before: readonly [from: ClaimCell, to: ClaimCell];
  }
  /** The figure itself; "ticks": as a part of the kernel's tick. */
  | {
    readonly kind: "level";
    readonly figure: FigureName;
    readonly of: ClaimCell;
    readonly in?: "ticks";
  }
  /** A figure of a cell as a part of another figure of it. */
  | {
    readonly kind: "share";
    readonly figure: FigureName;
    readonly per: FigureName;
    readonly of: ClaimCell;
  }
  /** What a figure of one cell is above that of another. */
  | {
    readonly kind: "difference";
    readonly figure: FigureName;
    readonly to: ClaimCell;
    readonly from: ClaimCell;
  }
  /** What one more of `per` adds to a figure, from one cell to another. */
  | {
    readonly kind: "cost";
    readonly figure: FigureName;
    readonly per: FigureName;
    readonly to: ClaimCell;
    readonly from: ClaimCell;
  };

/** One figure that a claim stands or falls with. */
export interface ClaimPart {
  /** Where it is: "iodepth 16, beside hogs". */
  readonly where: string;
  readonly measure: Measure;
  /**
   * Whether it is what the kernel's code does for a read at any speed, as that
   * no kick is sent: premises of speed then say nothing against a round.
   */
  readonly atAnySpeed?: true;
  /** What was published, at least and at most; one end may be open. */
  readonly published: { readonly low?: number; readonly high?: number };
  /** How far beyond these ends a figure may lie and still agree. */
  readonly margin: number;
}

/** What a machine must have, beside the cells. */
export type Need =
  /** A version of Linux, from which on or before which a claim is made. */
  | {
    readonly kind: "linux";
    readonly since?: string;
    readonly before?: string;
  }
  | { readonly kind: "hz"; readonly hz: number }
  | { readonly kind: "cpus"; readonly count: number }
  | { readonly kind: "smt" }
  | { readonly kind: "numa" }
  | { readonly kind: "nvme" }
  | { readonly kind: "bare_metal" };

/** Why a claim may not hold on some machine, and the figure that tells. */
export interface Explanation {
  /** Why, in a clause: "few reads find their thread running". */
  readonly because: string;
  /** Where the figure is: "iodepth 16, default". */
  readonly where: string;
  readonly measure: Measure;
  /** Between which values the figure speaks for it; one end may be open. */
  readonly at: { readonly low?: number; readonly high?: number };
}

/** A published finding. It holds where all of its parts do. */
export interface Claim {
  /** By which it is asked for. */
  readonly name: string;
  /** What is claimed, in a sentence of ours. */
  readonly sentence: string;
  readonly sources: readonly [PublishedSource, ...PublishedSource[]];
  /** The published figure, as text. */
  readonly published: string;
  readonly parts: readonly [ClaimPart, ...ClaimPart[]];
  readonly needs?: readonly Need[];
  /**
   * What may explain that it does not hold on some machine, with what is then
   * measured to see whether that is so.
   */
  readonly explanations?: readonly Explanation[];
  /** What else may explain it, which no figure here tells. */
  readonly otherwise?: string;
}

/** The cells of a measure. */
export function cellsOf(measure: Measure): readonly ClaimCell[] {
  switch (measure.kind) {
    case "level":
    case "share":
      return [measure.of];
    case "change":
      return [...measure.before, ...measure.then];
    default:
      return [measure.from, measure.to];
  }
}

/** The figures of a measure. */
export function figuresOf(measure: Measure): readonly FigureName[] {
  return measure.kind === "cost" || measure.kind === "share"
    ? [measure.figure, measure.per]
    : [measure.figure];
}

/** What is said of a claim. */
export const CLAIM_VERDICTS = [
  "holds",
  "does not hold",
  "not shown",
  "cannot be had",
] as const;

/** What is said of a claim. */
export type ClaimVerdict = typeof CLAIM_VERDICTS[number];
