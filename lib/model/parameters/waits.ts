/** How a thread learns of its completions: enum uringlab_wait of the engine. */

import type { ModeName } from "./modes.ts";

/** Every way that `--wait` accepts, in the engine's order. */
export const WAITS = {
  wait: {
    help: "look once, then sleep in io_uring_enter(GETEVENTS)",
    thinks: false,
    partner: false,
  },
  peek: {
    help: "io_uring_peek_cqe() again and again",
    thinks: false,
    partner: false,
  },
  spin: {
    help: "look at the tail of the CQ again and again, no system call at all",
    thinks: false,
    partner: false,
  },
  compute: {
    help: "compute for --thinktime, then peek, and so on",
    thinks: true,
    partner: false,
  },
  second_thread: {
    help: "compute likewise; another thread sleeps in GETEVENTS",
    thinks: true,
    partner: true,
  },
  eventfd: {
    help: "compute likewise; another thread reads the ring's eventfd",
    thinks: true,
    partner: true,
  },
} as const;

/** The name of a way to wait, as in options, columns and charts. */
export type WaitName = keyof typeof WAITS;

/** The names of all ways, in the engine's order. */
export const WAIT_NAMES = Object.keys(WAITS) as WaitName[];

/** Whether a thread on another CPU takes part: see `partnerCpus`. */
export function hasPartner(
  { mode, wait }: { mode: ModeName; wait: WaitName },
): boolean {
  return mode === "sqpoll" || WAITS[wait].partner;
}
