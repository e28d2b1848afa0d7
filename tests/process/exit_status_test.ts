import { assertEquals, assertThrows } from "@std/assert";
import { NativeError } from "../../ffi/errors.ts";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import { exitStatus } from "../../lib/process/exit_status.ts";
import { Interrupted } from "../../lib/process/signals.ts";
import { StatusLine } from "../../lib/process/status_line.ts";

/** What is said of an error, and the status. */
function ended(error: unknown): [string, number] {
  let text = "";
  const status = new StatusLine({
    isTerminal: false,
    columns: 80,
    write: (more) => text += more,
  });
  const code = exitStatus(error, status);
  return [text, code];
}

Deno.test("every kind of end has its status and one line", () => {
  assertEquals(ended(new UsageError("no such\nthing")), [
    "uringlab: no such?thing\n",
    2,
  ]);
  assertEquals(ended(new RunError("it broke")), ["uringlab: it broke\n", 1]);
  assertEquals(ended(new NativeError("dlopen", "no such file")), [
    "uringlab: dlopen: no such file\n",
    1,
  ]);
  assertEquals(ended(new Interrupted("SIGTERM")), [
    "uringlab: interrupted by SIGTERM\n",
    130,
  ]);
});

Deno.test("what nobody foresaw keeps its stack", () => {
  assertThrows(() => ended(new TypeError("a fault")), TypeError, "a fault");
});
