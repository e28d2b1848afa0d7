/**
 * What is published of messages over sockets, and of who writes to one that
 * waits: echo servers by io_uring and by epoll, and the modes of a ring there.
 */

import type { Claim, ClaimCell, Explanation } from "../../lib/model/claim.ts";
import type { FigureName } from "../../lib/model/figures/mod.ts";
import { partsFor } from "./cells.ts";
import { ECHO_OF_MULTISHOT, ECHO_SINGLE } from "../published/echoes.ts";
import {
  ECHO_MULTISHOT,
  ECHO_NOT_REPRODUCED,
  ECHO_SERVER,
  EIO,
  LIBHV,
  MULTISHOT_PATCHES,
  NETBENCH,
  NETTY_DEFER,
  POLL_LATENCY,
  VLDB_2026,
} from "../published/sources.ts";

/** A worker with the loop of `echo`: one message is under way on each. */
function echo(connections: number, rest: ClaimCell = {}): ClaimCell {
  return {
    load: "tcp",
    iodepth: connections,
    iodepthBatch: Math.min(64, connections),
    iodepthBatchCompleteMax: 64,
    submitGetevents: false,
    submitAndWait: true,
    ...rest,
  };
}

/** What a ring makes of epoll's rate. */
function againstEpoll(connections: number, ring: ClaimCell = {}) {
  return {
    kind: "ratio",
    figure: "iops",
    from: echo(connections, { engine: "epoll" }),
    to: echo(connections, ring),
  } as const;
}

function connectionsText(count: number): string {
  return count === 1 ? "1 connection" : `${count} connections`;
}

/** Why a ring may not gain what it gained elsewhere, with so many connections. */
function noGain(
  connections: number,
  ring: ClaimCell = {},
): readonly Explanation[] {
  const cell = echo(connections, ring);
  const where = `${connectionsText(connections)}, io_uring`;
  return [{
    because: "the thread of the far ends is the limit, not the worker, so " +
      "that cheaper messages are not more of them: how much of its CPU the " +
      "worker leaves idle",
    where,
    measure: { kind: "level", figure: "cpu_idle", of: cell },
    at: { low: 0.1 },
  }, {
    because: "few messages come at a time, so that a ring saves few of the " +
      "two calls that each takes with epoll",
    where,
    measure: { kind: "level", figure: "syscalls_per_io", of: cell },
    at: { low: 0.5 },
  }];
}

/** A kick interrupts a thread that runs; one that sleeps is woken. */
function fewKicks(cell: ClaimCell, where: string): Explanation {
  return {
    because: "few messages find their thread running, so that there are few " +
      "kicks to save",
    where,
    measure: { kind: "level", figure: "kicks_per_io", of: cell },
    at: { high: 0.1 },
  };
}

/** What is not as it was where echoes were published. */
const OTHER_ENDS =
  "one thread answers all connections here, where their clients had a " +
  "thread for each connection or processes; messages have 64 bytes";

/** A thread that reads an eventfd to which another writes. */
function watcher(wait: "wait" | "peek", rest: ClaimCell = {}): ClaimCell {
  return { load: "eventfd", wait, submitGetevents: false, ...rest };
}

/** With DEFER_TASKRUN a peek enters the kernel only where a flag tells it to. */
function peeking(mode: "coop_flag" | "defer"): ClaimCell {
  return watcher("peek", { mode: mode === "defer" ? "defer_flag" : mode });
}

/** What a mode makes of a median from the write to the completion. */
function delivery(
  from: ClaimCell,
  to: ClaimCell,
  figure: FigureName = "delivery_p50_us",
) {
  return { kind: "ratio", figure, from, to } as const;
}

/** Medians of issue 1105, ns. */
const POLLED = {
  peek: { default: 1493, coop_flag: 1253, defer: 1222, epoll: 1243 },
  wait: { default: 33_803, coop_flag: 32_672, defer: 32_190, epoll: 32_131 },
} as const;

/** By which modes the figures of issue 1105 are compared with the default. */
const POLLED_MODES = ["coop_flag", "defer"] as const;

/** Three digits are what a ratio of published figures is worth. */
function rounded(ratio: number): number {
  return Number(ratio.toPrecision(3));
}

