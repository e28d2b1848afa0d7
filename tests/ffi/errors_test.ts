import { assertEquals } from "@std/assert";
import { errnoText, NativeError } from "../../ffi/mod.ts";

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

Deno.test("a NativeError tells step, errno and what to do", () => {
  const error = new NativeError("mlock", 12, "raise the limit");
  assertEquals(
    error.message,
    "mlock: ENOMEM (not enough memory): raise the limit",
  );
  assertEquals([error.step, error.errno], ["mlock", 12]);
  assertEquals(
    new NativeError("open", 2).message,
    "open: ENOENT (no such file or directory)",
  );
  assertEquals(
    new NativeError("dlopen", 0, "no file").message,
    "dlopen: no file",
  );
});
