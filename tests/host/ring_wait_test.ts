import { assertEquals } from "@std/assert";
import { readRingWait } from "../../lib/host/ring_wait.ts";
import { withTree } from "./tree.ts";

Deno.test("a thread's sleep in io_uring_enter is read with its arguments", () => {
  const at = (tid: number) => `/proc/5/task/${tid}/syscall`;
  withTree({
    [at(5)]: "426 0x3 0x1 0x2 0x81 0x0 0x8 0x7ffc8af6f368 0x56406b417ca7",
    [at(6)]: "running",
    [at(7)]: "0 0x3 0x0 0x1 0x1 0x0 0x8 0x7ffc8af6f368 0x56406b417ca7",
    // In the kernel, but in no system call.
    [at(8)]: "-1 0x7ffc8af6f368 0x56406b417ca7",
  }, (files) => {
    assertEquals(readRingWait(files, 5, 5), {
      fd: 3,
      toSubmit: 1,
      minComplete: 2,
      flags: 0x81,
    });
    for (const tid of [6, 7, 8]) {
      assertEquals(readRingWait(files, 5, tid), "elsewhere");
    }
    assertEquals(readRingWait(files, 5, 9), undefined);
  });
});
