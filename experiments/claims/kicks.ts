/** Kicks, wake-ups and interrupts, as the series counted them. */

import type { Claim } from "../../lib/model/claim.ts";
import { exactly, idleCpu, joinedInterrupts, load, sleepers } from "./cells.ts";
import { EXP_01, EXP_05, EXP_12 } from "../published/sources.ts";

/** Kicks per read at a depth of the document's load. */
function kicks(
  depth: number,
  mode: "default" | "coop",
  published: Claim["parts"][0]["published"],
  margin: number,
  rest: Parameters<typeof load>[1] = {},
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, ${mode}`,
    measure: {
      kind: "level",
      figure: "kicks_per_io",
      of: load(depth, { mode, ...rest }),
    },
    published,
    margin,
  };
}

/** How often a worker of exp_01 sleeps for each read. */
function sleeps(
  depth: number,
  published: Claim["parts"][0]["published"],
  margin: number,
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, 4 workers`,
    measure: {
      kind: "share",
      figure: "nvcsw",
      per: "ios",
      of: { workers: 4, iodepth: depth, core: "interrupt" },
    },
    published,
    margin,
  };
}

export const KICK_CLAIMS: readonly Claim[] = [
  {
    name: "no-kick-with-coop",
    sentence: "With COOP_TASKRUN no kick is sent.",
    sources: [EXP_05, EXP_12],
    published: "0.0001 kicks per read at iodepth 64",
    parts: [{
      ...kicks(64, "coop", { high: 0.0001 }, 0.001),
      atAnySpeed: true,
    }],
  },
  {
    name: "kicks-default",
    sentence: "Without it, more than two of three reads kick a non-interrupt " +
      "core at iodepth 64.",
    sources: [EXP_05],
    published: "0.709 kicks per read",
    parts: [kicks(64, "default", exactly(0.709), 0.1)],
    explanations: [
      joinedInterrupts(load(64)),
      sleepers(load(64)),
      idleCpu(load(64)),
    ],
  },
  {
    name: "no-kick-on-interrupt-core",
    sentence: "On an interrupt core the kick is called for and never sent.",
    sources: [EXP_05, EXP_12],
    published: "0.0000012 kicks per read at iodepth 64",
    parts: [
      {
        ...kicks(64, "default", { high: 1.2e-6 }, 0.001, { core: "interrupt" }),
        atAnySpeed: true,
      },
    ],
  },
  {
    name: "woken-then-kicked",
    sentence: "Between iodepth 2 and 4 threads stop to be woken and begin to " +
      "be kicked.",
    sources: [EXP_12],
    published: "wake-ups for 1.00 of notifications at iodepth 2, for 0.04 at " +
      "4; kicks for 0.001 and 0.96",
    parts: [
      {
        where: "iodepth 2, default",
        measure: {
          kind: "level",
          figure: "wakeups_per_io",
          of: load(2),
        },
        published: { low: 0.999 },
        margin: 0.2,
      },
      kicks(2, "default", { high: 0.001 }, 0.02),
      {
        where: "iodepth 4, default",
        measure: {
          kind: "level",
          figure: "wakeups_per_io",
          of: load(4),
        },
        published: { high: 0.042 },
        margin: 0.1,
      },
      kicks(4, "default", { low: 0.709 }, 0.1),
    ],
    explanations: [joinedInterrupts(load(4)), sleepers(load(4))],
  },
  {
    name: "one-sleep-a-read",
    sentence: "At iodepth 1 a thread sleeps once for each read, from 8 on " +
      "hardly ever.",
    sources: [EXP_01],
    published: "1.00 context switches per read at iodepth 1, 0.002 at 8",
    parts: [
      sleeps(1, exactly(1.002), 0.1),
      sleeps(8, { high: 0.0024 }, 0.02),
    ],
    explanations: [{
      because: "the disk is slower than four workers, which sleep for it",
      where: "iodepth 8, 4 workers: how much of the CPU they take",
      measure: {
        kind: "level",
        figure: "cpu_share",
        of: { workers: 4, iodepth: 8, core: "interrupt" },
      },
      at: { high: 0.8 },
    }, {
      because: "one interrupt completes all reads of a thread, which sleeps " +
        "until then: one sleep for iodepth reads",
      where: "iodepth 8, 4 workers",
      measure: {
        kind: "level",
        figure: "disk_irqs_per_io",
        of: { workers: 4, iodepth: 8, core: "interrupt" },
      },
      at: { high: 0.5 },
    }],
  },
  {
    name: "one-interrupt-a-read",
    sentence: "The disk interrupts once for each read, at iodepth 64 too.",
    sources: [EXP_05],
    published: "0.96 interrupts per read",
    parts: [{
      // A cell of its own, as interrupts of turns are not always told.
      where: "4 workers, iodepth 64",
      measure: {
        kind: "level",
        figure: "disk_irqs_per_io",
        of: { workers: 4, iodepth: 64 },
      },
      published: exactly(0.96),
      margin: 0.1,
    }],
    explanations: [{
      because:
        "only reads that are in flight together share an interrupt, as " +
        "virtio's do: one alone has its own",
      where: "one worker, iodepth 1",
      measure: { kind: "level", figure: "disk_irqs_per_io", of: {} },
      at: { low: 0.9 },
    }],
  },
];
