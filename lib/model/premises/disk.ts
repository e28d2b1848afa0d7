import { isBlock } from "../parameters/loads.ts";
import { nowaitAdvice } from "./nowait.ts";
import { type Premise, unless } from "./premise.ts";

/** Fewer interrupts tell nothing of where they arrive. */
const MIN_IRQS = 100;

/** What must hold of the disk and of the way to it. */
export const DISK = {
  in_flight: {
    wanted: "all reads in flight should fit into the disk's queue (beyond, " +
      "workers wait in the submit call: slat shows it, clat only with " +
      "--submit-and-wait)",
    effect: "note",
    concerns: isBlock,
    figures: [],
    advice: ({ workers, iodepth }) =>
      `fewer --workers than ${workers}, or less --iodepth than ${iodepth}`,
    broken: (_, { workers, iodepth }, { requests = NaN }) =>
      unless(!(workers * iodepth > requests), workers * iodepth / requests),
  },
  io_workers: {
    wanted: "no read should need io_uring's own threads, which run on the " +
      "measured CPUs too",
    effect: "invalid",
    concerns: ({ forceAsync }) => !forceAsync,
    figures: ["io_workers"],
    advice: ({ filename }, target) => nowaitAdvice(filename, target),
    broken: ({ io_workers: threads = 0 }) => unless(threads === 0, threads),
  },
  disk_irqs_per_io: {
    wanted: "the reads should reach the disk, whose interrupts tell",
    effect: "invalid",
    concerns: isBlock,
    figures: ["disk_irqs_per_io"],
    advice: () =>
      "something answers for the disk: a larger target (--size), or the " +
      "block device itself (--filename)",
    broken: ({ disk_irqs_per_io: irqs = NaN }, { mode }) =>
      unless(mode === "iopoll" || irqs >= 0.001, irqs),
  },
  interrupt_share: {
    wanted: "of the target's interrupts a non-interrupt core should get at " +
      "most 5 %",
    effect: "invalid",
    concerns: isBlock,
    figures: ["target_irqs_per_io", "disk_irqs_per_io"],
    advice: () =>
      "`uringlab doctor` finds out by reading which cores those are; " +
      "name them with --cpus",
    broken: (
      { target_irqs_per_io: here = NaN, disk_irqs_per_io: all = NaN, ios = 0 },
      { core },
    ) =>
      unless(
        core !== "non-interrupt" || all * ios < MIN_IRQS || here / all <= 0.05,
        here / all,
      ),
  },
  lat_overflow: {
    wanted: "no read should take longer than the histograms reach, 100 s",
    effect: "invalid",
    figures: ["lat_overflow"],
    advice: () => "see `dmesg`: the disk does not answer",
    broken: ({ lat_overflow: overflow = 0 }) =>
      unless(overflow === 0, overflow),
  },
} as const satisfies Record<string, Premise>;
