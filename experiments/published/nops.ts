/** What a no-op was found to cost by how many one io_uring_enter(2) submits. */

import type { PublishedSeries } from "../../lib/model/published.ts";
import { of } from "./series.ts";
import { VLDB_2026 } from "./sources.ts";

/** Cycles of each, by no-ops for each call, in mode defer (bench_nop3.csv). */
export const NOP_CYCLES = { 1: 1326, 8: 354, 32: 248 } as const;

/** The part of these in the kernel (perf_kcycles). */
export const NOP_KERNEL_CYCLES = { 1: 1191, 32: 233 } as const;

/**
 * How much longer a no-op takes through a thread of io-wq than inline, us, by
 * mode (medians of bench_async_tw.csv); the paper's text has the second.
 */
export const NOP_THROUGH_IO_WQ = { defer: 9.2, sqpoll: 7.3 } as const;

export const NOPS: readonly PublishedSeries[] = [
  of(
    VLDB_2026,
    "NOP, defer",
    "cycles",
    "cycles",
    "iodepth",
    Object.entries(NOP_CYCLES).map(([batch, cycles]) =>
      [Number(batch), cycles] as const
    ),
    // Cycles of another machine: what a larger batch saves is what compares.
    {
      experiment: "cost",
      where: { load: "nop", mode: "defer", forceAsync: false },
      scaled: true,
      figure: "cpu_per_io_us",
      x: "iodepth",
    },
  ),
];
