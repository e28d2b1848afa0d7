/** Where the published figures stand. */

import type { PublishedSource } from "../../lib/model/published.ts";

/** The machine of the series; its experiments differ in the CPUs they use. */
const SERIES = {
  machine: "20 cores, Intel Optane NVMe with 11 interrupt queues, HZ=250",
  kernel: "Linux 6.3.8",
} as const;

function ofSeries(directory: string, date: string): PublishedSource {
  return {
    cite: directory.slice(0, "exp_07".length),
    where:
      `github.com/Ingimarsson/iouring-perf-analysis, directory ${directory}`,
    date,
    ...SERIES,
  };
}

export const EXP_01 = ofSeries("exp_01_coop", "2023-12-03");
export const EXP_02 = ofSeries("exp_02_coop", "2024-01-08");
export const EXP_03 = ofSeries("exp_03_coop", "2024-01-10");
export const EXP_04 = ofSeries("exp_04_coop", "2024-01-11");
export const EXP_05 = ofSeries("exp_05_coop", "2024-01-12");
export const EXP_07 = ofSeries("exp_07_coop", "2024-01-16");
export const EXP_08 = ofSeries("exp_08_coop", "2024-01-18");
export const EXP_09 = ofSeries("exp_09_coop", "2024-01-19");
export const EXP_10 = ofSeries("exp_10_poll", "2024-01-29");
export const EXP_11 = ofSeries("exp_11_coop", "2024-02-16");
export const EXP_12 = ofSeries("exp_12_coop", "2024-02-20");
export const EXP_13 = ofSeries("exp_13_async", "2024-02-27");
export const EXP_14 = ofSeries("exp_14_async", "2024-05-06");
export const EXP_15 = ofSeries("exp_15_async", "2024-05-08");
export const EXP_16 = ofSeries("exp_16_regfile", "2024-05-09");
export const EXP_17 = ofSeries("exp_17_poll", "2024-05-13");
export const EXP_19 = ofSeries("exp_19_rocksdb", "2024-06");

/** Jasny and others, the paper and its raw data. */
export const VLDB_2026: PublishedSource = {
  cite: "Jasny et al., PVLDB 19(1)",
  where: "arXiv 2512.04859; raw data in github.com/mjasny/vldb26-iouring",
  date: "2026",
  machine: "AMD EPYC 9654P, SMT off, 8 KIOXIA CM7-R NVMe",
  kernel: "Linux 6.15 and 6.17",
};

/** Ren and Trivedi on polling, schedulers and SPDK. */
export const CHEOPS_2023: PublishedSource = {
  cite: "Ren, Trivedi, CHEOPS 2023",
  where: "doi 10.1145/3578353.3589545; artifacts in github.com/" +
    "atlarge-research/Performance-Characterization-Storage-Stacks",
  date: "2023-05",
  machine: "NVMe, not told further in the abstract",
  kernel: "not told in the abstract",
};

/** The document itself, its text and its stacks. */
export const DOCUMENT: PublishedSource = {
  ...ofSeries("exp_07_coop", "2024-01-16"),
  cite: "the document",
};

/** Axboe's cover letter of the patches that brought COOP_TASKRUN. */
export const COOP_PATCHES: PublishedSource = {
  cite: "Axboe, COOP_TASKRUN patches",
  where: '"[PATCHSET next 0/5] Add support for non-IPI task_work", io-uring ' +
    "mailing list; commit e1169f06d5bb",
  date: "2022-04",
  machine: "not told",
  kernel: "before 5.19",
};

/** The limit of what one run of a ring with DEFER_TASKRUN delivers. */
export const DEFER_CAP: PublishedSource = {
  cite: "commit f46b9cdb22f7",
  where: "IO_LOCAL_TW_DEFAULT_MAX in io_uring/tw.h",
  date: "2024-11",
  machine: "any",
  kernel: "from 6.13 on",
};

/** Axboe and Loehle on what setting iowait in the wait is worth. */
export const IOWAIT_MAILS: PublishedSource = {
  cite: "Axboe on iowait",
  where: "io-uring mailing list, thread on IORING_ENTER_NO_IOWAIT",
  date: "2024-08-21",
  machine: "not told",
  kernel: "before 6.15",
};

/** The manual page of what a ring is set up with. */
export const SETUP_MANUAL: PublishedSource = {
  cite: "io_uring_setup(2)",
  where: "manual pages of liburing 2.15",
  date: "2026",
  machine: "any",
  kernel: "from 6.1 on",
};

/** Commit message of COOP_TASKRUN. */
export const COOP_COMMIT: PublishedSource = {
  cite: "commit e1169f06d5bb",
  where: "commit message of IORING_SETUP_COOP_TASKRUN",
  date: "2022-04",
  machine: "any",
  kernel: "from 5.19 on",
};