export const SOCKET_CLAIMS: readonly Claim[] = [
  {
    name: "echo-many-connections",
    sentence: "An echo server by io_uring serves as many messages as one by " +
      "epoll with 1 connection, and 60 % more with 1,000.",
    sources: [ECHO_SERVER],
    published: "13,093 against 13,177 requests a second with 1 connection, " +
      "147,078 against 139,863 with 50, 173,343 against 108,380 with 1,000: " +
      "0.99, 1.05, 1.60",
    parts: partsFor([1, 50, 1000] as const, (connections) => {
      const ratio = rounded(
        ECHO_SINGLE.io_uring[connections] / ECHO_SINGLE.epoll[connections],
      );
      return {
        where: `${connectionsText(connections)}, default against epoll`,
        measure: againstEpoll(connections),
        published: { low: ratio, high: ratio },
        margin: 0.1,
      };
    }),
    explanations: noGain(1000),
    otherwise: OTHER_ENDS,
  },
  {
    name: "echo-not-reproduced",
    sentence:
      "With 40 to 400 connections an echo server by epoll serves more " +
      "messages than one by io_uring.",
    sources: [ECHO_NOT_REPRODUCED],
    published: "220,000 against 250,000 requests a second, 227,000 against " +
      "235,000: 0.88, 0.97",
    parts: partsFor([40, 400], (connections) => ({
      where: `${connectionsText(connections)}, default against epoll`,
      measure: againstEpoll(connections),
      published: { low: 0.88, high: 0.966 },
      margin: 0.03,
    })),
    explanations: [{
      because: "many messages come at a time, so that a ring saves most of " +
        "the two calls that each takes with epoll",
      where: `${connectionsText(400)}, io_uring`,
      measure: { kind: "level", figure: "syscalls_per_io", of: echo(400) },
      at: { high: 0.5 },
    }],
    otherwise: `Linux 5.7 completed each receive by more of a detour; ` +
      OTHER_ENDS,
  },
  {
    name: "echo-multishot",
    sentence: "An echo server by multishot receives serves as many messages " +
      "as one by epoll with 1 and 256 connections, and fewer with 512.",
    sources: [ECHO_MULTISHOT],
    published: "176,402 against 169,021 requests a second, 421,246 against " +
      "421,010, 354,244 against 405,133: 1.04, 1.00, 0.87",
    needs: [{ kind: "linux", since: "6.0" }],
    parts: partsFor([1, 256, 512] as const, (connections) => {
      const ratio = rounded(
        ECHO_OF_MULTISHOT.io_uring[connections] /
          ECHO_OF_MULTISHOT.epoll[connections],
      );
      return {
        where: `${connectionsText(connections)}, multishot against epoll`,
        measure: againstEpoll(connections, { recv: "multishot" }),
        published: { low: ratio, high: ratio },
        margin: 0.08,
      };
    }),
    explanations: noGain(256, { recv: "multishot" }),
    otherwise: OTHER_ENDS,
  },
  {
    name: "echo-libhv",
    sentence: "An event loop by io_uring echoes 4 % more than one by epoll, " +
      "with 100 connections.",
    sources: [LIBHV],
    published: "1,976,892 against 1,906,725 messages in 10 s: 1.037",
    parts: [{
      where: "100 connections, default against epoll",
      measure: againstEpoll(100),
      published: { low: 1.037, high: 1.037 },
      margin: 0.05,
    }],
    explanations: noGain(100),
    otherwise: OTHER_ENDS,
  },
  {
    name: "netbench-epoll",
    sentence: "netbench without options finds io_uring 7 % slower than epoll.",
    sources: [NETBENCH],
    published: "128,130, 130,550 and 130,290 against 139,650 requests a " +
      "second: 0.92 to 0.93",
    parts: [{
      where: "256 connections, default against epoll",
      measure: againstEpoll(256),
      published: { low: 0.918, high: 0.935 },
      margin: 0.05,
    }],
    explanations: [{
      because: "many messages come at a time, so that a ring saves most of " +
        "the two calls that each takes with epoll",
      where: `${connectionsText(256)}, io_uring`,
      measure: { kind: "level", figure: "syscalls_per_io", of: echo(256) },
      at: { high: 0.5 },
    }],
    otherwise: "netbench waits until 8,192 messages have come in a round, " +
      "where a round takes 64 at most here",
  },
  {
    name: "multishot-gain",
    sentence: "Multishot receives gain 6 to 8 % over a range of loads.",
    sources: [MULTISHOT_PATCHES],
    published: "improved QPS of about 6 to 8 %",
    needs: [{ kind: "linux", since: "6.0" }],
    parts: partsFor([1, 16, 1000], (connections) => ({
      where: `${connectionsText(connections)}, multishot against single`,
      measure: {
        kind: "ratio",
        figure: "iops",
        from: echo(connections),
        to: echo(connections, { recv: "multishot" }),
      },
      published: { low: 1.06, high: 1.08 },
      margin: 0.03,
    })),
    explanations: noGain(16, { recv: "multishot" }).slice(0, 1),
    otherwise: "their single receives took a provided buffer too; since 6.0 " +
      "to arm a poll has become cheaper, which is what multishot saves",
  },
  {
    name: "poll-latency-peek",
    sentence: "A thread that looks for completions in a loop sees them 16 % " +
      "earlier by COOP_TASKRUN with TASKRUN_FLAG and 18 % by DEFER_TASKRUN.",
    sources: [POLL_LATENCY],
    published: "medians of 1,493 ns by default, 1,253 by coop_flag, 1,222 by " +
      "defer: 0.84, 0.82",
    needs: [{ kind: "cpus", count: 2 }],
    parts: partsFor(POLLED_MODES, (mode) => {
      const ratio = rounded(POLLED.peek[mode] / POLLED.peek.default);
      return {
        where: `eventfd, peek, ${mode} against default`,
        measure: delivery(watcher("peek"), peeking(mode)),
        published: { low: ratio, high: ratio },
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
        const ratio = rounded(POLLED.wait[mode] / POLLED.wait.default);
        return {
          where: `eventfd, wait, ${mode} against default`,
          measure: delivery(watcher("wait"), watcher("wait", { mode })),
          published: { low: ratio, high: ratio },
          margin: 0.05,
        };
      }),
      {
        where: "tcp, 1 connection, defer against epoll",
        measure: delivery(
          echo(1, { engine: "epoll" }),
          echo(1, { mode: "defer" }),
        ),
        published: {
          low: rounded(POLLED.wait.defer / POLLED.wait.epoll),
          high: rounded(POLLED.wait.defer / POLLED.wait.epoll),
        },
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
  {
    name: "defer-http",
    sentence: "DEFER_TASKRUN makes 29 % more requests of an HTTP server.",
    sources: [EIO],
    published: "450,000 against 350,000 requests a second: 1.29; in the same " +
      "thread 320,000 to 450,000 against 320,000 to 420,000, and no " +
      "difference on the machine of the CI",
    needs: [{ kind: "linux", since: "6.1" }],
    parts: [{
      where: "50 connections, defer_flag against default",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: echo(50),
        to: echo(50, { mode: "defer_flag" }),
      },
      published: { low: 1.29, high: 1.29 },
      margin: 0.1,
    }],
    explanations: [fewKicks(echo(50), "50 connections, default")],
    otherwise: "a server of HTTP computes between its messages, and is " +
      "interrupted in that; how many connections it had is not told",
  },
  {
    name: "defer-many-connections",
    sentence:
      "With 1,000 connections DEFER_TASKRUN moves 70 % more, and with " +
      "few as much.",
    sources: [NETTY_DEFER],
    published: "80,425 against 47,318 MiB in 30 s with 1,000 connections: " +
      "1.70; the same performance with a small number",
    needs: [{ kind: "linux", since: "6.1" }],
    parts: [{
      where: "1 connection, defer against default",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: echo(1),
        to: echo(1, { mode: "defer" }),
      },
      published: { low: 1, high: 1 },
      margin: 0.05,
    }, {
      where: "1000 connections, defer against default",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: echo(1000),
        to: echo(1000, { mode: "defer" }),
      },
      published: { low: 1.7, high: 1.7 },
      margin: 0.15,
    }],
    explanations: [
      fewKicks(echo(1000), "1000 connections, default"),
      ...noGain(1000).slice(0, 1),
    ],
    otherwise: "tcpkali sends without waiting for answers, so that a receive " +
      "of theirs took more than one message",
  },
  {
    name: "tcp-sqpoll",
    sentence:
      "An SQ thread makes a message go there and back over TCP in 17 % " +
      "less time.",
    sources: [VLDB_2026],
    published: "21.8 against 26.1 us between two machines: 0.83",
    // The worker, its SQ thread, and who answers.
    needs: [{ kind: "cpus", count: 3 }],
    parts: [{
      where: "1 connection, sqpoll against defer",
      measure: {
        kind: "ratio",
        figure: "lat_avg_us",
        from: echo(1, { mode: "defer" }),
        // A submit call of such a ring submits nothing, and so cannot wait.
        to: echo(1, { mode: "sqpoll", submitAndWait: false }),
      },
      published: { low: 0.834, high: 0.834 },
      margin: 0.08,
    }],
    otherwise: "between two machines a message also takes the time of the " +
      "network, of which no thread saves anything",
  },
];
