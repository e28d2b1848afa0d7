import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  hasConnections,
  hasWaker,
  impossibleLoad,
  inWordsOf,
  isAsked,
  isBlock,
  isPosted,
  isSocket,
  LOAD_NAMES,
  LOADS,
  standAlone,
} from "../../../lib/model/parameters/loads.ts";
import { MODE_NAMES } from "../../../lib/model/parameters/modes.ts";

Deno.test("loads are told apart by who completes them", () => {
  assertEquals(LOAD_NAMES.filter((load) => isBlock({ load })), ["read"]);
  const woken = LOAD_NAMES.filter((load) => hasWaker({ load }));
  assertEquals(woken, [
    "eventfd",
    "pipe",
    "futex",
    "msg_ring",
    "unix",
    "tcp",
    "udp",
    "accept",
  ]);
  assertEquals(woken.filter((load) => isAsked({ load })), [
    ...woken.slice(0, 4),
    "accept",
  ]);
  assertEquals(woken.filter((load) => isSocket({ load })), woken.slice(4, 7));
  assertEquals(
    woken.filter((load) => hasConnections({ load })),
    woken.slice(4),
  );
  assertEquals(LOAD_NAMES.filter((load) => isPosted({ load })), ["msg_ring"]);
  for (const load of LOAD_NAMES) {
    const { timed, waker, bytes, help } = LOADS[load];
    // When a waker calls is always known.
    assert(timed || !waker, load);
    assertEquals(bytes === undefined, load === "read");
    assertMatch(help, /^[a-z]/);
  }
});

Deno.test("what polls disks has nothing to poll without one", () => {
  for (const load of LOAD_NAMES) {
    for (const mode of MODE_NAMES) {
      const why = impossibleLoad({ load, mode, forceAsync: false });
      const has = mode === "iopoll"
        ? load === "read" || load === "nop"
        : mode !== "sqpoll" || load !== "msg_ring";
      assertEquals(why === undefined, has, `${load} ${mode}`);
      if (why) assert(why.includes(load));
    }
  }
});

Deno.test("what is not submitted has no flags of a submission, nor what has an order", () => {
  const why = impossibleLoad({
    load: "msg_ring",
    mode: "default",
    forceAsync: true,
  });
  assertMatch(why ?? "", /^IOSQE_ASYNC .* submit nothing with .* msg_ring$/);
  const accepted = impossibleLoad({
    load: "accept",
    mode: "default",
    forceAsync: true,
  });
  assertMatch(accepted ?? "", /^IOSQE_ASYNC .* in any order/);
  const others = LOAD_NAMES.filter((load) =>
    load !== "msg_ring" && load !== "accept"
  );
  for (const load of others) {
    assertEquals(
      impossibleLoad({ load, mode: "default", forceAsync: true }),
      undefined,
    );
  }
});

Deno.test("texts speak of completions where nothing is read", () => {
  const text = "Kicks per read; of all reads of 3 runs no read took longer. " +
    "Reads are read. Random reads with O_DIRECT, one ring per worker.";
  assertEquals(inWordsOf("read", text), text);
  assertEquals(
    inWordsOf("pipe", text),
    "Kicks per completion; of all completions of 3 runs no completion took " +
      "longer. Completions are read. Load pipe, one ring per worker.",
  );
  assertEquals(
    inWordsOf("tcp", "a completion, in the softirq of the disk's interrupt"),
    "a completion, in a softirq",
  );
  assertEquals(
    inWordsOf("accept", "Reads are waiting for the disk; no read completed"),
    "Connections are waiting for connections; no connection completed",
  );
  assertEquals(inWordsOf("nop", "vfs_reads already"), "vfs_reads already");
  assertEquals(
    inWordsOf("udp", "IOPS: 3 reads, CPU time per read. Reads of a round"),
    "messages/s: 3 messages, CPU time per message. Messages of a round",
  );
  assertEquals(
    inWordsOf("eventfd", "While the disk or the machine stalls, iops"),
    "While the machine stalls, iops",
  );
});

Deno.test("a load that stands alone says what is the same as what", () => {
  assertEquals(
    standAlone("tcp"),
    "messages there and back by TCP over the loopback interface",
  );
  for (const load of LOAD_NAMES) {
    assertEquals(standAlone(load).startsWith("the same"), false, load);
  }
});
