import { assert, assertEquals } from "@std/assert";
import { NativeError, refusalOf } from "../../ffi/errors.ts";

Deno.test("a refusal tells step, errno and what to do", () => {
  assertEquals(refusalOf("memlock", 12, "raise the limit"), {
    step: "memlock",
    errno: 12,
    message: "mlock2: ENOMEM (not enough memory): raise the limit",
  });
  assertEquals(
    refusalOf("open", 2).message,
    "open: ENOENT (no such file or directory)",
  );
});

Deno.test("a NativeError tells where it failed, and keeps the cause", () => {
  const cause = new Error("no file");
  const error = new NativeError("dlopen", cause.message, cause);
  assertEquals(error.message, "dlopen: no file");
  assertEquals(error.step, "dlopen");
  assert(error.cause === cause);
});
