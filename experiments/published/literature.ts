/** Single figures of papers, patches and of the series. */

import { NOP_CYCLES } from "./nops.ts";
import type { PublishedFigure } from "../../lib/model/published.ts";
import {
  CHEOPS_2023,
  COOP_PATCHES,
  DOCUMENT,
  EXP_05,
  EXP_10,
  EXP_17,
  EXP_19,
  IOWAIT_MAILS,
  VLDB_2026,
} from "./sources.ts";

function figures(
  source: PublishedFigure["source"],
  unit: string,
  values: Readonly<Record<string, number>>,
): PublishedFigure[] {
  return Object.entries(values).map(([quantity, value]) => ({
    source,
    quantity,
    value,
    unit,
  }));
}

/** Figures that stand alone. */
export const LITERATURE: readonly PublishedFigure[] = [
  ...figures(EXP_05, "1", {
    "kicks per read, default, non-interrupt core, iodepth 64": 0.709,
    "kicks per read, coop, non-interrupt core, iodepth 64": 0.0001,
    "rescheduling IPIs per read, default, interrupt core, iodepth 64": 1.2e-6,
  }),
  ...figures(DOCUMENT, "1", {
    "runs of task_work in 30 s, default, in system calls": 8_752_655,
    "runs of task_work in 30 s, default, by kicks": 1_931_395,
    "runs of task_work in 30 s, default, by page faults": 30_785,
    "runs of task_work in 30 s, coop, in system calls": 11_661_199,
    "runs of task_work in 30 s, coop, by page faults": 18_832,
  }),
  ...figures(CHEOPS_2023, "1", {
    "polling against interrupts at low load, throughput": 1.7,
    "polling against interrupts at low load, instructions": 2.3,
  }),
  ...figures(EXP_10, "1", {
    "mode switches in 60 s, memory touched before": 8620,
    "mode switches in 60 s, memory not touched": 1_027_524,
  }),
  ...figures(EXP_10, "us", {
    "p99.99, memory touched before": 178,
    "p99.99, memory not touched": 783,
  }),
  ...figures(EXP_17, "1", {
    "system calls of one worker in 60 s": 12_855_461,
    "system calls of one worker with an SQ thread in 60 s": 7,
  }),
  ...figures(EXP_19, "kIOPS", {
    "RocksDB, default": 44.12,
    "RocksDB, coop": 43.98,
    "RocksDB, SQPOLL": 48.68,
    "RocksDB, IOSQE_ASYNC": 38.07,
  }),
  ...figures(VLDB_2026, "transactions/s", {
    "buffer manager, batches, default": 300_300,
    "buffer manager, batches, coop": 300_400,
    "buffer manager, batches, defer": 300_300,
    "buffer manager, IOPOLL, default": 372_900,
    "buffer manager, IOPOLL, coop": 374_500,
    "buffer manager, IOPOLL, defer": 376_200,
  }),
  ...figures(VLDB_2026, "ms", {
    "PostgreSQL 18, one worker, default": 28_322,
    "PostgreSQL 18, one worker, coop": 28_590,
    "PostgreSQL 18, one worker, coop and registered buffers": 26_761,
    "PostgreSQL 18, eight workers, default": 3965,
    "PostgreSQL 18, eight workers, coop": 3996,
  }),
  ...figures(VLDB_2026, "us", {
    "NOP inline, defer": 0.40,
    "NOP through a worker of io-wq, defer": 9.6,
    "what a worker of io-wq costs": 7.3,
  }),
  ...figures(VLDB_2026, "IOPS", {
    "4 KiB reads, iodepth 512, defer": 434_000,
    "4 KiB reads, iodepth 512, defer, registered buffers": 536_000,
  }),
  ...figures(VLDB_2026, "cycles", {
    "NOP, one for each io_uring_enter, defer": NOP_CYCLES[1],
    "NOP, 32 for each io_uring_enter, defer": NOP_CYCLES[32],
    "io_uring_enter": 1100,
  }),
  ...figures(COOP_PATCHES, "%", {
    "gain of coop in certain workloads, at least": 5,
    "gain of coop in certain workloads, at most": 10,
  }),
  ...figures(IOWAIT_MAILS, "%", {
    "loss without iowait at iodepth 1": 20,
  }),
];
