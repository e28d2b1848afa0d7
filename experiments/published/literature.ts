/** Single figures of papers, patches and of the series. */

import { NOP_CYCLES } from "./nops.ts";
import type { PublishedFigure } from "../../lib/model/published.ts";
import {
  CHEOPS_2023,
  COOP_PATCHES,
  DEFER_PATCH,
  DOCUMENT,
  ECHO_NOT_REPRODUCED,
  EIO,
  EXP_05,
  EXP_10,
  EXP_17,
  EXP_19,
  IOWAIT_MAILS,
  LIBHV,
  MULTISHOT_PATCHES,
  NETBENCH,
  NETTY_DEFER,
  POLL_LATENCY,
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
  ...figures(ECHO_NOT_REPRODUCED, "messages/s", {
    "echo, io_uring, Linux 5.7": 220_000,
    "echo, epoll, Linux 5.7": 250_000,
    "echo, io_uring, Linux 5.8": 227_000,
    "echo, epoll, Linux 5.8": 235_000,
  }),
  ...figures(LIBHV, "messages in 10 s", {
    "echo of 1,024 bytes, 100 connections, io_uring": 1_976_892,
    "echo of 1,024 bytes, 100 connections, epoll": 1_906_725,
  }),
  ...figures(NETBENCH, "messages/s", {
    "netbench without options, io_uring, second 1": 128_130,
    "netbench without options, io_uring, second 2": 130_550,
    "netbench without options, io_uring, second 3": 130_290,
    "netbench without options, epoll, second 1": 139_650,
  }),
  ...figures(MULTISHOT_PATCHES, "%", {
    "gain of multishot receives in netbench, at least": 6,
    "gain of multishot receives in netbench, at most": 8,
  }),
  ...figures(DEFER_PATCH, "%", {
    "latency of requests that defer saves in a contrived case, at most": 50,
  }),
  ...figures(POLL_LATENCY, "ns", {
    "write to completion, looking in a loop, default, median": 1493,
    "write to completion, looking in a loop, coop_flag, median": 1253,
    "write to completion, looking in a loop, defer, median": 1222,
    "write to completion, looking in a loop, epoll, median": 1243,
    "write to completion, asleep, default, median": 33_803,
    "write to completion, asleep, coop_flag, median": 32_672,
    "write to completion, asleep, defer, median": 32_190,
    "write to completion, asleep, epoll, median": 32_131,
  }),
  ...figures(EIO, "requests/s", {
    "HTTP, default": 350_000,
    "HTTP, defer with TASKRUN_FLAG": 450_000,
  }),
  ...figures(NETTY_DEFER, "MiB in 30 s", {
    "echo under tcpkali, 1,000 connections, default": 47_318,
    "echo under tcpkali, 1,000 connections, defer": 80_425,
  }),
  ...figures(VLDB_2026, "us", {
    "there and back by TCP between two machines, defer": 26.1,
    "there and back by TCP between two machines, SQPOLL": 21.8,
  }),
];
