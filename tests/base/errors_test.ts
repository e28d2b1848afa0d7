import { assertEquals } from "@std/assert";
import { systemReason } from "../../lib/base/errors.ts";

function reasonOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    return systemReason(error);
  }
  throw new Error("it did not fail");
}

Deno.test("systemReason() leaves out what Deno adds to the system's words", () => {
  const none = "No such file or directory";
  assertEquals(reasonOf(() => Deno.statSync("/no'ne")), none);
  assertEquals(reasonOf(() => Deno.readTextFileSync("/none\n/x")), none);
  assertEquals(reasonOf(() => Deno.renameSync("/none", "/some")), none);
  assertEquals(
    reasonOf(() => Deno.mkdirSync("/proc/self/status/x")),
    "Not a directory",
  );
});

Deno.test("systemReason() leaves words that are nobody else's as they are", () => {
  assertEquals(systemReason(new Error("it is empty: 'x'")), "it is empty: 'x'");
  assertEquals(systemReason("text"), "text");
});
