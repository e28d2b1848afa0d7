import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  parseIops,
  parseTIoUring,
  tIoUringArguments,
} from "../../../lib/commands/bench/t_io_uring.ts";
import { params } from "../../model/fixtures.ts";

const OUTPUT = `\
submitter=0, tid=7, file=/dev/zram1, nfiles=1, node=-1
Engine=io_uring, sq_ring=64, cq_ring=128
IOPS=500.00K, BW=1.95GiB/s, IOS/call=16/16
IOPS=700.00K, BW=2.73GiB/s, IOS/call=16/16
IOPS=0.80M, BW=2.73GiB/s, IOS/call=16/16
Exiting on timeout
Maximum IOPS=800.00K
0m0.000s 0m0.000s
0m0.060s 1m2.940s
`;

Deno.test("the mean of the seconds counts, but for the first", () => {
  assertEquals(parseIops(OUTPUT), 750e3);
  assertThrows(() => parseIops("IOPS=5, x\nMaximum IOPS=5"), RunError);
});

Deno.test("times are per read of as many seconds on the CPU", () => {
  const { iops, userNs, cpuNs } = parseTIoUring(OUTPUT, 63);
  assertEquals(iops, 750e3);
  assertAlmostEquals(cpuNs, 1e9 / 750e3, 1e-6);
  assertAlmostEquals(userNs, 0.06 / (63 * 750e3) * 1e9, 1e-6);
  assertThrows(
    () => parseTIoUring("IOPS=1,\nIOPS=1,\nno", 3),
    RunError,
    "times",
  );
});

Deno.test("t/io_uring is not polled and has the cell's load", () => {
  const args = tIoUringArguments(
    params({ iodepth: 64, bs: 4096, runtime: 1.5 }),
  ).join(" ");
  assertEquals(
    args,
    "-d 64 -s 16 -c 16 -b 4096 -p 0 -B 1 -F 1 -n 1 -O 1 -t 0 -R 1 -X 1 " +
      "-r 4 /dev/vda",
  );
});
