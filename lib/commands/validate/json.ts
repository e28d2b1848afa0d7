import { dataJson, numberOrNull } from "../../base/data_json.ts";
import type { Judgement } from "./judge.ts";

/** A figure of a cell, judged. */
export interface JudgedFigure extends Judgement {
  readonly cell: string;
  readonly figure: string;
  /** How far the whole interval may lie from 1, in parts. */
  readonly limit: number;
}

/** What `validate --json` is made of. */
export interface Validation {
  /** The version of fio. */
  readonly fio: string;
  /** How each enters the kernel. */
  readonly loops: { readonly fio: string; readonly uringlab: string };
  readonly judged: readonly JudgedFigure[];
}

/** What `validate --json` prints (lib/files/validation.schema.json). */
export function validationJson({ fio, loops, judged }: Validation): string {
  return dataJson("uringlab-validation", 1, {
    fio_version: fio,
    loops,
    comparisons: judged.map(({ estimate, ...one }) => ({
      cell: one.cell,
      figure: one.figure,
      limit: one.limit,
      ratio: numberOrNull(estimate.ratio),
      low: numberOrNull(estimate.low),
      high: numberOrNull(estimate.high),
      pairs: estimate.n,
      agreement: one.agreement,
      repeats_to_tell: one.repeats ?? null,
    })),
  });
}
