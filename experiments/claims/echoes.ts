/** Echo servers by io_uring and by epoll, and how they receive. */

import type { Claim } from "../../lib/model/claim.ts";
import { exactly, partsFor, ratioOf, throughput } from "./cells.ts";
import {
  againstEpoll,
  busyFarEnds,
  connectionsText,
  echo,
  fewAtATime,
  manyAtATime,
  OTHER_ENDS,
} from "./connections.ts";
import { ECHO_OF_MULTISHOT, ECHO_SINGLE } from "../published/echoes.ts";
import {
  ECHO_MULTISHOT,
  ECHO_NOT_REPRODUCED,
  ECHO_SERVER,
  LIBHV,
  MULTISHOT_PATCHES,
  NETBENCH,
} from "../published/sources.ts";

/** A ring against epoll at some of the published numbers of connections. */
function asPublished<Connections extends number>(
  rates: Readonly<
    Record<"io_uring" | "epoll", Readonly<Record<Connections, number>>>
  >,
  some: readonly [Connections, ...Connections[]],
  margin: number,
  recv: "single" | "multishot" = "single",
): Claim["parts"] {
  const how = recv === "single" ? "default" : recv;
  return partsFor(some, (connections) => ({
    where: `${connectionsText(connections)}, ${how} against epoll`,
    measure: againstEpoll(connections, recv === "single" ? {} : { recv }),
    published: exactly(
      ratioOf(rates.io_uring[connections], rates.epoll[connections]),
    ),
    margin,
  }));
}

export const ECHO_CLAIMS: readonly Claim[] = [
  {
    name: "echo-many-connections",
    sentence: "An echo server by io_uring serves as many messages as one by " +
      "epoll with 1 connection, and 60 % more with 1,000.",
    sources: [ECHO_SERVER],
    published: "13,093 against 13,177 requests a second with 1 connection, " +
      "147,078 against 139,863 with 50, 173,343 against 108,380 with 1,000: " +
      "0.99, 1.05, 1.60",
    parts: asPublished(ECHO_SINGLE, [1, 50, 1000], 0.1),
    explanations: [busyFarEnds(1000), fewAtATime(1000)],
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
    explanations: [manyAtATime(400)],
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
    parts: asPublished(ECHO_OF_MULTISHOT, [1, 256, 512], 0.08, "multishot"),
    explanations: [
      busyFarEnds(256, { recv: "multishot" }),
      fewAtATime(256, { recv: "multishot" }),
    ],
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
      published: exactly(1.037),
      margin: 0.05,
    }],
    explanations: [busyFarEnds(100), fewAtATime(100)],
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
    explanations: [manyAtATime(256)],
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
      measure: throughput(
        echo(connections),
        echo(connections, { recv: "multishot" }),
      ),
      published: { low: 1.06, high: 1.08 },
      margin: 0.03,
    })),
    explanations: [busyFarEnds(16, { recv: "multishot" })],
    otherwise: "their single receives took a provided buffer too; since 6.0 " +
      "to arm a poll has become cheaper, which is what multishot saves",
  },
];