/** How a waiting thread of a DEFER_TASKRUN ring is woken. */
export const LAZY_WAKE: PublishedSource = {
  cite: "IOU_F_TWQ_LAZY_WAKE",
  where: "io_complete_rw() in io_uring/rw.c of Linux",
  date: "2023",
  machine: "any",
  kernel: "from 6.5 on",
};

/** De Vries' echo servers, by io_uring and by epoll, under one client. */
export const ECHO_SERVER: PublishedSource = {
  cite: "io_uring-echo-server",
  where: "github.com/frevib/io_uring-echo-server, benchmarks/benchmarks.md",
  date: "2020-02-29",
  machine: "MacBook Pro, 6 cores, in VMware with 6 virtual ones; the server " +
    "on one, rust_echo_bench over loopback",
  kernel: "Linux 5.6-rc1 with IORING_FEAT_FAST_POLL",
};

/** Who could not reproduce them, and the thread that it led to. */
export const ECHO_NOT_REPRODUCED: PublishedSource = {
  cite: 'echo server, issue 8 "Wild results, cannot reproduce"',
  where: "github.com/frevib/io_uring-echo-server/issues/8; " +
    "github.com/axboe/liburing/issues/189 by the same",
  date: "2020-08-22",
  machine: "two of them, not told; 40 to 400 clients",
  kernel: "Linux 5.7 (Clear Linux), 5.8 (Fedora)",
};

/** Echo servers by io_uring and by epoll, that of io_uring with multishot receives. */
export const ECHO_MULTISHOT: PublishedSource = {
  cite: "joakimthun/io-uring-echo-server",
  where: "github.com/joakimthun/io-uring-echo-server, README.md",
  date: "2023-01-08",
  machine: "Intel i7-12700; the server on one CPU, rust_echo_bench over " +
    "loopback",
  kernel: "Linux 6.0.9",
};

/** A comparison of libhv's event loops by the author of one. */
export const LIBHV: PublishedSource = {
  cite: "libhv, pull request 445",
  where: "github.com/ithewei/libhv/pull/445, comment of 2023-10-26",
  date: "2023-10-26",
  machine: "not told; 2 threads, over loopback",
  kernel: "Linux 6.1",
};

/** What netbench prints without options, and the question that it raised. */
export const NETBENCH: PublishedSource = {
  cite: "netbench, issue 1",
  where: "github.com/DylanZA/netbench/issues/1",
  date: "2024-05-16",
  machine: "not told; 4 threads with 64 connections each",
  kernel: "not told",
};

/** Yudaken's cover letter of the patches that brought multishot receives. */
export const MULTISHOT_PATCHES: PublishedSource = {
  cite: "Yudaken, multishot recv patches",
  where: '"[PATCH v2 for-next 00/12] io_uring: multishot recv", io-uring ' +
    "mailing list, 20220630091231.1456789-1-dylany@fb.com; netbench",
  date: "2022-06-30",
  machine: "not told",
  kernel: "before 6.0",
};

/** Yudaken's patch that brought DEFER_TASKRUN. */
export const DEFER_PATCH: PublishedSource = {
  cite: "Yudaken, DEFER_TASKRUN patch",
  where: '"[PATCH for-next 5/7] io_uring: add IORING_SETUP_DEFER_TASKRUN", ' +
    "io-uring mailing list, 20220815130911.988014-6-dylany@fb.com; netbench",
  date: "2022-08-15",
  machine: "not told; 16 connections of 2 KiB each way",
  kernel: "before 6.1",
};

/** Axboe's figures of three modes and of epoll, in a question on polling. */
export const POLL_LATENCY: PublishedSource = {
  cite: "liburing, issue 1105",
  where: "github.com/axboe/liburing/issues/1105, Axboe's comment of 2024-03-25",
  date: "2024-03-25",
  machine: "AMD EPYC 7763; a thread writes, another polls",
  kernel: "not told",
};

/** The pull request by which OCaml's eio took DEFER_TASKRUN. */
export const EIO: PublishedSource = {
  cite: "eio, pull request 842",
  where: "github.com/ocaml-multicore/eio/pull/842",
  date: "2026-05-26",
  machine: "not told; a benchmark of HTTP",
  kernel: "not told; 6.12.77 of the second figures",
};

/** The pull request by which netty took DEFER_TASKRUN. */
export const NETTY_DEFER: PublishedSource = {
  cite: "netty, pull request 14699",
  where: "github.com/netty/netty/pull/14699",
  date: "2025-01-20",
  machine: "not told; tcpkali with 1,000 connections over loopback",
  kernel: "not told",
};
