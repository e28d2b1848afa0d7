import { assertEquals } from "@std/assert";
import { ERRNO, errnoText } from "../../lib/base/errno.ts";

Deno.test("errnoText names an errno and what it means", () => {
  assertEquals(errnoText(5), "EIO (i/o error)");
  assertEquals(errnoText(22), "EINVAL (invalid argument)");
  assertEquals(errnoText(74), "EBADMSG (bad message)");
  assertEquals(errnoText(105), "ENOBUFS (no buffer space available)");
});

Deno.test("an errno without a name is told as a number", () => {
  // 41 and 58 are those of EWOULDBLOCK and EDEADLOCK on other architectures.
  for (const errno of [0, 41, 58, 134, 512]) {
    assertEquals(errnoText(errno), `errno ${errno}`);
  }
});

Deno.test("ERRNO has every error of this machine's headers, with its number", async () => {
  const child = new Deno.Command("cc", {
    args: ["-E", "-dM", "-include", "errno.h", "-x", "c", "/dev/null"],
    stdout: "piped",
  });
  const text = new TextDecoder().decode((await child.output()).stdout);
  assertEquals(
    Object.fromEntries(
      [...text.matchAll(/^#define (E[A-Z0-9]+) (\d+)$/gm)].map((
        [, name, number],
      ) => [name, Number(number)]),
    ),
    ERRNO,
  );
});
