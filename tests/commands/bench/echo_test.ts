import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import { parseBareEcho } from "../../../lib/commands/bench/echo.ts";

Deno.test("what the barest echo prints is read as figures of a message", () => {
  assertEquals(parseBareEcho("50000 1000000000 5000000 400000000\n"), {
    iops: 50_000,
    userNs: 100,
    cpuNs: 8100,
  });
  for (const text of ["", "0 1 2 3\n", "1 2 3\n", "message lost\n"]) {
    assertThrows(() => parseBareEcho(text), RunError, "printed no messages");
  }
});
