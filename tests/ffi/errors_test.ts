import { assert, assertEquals } from "@std/assert";
import { errnoText, NativeError, refusalOf } from "../../ffi/errors.ts";

Deno.test("errnoText names an errno and what it means", () => {
  assertEquals(errnoText(5), "EIO (i/o error)");
  assertEquals(errnoText(22), "EINVAL (invalid argument)");
});

Deno.test("an errno without a name is told as a number", () => {
  // EHWPOISON, which Deno does not know, and what is none.
  for (const errno of [133, 512, 0]) {
    assertEquals(errnoText(errno), `errno ${errno}`);
  }
});

Deno.test("a refusal tells step, errno and what to do", () => {
  assertEquals(refusalOf("memlock", 12, "raise the limit"), {
    step: "memlock",
    errno: 12,
    message: "mlock: ENOMEM (not enough memory): raise the limit",
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
