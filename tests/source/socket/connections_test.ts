import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import {
  checkDescriptors,
  descriptorShortage,
  descriptorsOf,
} from "../../../lib/source/socket/connections.ts";
import { params } from "../../model/fixtures.ts";

/** A machine with this limit. */
function limited(soft: number | string) {
  return {
    read: () =>
      "Limit                     Soft Limit           Hard Limit\n" +
      `Max open files            ${soft}                 524288       files\n`,
  };
}

const tcp = (change: Partial<Params>) => params({ load: "tcp", ...change });

Deno.test("both ends of every connection of every arm are descriptors", () => {
  assertEquals(descriptorsOf([tcp({ workers: 2, iodepth: 16 })]), 64);
  assertEquals(
    descriptorsOf([tcp({ iodepth: 1000 }), tcp({ iodepth: 1 })]),
    2002 * params({}).workers,
  );
  assertEquals(
    descriptorsOf([tcp({ workers: 2, iodepth: 64, pipeline: 16 })]),
    16,
  );
  assertEquals(descriptorsOf([params({ load: "eventfd" })]), 0);
  const accepting = params({ load: "accept", workers: 3, iodepth: 16 });
  assertEquals(descriptorsOf([accepting]), 3 * (2 * 16 + 1));
});

Deno.test("too few descriptors are one line, with what would be enough", () => {
  const thousand = [[tcp({ workers: 1, iodepth: 1000 })]];
  checkDescriptors(thousand, limited(2100));
  checkDescriptors(thousand, { read: () => undefined });
  checkDescriptors([[params({ load: "read" })]], limited(10));
  const { message } = assertThrows(
    () => checkDescriptors(thousand, limited(1024)),
    RunError,
  );
  assertEquals(
    message,
    "--connections: both ends of all connections of a cell are 2000 sockets, " +
      "and RLIMIT_NOFILE is 1024: `ulimit -n 2100` raises it, and fewer " +
      "connections, --workers or arms need less",
  );
});

Deno.test("a shortage of descriptors is how many sockets there are, and the limit", () => {
  const visits = [[tcp({ workers: 1, iodepth: 1 })], [
    tcp({ workers: 1, iodepth: 500 }),
    tcp({ workers: 1, iodepth: 500 }),
  ]];
  assertEquals(descriptorShortage(visits, limited(1024)), {
    sockets: 2000,
    limit: 1024,
  });
  assertEquals(descriptorShortage(visits, limited(2100)), undefined);
  assertEquals(descriptorShortage([[]], limited(10)), undefined);
});
