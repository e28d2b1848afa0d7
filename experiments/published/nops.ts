/** What a no-op was found to cost by how many one io_uring_enter(2) submits. */

import type { PublishedSeries } from "../../lib/model/published.ts";
import { of } from "./series.ts";
import { VLDB_2026 } from "./sources.ts";

/** Cycles of each, by no-ops for each call, in mode defer (bench_nop3.csv). */
export const NOP_CYCLES = { 1: 1326, 8: 354, 32: 248 } as const;

export const NOPS: readonly PublishedSeries[] = [
  of(
    VLDB_2026,
    "NOP, defer",
    "cycles",
    "cycles",
    "iodepthBatch",
    Object.entries(NOP_CYCLES).map(([batch, cycles]) =>
      [Number(batch), cycles] as const
    ),
    // Cycles of another machine: what a larger batch saves is what compares.
    {
      experiment: "cost",
      where: { load: "nop", mode: "defer", forceAsync: false },
      scaled: true,
      figure: "cpu_per_io_us",
      x: "iodepthBatch",
    },
  ),
];
