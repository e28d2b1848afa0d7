/** How late a thread sees that another one has written: issue 1105 of liburing. */

import type { Claim, ClaimCell } from "../../lib/model/claim.ts";
import { exactly, partsFor, ratioOf } from "./cells.ts";
import { echo } from "./connections.ts";
import { POLL_LATENCY } from "../published/sources.ts";

/** A thread that reads an eventfd to which another writes. */
function watcher(wait: "wait" | "peek", rest: ClaimCell = {}): ClaimCell {
  return { load: "eventfd", wait, submitGetevents: false, ...rest };
}

/** With DEFER_TASKRUN a peek enters the kernel only where a flag tells it to. */
function peeking(mode: "coop_flag" | "defer"): ClaimCell {
  return watcher("peek", { mode: mode === "defer" ? "defer_flag" : mode });
}

/** What a mode makes of a median from the write to the completion. */
function delivery(from: ClaimCell, to: ClaimCell) {
  return { kind: "ratio", figure: "delivery_p50_us", from, to } as const;
}

/** Medians of issue 1105, ns. */
const POLLED = {
  peek: { default: 1493, coop_flag: 1253, defer: 1222, epoll: 1243 },
  wait: { default: 33_803, coop_flag: 32_672, defer: 32_190, epoll: 32_131 },
} as const;

/** By which modes the figures of issue 1105 are compared with the default. */
const POLLED_MODES = ["coop_flag", "defer"] as const;

export const POLL_LATENCY_CLAIMS: readonly Claim[] = [
  {
    name: "poll-latency-peek",
    sentence: "A thread that looks for completions in a loop sees them 16 % " +
      "earlier by COOP_TASKRUN with TASKRUN_FLAG and 18 % by DEFER_TASKRUN.",
    sources: [POLL_LATENCY],
    published: "medians of 1,493 ns by default, 1,253 by coop_flag, 1,222 by " +
      "defer: 0.84, 0.82",
    needs: [{ kind: "cpus", count: 2 }],
    parts: partsFor(POLLED_MODES, (mode) => {
      const ratio = ratioOf(POLLED.peek[mode], POLLED.peek.default);
      return {
        where: `eventfd, peek, ${mode} against default`,
        measure: delivery(watcher("peek"), peeking(mode)),
        published: exactly(ratio),
        margin: 0.08,
      };
    }),
    explanations: [{
      because: "a kick costs more than the 0.3 us that its lack saved there, " +
        "as in a guest: how much longer the waker's call takes with one, us",
      where: "eventfd, peek, default above defer",
      measure: {
        kind: "difference",
        figure: "send_avg_us",
        from: peeking("defer"),
        to: watcher("peek"),
      },
      at: { low: 0.5 },
    }],
    otherwise: "they polled by POLL_ADD and read then; here the request is " +
      "the read",
  },
  {
    name: "poll-latency-wait",
    sentence: "A thread that sleeps until something completes is woken as " +
      "early in each mode, and by epoll.",
    sources: [POLL_LATENCY],
    published: "medians of 33.8 us by default, 32.7 by coop_flag, 32.2 by " +
      "defer, 32.1 by epoll: 0.97, 0.95, and 1.00 of epoll",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [
      ...partsFor(POLLED_MODES, (mode) => {
        const ratio = ratioOf(POLLED.wait[mode], POLLED.wait.default);
        return {
          where: `eventfd, wait, ${mode} against default`,
          measure: delivery(watcher("wait"), watcher("wait", { mode })),
          published: exactly(ratio),
          margin: 0.05,
        };
      }),
      {
        where: "tcp, 1 connection, defer against epoll",
        measure: delivery(
          echo(1, { engine: "epoll" }),
          echo(1, { mode: "defer" }),
        ),
        published: exactly(ratioOf(POLLED.wait.defer, POLLED.wait.epoll)),
        margin: 0.05,
      },
    ],
    explanations: [{
      because: "to wake a CPU takes so much less here that the same " +
        "difference is more of it: the median by default, us",
      where: "eventfd, wait, default",
      measure: {
        kind: "level",
        figure: "delivery_p50_us",
        of: watcher("wait"),
      },
      at: { high: 15 },
    }],
  },
];
