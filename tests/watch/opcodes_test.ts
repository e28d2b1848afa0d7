import { assertEquals } from "@std/assert";
import {
  isAlwaysPunted,
  isRead,
  isWrite,
  operationName,
} from "../../lib/watch/opcodes.ts";

Deno.test("operations have their names at their numbers", () => {
  // include/uapi/linux/io_uring.h, counted from IORING_OP_NOP.
  const known = { 0: "NOP", 3: "FSYNC", 13: "ACCEPT", 22: "READ", 23: "WRITE" };
  const newer = { 46: "URING_CMD", 55: "FTRUNCATE", 64: "URING_CMD128" };
  for (const [number, name] of Object.entries({ ...known, ...newer })) {
    assertEquals(operationName(Number(number)), name);
  }
  assertEquals(operationName(999), "operation 999");
});

Deno.test("what reads, what writes and what io-wq always gets is known", () => {
  assertEquals([22, 1, 4, 49].map(isRead), [true, true, true, true]);
  assertEquals([23, 2, 5].map(isWrite), [true, true, true]);
  assertEquals([3, 17, 21].map(isAlwaysPunted), [true, true, true]);
  for (const is of [isRead, isWrite, isAlwaysPunted]) {
    assertEquals([0, 13, 26, 999].map(is), [false, false, false, false]);
  }
});
