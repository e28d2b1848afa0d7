/** What the document asks at its end, and what it counted about it. */

import type { Claim, ClaimPart } from "../../lib/model/claim.ts";
import { DOCUMENT } from "../published/sources.ts";
import { fewKicks, load, partsFor } from "./cells.ts";

/** The share of the runs of task_work that system calls make. */
function inSystemCalls(
  mode: "default" | "coop",
  published: ClaimPart["published"],
): ClaimPart {
  return {
    where: `iodepth 64, ${mode}`,
    measure: {
      kind: "level",
      figure: "runs_syscall_share",
      of: load(64, { mode, loop: "document" }),
    },
    published,
    margin: 0.05,
  };
}

export const QUESTIONS: readonly Claim[] = [
  {
    name: "who-runs-task-work",
    sentence:
      "Four of five runs of task_work are made by system calls of the " +
      "thread, the others by kicks.",
    sources: [DOCUMENT],
    published: "8,752,655 of 10,714,835 in system calls: 0.817",
    parts: [inSystemCalls("default", { low: 0.817, high: 0.817 })],
    explanations: [fewKicks(load(64, { loop: "document" }))],
  },
  {
    name: "who-runs-task-work-coop",
    sentence: "With COOP_TASKRUN system calls make all runs of task_work but " +
      "for those of page faults.",
    sources: [DOCUMENT],
    published: "11,661,199 of 11,680,031 in system calls: 0.998",
    parts: [inSystemCalls("coop", { low: 0.998 })],
  },
  {
    name: "getevents-sleeps",
    sentence:
      "A thread that asks for a completion with GETEVENTS sleeps; that " +
      "the call finds task_work which nobody ran is rare.",
    sources: [DOCUMENT],
    published: '"this should be a rare event", not counted; here: one call ' +
      "in ten at most",
    parts: partsFor([1, 16], (iodepth) => ({
      where: `iodepth ${iodepth}, sleeps for each call that waits`,
      measure: {
        kind: "share",
        figure: "nvcsw",
        per: "getevents_calls",
        of: load(iodepth, { loop: "document" }),
      },
      published: { low: 0.9 },
      margin: 0,
    })),
    explanations: [{
      because:
        "a CPU has several threads, of which one completes while another " +
        "runs: sleeps of one thread that is alone on it",
      where: "one worker, iodepth 1, sleeps per read",
      measure: {
        kind: "level",
        figure: "sleeps_per_io",
        of: { loop: "document" },
      },
      at: { low: 0.9 },
    }],
  },
  {
    name: "no-kick-beside-hogs",
    sentence: "A thread from which a hog took the CPU is not kicked: beside " +
      "hogs a read sends no more kicks than without.",
    sources: [DOCUMENT],
    published: "the IPI is not sent when the process does not run",
    parts: [{
      where: "iodepth 64, default, beside hogs against without",
      measure: {
        kind: "difference",
        figure: "kicks_per_io",
        from: load(64),
        to: load(64, { busy: true }),
      },
      published: { high: 0 },
      margin: 0.01,
    }],
    explanations: [fewKicks(load(64))],
  },
];
