import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  callsText,
  type EchoLine,
  echoVerdict,
} from "../../../lib/commands/bench/echo_verdict.ts";
import { parseBareEcho, slicesOf } from "../../../lib/commands/bench/echo.ts";

Deno.test("what the barest echo prints is read as figures of a message", () => {
  assertEquals(parseBareEcho("50000 1000000000 5000000 400000000 150000\n"), {
    iops: 50_000,
    userNs: 100,
    cpuNs: 8100,
    calls: 3,
  });
  for (const text of ["", "0 1 2 3 4\n", "1 2 3 4\n", "message lost\n"]) {
    assertThrows(() => parseBareEcho(text), RunError, "printed no messages");
  }
});

Deno.test("a round's time is divided among its loops, 0.1 s at least for each", () => {
  assertEquals(slicesOf(2, 6).slices, 3);
  assertEquals(slicesOf(2, 6).each.toFixed(3), "0.111");
  assertEquals(slicesOf(0.1, 6), { slices: 1, each: 0.1 });
  assertEquals(slicesOf(12, 6), { slices: 20, each: 0.1 });
});

/** A loop with these rates in rounds, ours and the barest. */
function line(
  target: string,
  to: string,
  rounds: readonly (readonly [own: number, bare: number])[],
): EchoLine {
  const figures = (iops: number) => ({ iops, userNs: 1, cpuNs: 2 });
  return {
    target,
    to,
    from: `bare ${to}`,
    pairs: rounds.map(([own, bare]) => ({
      to: figures(own),
      from: figures(bare),
    })),
    calls: { to: 3, from: 3.004 },
  };
}

const EVEN = [[100, 100], [101, 100], [100, 101], [102, 102]] as const;
const SLOW = [[90, 100], [91, 101], [90, 100], [92, 102]] as const;
const FAST_BUT_SLOWER = [[180, 200], [181, 201], [180, 201], [
  181,
  202,
]] as const;

Deno.test("0.95 is kept where all of the interval of the better loop is above", () => {
  const { kept, text, figures } = echoVerdict([
    line("1 connection", "epoll", EVEN),
    // Slower than it should be, but not what is the better here.
    line("1 connection", "io_uring", SLOW),
  ]);
  assertEquals(kept, true);
  assertEquals(
    text.replaceAll("\n", " "),
    "0.95 of the better at equal settings is kept by the whole interval: yes " +
      "(1 connection, epoll: 1.00 (0.99 to 1.01)). Of all 2 comparisons 1 keep it.",
  );
  assertEquals(figures.at(-1), { name: "0.95 kept", unit: "1", value: 1 });
});

Deno.test("0.95 is not kept where the better loop is slower, or is not told", () => {
  const slower = echoVerdict([
    line("1 connection", "epoll", EVEN),
    line("16 connections", "epoll", EVEN),
    line("16 connections", "defer", FAST_BUT_SLOWER),
  ]);
  assertEquals(slower.kept, false);
  assertEquals(
    slower.text.replaceAll("\n", " "),
    "0.95 of the better at equal settings is kept by the whole interval: no, " +
      "not with 16 connections, defer: 0.90 (0.89 to 0.90). Of all 3 " +
      "comparisons 2 keep it.",
  );
  assertEquals(
    echoVerdict([line("1 connection", "epoll", [[1, 1]])]).kept,
    false,
  );
  assertEquals(echoVerdict([]).kept, false);
});

Deno.test("the system calls of both sides are told beside each other", () => {
  assertEquals(
    callsText([line("1 connection", "epoll", EVEN)]).replaceAll("\n", " "),
    "System calls of the loop per message, uringlab / bare: 1 connection, " +
      "epoll: 3.00 / 3.00.",
  );
});
