import { assertEquals, assertMatch } from "@std/assert";
import { refusalOfReads } from "../../ffi/probes.ts";

Deno.test("refusalOfReads() tells a ring that cannot be made from one without reads", () => {
  assertEquals(refusalOfReads(0n), undefined);
  const old = refusalOfReads(-22n);
  assertEquals(old?.step, "op_read");
  assertMatch(old?.message ?? "", /came with Linux 5\.6/);
  // Where little may be locked, the memory of the ring before is not free yet.
  const full = refusalOfReads(-12n);
  assertEquals([full?.step, full?.errno], ["ring", 12]);
  assertMatch(full?.message ?? "", /^io_uring_setup: ENOMEM/);
});
