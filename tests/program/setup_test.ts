import { assertEquals } from "@std/assert";

const SETUP = new URL("../../setup.sh", import.meta.url).pathname;

/** What setup.sh says and ends with, without installing anything. */
async function setup(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: [SETUP, ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("setup.sh refuses an option that it does not know, before it installs", async () => {
  assertEquals(await setup("--test"), {
    code: 2,
    stdout: "",
    stderr: "setup: unknown option --test; there is only --tests\n",
  });
});

Deno.test("setup.sh --help says what --tests is for", async () => {
  const { code, stdout } = await setup("--help");
  assertEquals(code, 0);
  assertEquals(
    stdout.split("\n").filter((line) => line.includes("--tests")),
    [
      "Usage: sh setup.sh [--tests]",
      "  --tests    also install what `deno task ok` needs",
    ],
  );
});
