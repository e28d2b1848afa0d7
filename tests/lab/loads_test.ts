import { assertEquals, assertMatch } from "@std/assert";
import { params } from "../model/fixtures.ts";
import { outcomeOf } from "./load_outcome.ts";
import { judgeLoads, loadLines, type LoadOutcome } from "./loads.ts";

function outcome(change: Partial<LoadOutcome> = {}): LoadOutcome {
  return {
    load: "tcp",
    mode: "default",
    engine: "io_uring",
    recv: "single",
    wait: "wait",
    accept: "single",
    send: "ring",
    pipeline: 1,
    registerfiles: false,
    outcome: "measured",
    completed: 20,
    said: "",
    ...change,
  };
}

const REFUSED = outcome({
  recv: "multishot",
  outcome: "refused",
  completed: 0,
  said: "IORING_OP_RECV as --recv wants it: EINVAL (invalid argument): " +
    "it came with Linux 6.0; this is 5.10.0-32-amd64",
});

Deno.test("a kernel has what it must, and says of the rest what brought it", () => {
  assertEquals(judgeLoads([outcome(), REFUSED], "5.10.0-32-amd64"), []);
  const noOlder = outcome({ engine: "epoll", load: "unix" });
  assertEquals(judgeLoads([noOlder], "5.10.0-32-amd64"), []);
});

Deno.test("what is refused, silent or without a reason is wrong", () => {
  const wrong = (one: LoadOutcome, release: string) => {
    const [failure = "", ...more] = judgeLoads([one], release);
    assertEquals(more, []);
    return failure;
  };
  assertMatch(wrong(REFUSED, "6.1.0-56-amd64"), /^tcp, default, multishot: /);
  assertEquals(
    wrong(outcome({ completed: 0 }), "6.12.1"),
    "tcp, default: no I/O completed",
  );
  assertEquals(
    wrong(outcome({ load: "futex" }), "6.6.1"),
    "futex, default: measured, which takes Linux 6.7",
  );
  assertEquals(
    wrong({ ...REFUSED, said: "IORING_OP_RECV: EINVAL (invalid)" }, "5.10"),
    "tcp, default, multishot: refused: IORING_OP_RECV: EINVAL (invalid)",
  );
  assertEquals(
    wrong({ ...REFUSED, outcome: "failed" }, "5.10").slice(0, 32),
    "tcp, default, multishot: failed:",
  );
  assertEquals(judgeLoads([], "6.1"), ["no load was asked for"]);
});

Deno.test("a load has a line, and each refusal another", () => {
  assertEquals(loadLines([outcome(), REFUSED, REFUSED]), [
    "tcp: 1 of 3 measured\n  refused: IORING_OP_RECV as --recv wants it: " +
    "EINVAL (invalid argument): it came with Linux 6.0",
  ]);
});

Deno.test("a cell that does not end is told by name as one that hangs", async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const hung = await outcomeOf(
    { measure: () => never },
    params({ load: "accept", mode: "coop", accept: "multishot" }),
    0.01,
  );
  assertEquals(judgeLoads([hung], "7.3.4"), [
    "accept, coop, multishot: hung: no end within 0.01 s",
  ]);
});
