/** How many messages a second echo servers were found to serve. */

import type { EngineName } from "../../lib/model/parameters/engines.ts";
import type { ReceiveName } from "../../lib/model/parameters/receives.ts";
import type {
  PublishedSeries,
  PublishedSource,
} from "../../lib/model/published.ts";
import { of } from "./series.ts";
import { ECHO_MULTISHOT, ECHO_SERVER } from "./sources.ts";

/** Messages a second by connections. */
type Rates = Readonly<Record<number, number>>;

/** Of 128 bytes, one receive for each message. */
export const ECHO_SINGLE = {
  io_uring: {
    1: 13_093,
    50: 147_078,
    150: 190_054,
    300: 216_637,
    500: 211_280,
    1000: 173_343,
  },
  epoll: {
    1: 13_177,
    50: 139_863,
    150: 152_561,
    300: 145_517,
    500: 125_402,
    1000: 108_380,
  },
} as const satisfies Readonly<Partial<Record<EngineName, Rates>>>;

/** Of 1,024 bytes, multishot receives into provided buffers. */
export const ECHO_OF_MULTISHOT = {
  io_uring: { 1: 176_402, 256: 421_246, 512: 354_244 },
  epoll: { 1: 169_021, 256: 421_010, 512: 405_133 },
} as const satisfies Readonly<Partial<Record<EngineName, Rates>>>;

/** A series of `echo`: another machine's, of which the shape compares. */
function series(
  source: PublishedSource,
  engine: "io_uring" | "epoll",
  rates: Rates,
  recv: ReceiveName,
): PublishedSeries {
  return of(
    source,
    engine === "io_uring" ? `io_uring, ${recv}` : engine,
    "messages there and back",
    "1/s",
    "iodepth",
    Object.entries(rates).map(([connections, rate]) =>
      [Number(connections), rate] as const
    ),
    {
      experiment: "echo",
      where: {
        load: "tcp",
        engine,
        mode: "default",
        // Without a ring there is one way to receive only.
        recv: engine === "io_uring" ? recv : "single",
      },
      scaled: true,
      figure: "iops",
      x: "iodepth",
    },
  );
}

export const ECHOES: readonly PublishedSeries[] = [
  series(ECHO_SERVER, "io_uring", ECHO_SINGLE.io_uring, "single"),
  series(ECHO_SERVER, "epoll", ECHO_SINGLE.epoll, "single"),
  series(ECHO_MULTISHOT, "io_uring", ECHO_OF_MULTISHOT.io_uring, "multishot"),
];
