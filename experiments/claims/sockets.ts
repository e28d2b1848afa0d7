/** DEFER_TASKRUN and SQPOLL where messages come over sockets. */

import type { Claim, Explanation } from "../../lib/model/claim.ts";
import { exactly, throughput } from "./cells.ts";
import { busyFarEnds, connectionsText, echo } from "./connections.ts";
import { EIO, NETTY_DEFER, VLDB_2026 } from "../published/sources.ts";

/** A kick interrupts a thread that runs; one that sleeps is woken. */
function fewKicks(connections: number): Explanation {
  return {
    because: "few messages find their thread running, so that there are few " +
      "kicks to save",
    where: `${connectionsText(connections)}, default`,
    measure: { kind: "level", figure: "kicks_per_io", of: echo(connections) },
    at: { high: 0.1 },
  };
}

export const SOCKET_CLAIMS: readonly Claim[] = [
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
      measure: throughput(echo(50), echo(50, { mode: "defer_flag" })),
      published: exactly(1.29),
      margin: 0.1,
    }],
    explanations: [fewKicks(50)],
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
      measure: throughput(echo(1), echo(1, { mode: "defer" })),
      published: exactly(1),
      margin: 0.05,
    }, {
      where: "1000 connections, defer against default",
      measure: throughput(echo(1000), echo(1000, { mode: "defer" })),
      published: exactly(1.7),
      margin: 0.15,
    }],
    explanations: [
      fewKicks(1000),
      busyFarEnds(1000),
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
      published: exactly(0.834),
      margin: 0.08,
    }],
    otherwise: "between two machines a message also takes the time of the " +
      "network, of which no thread saves anything",
  },
];
