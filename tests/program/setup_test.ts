import { assertEquals, assertStringIncludes } from "@std/assert";

const SETUP = new URL("../../setup.sh", import.meta.url).pathname;

/** What setup.sh says and ends with, without installing anything. */
async function setup(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: [SETUP, ...args],
    env,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("setup.sh refuses an option that it does not know, before it installs", async () => {
  assertEquals(await setup(["--test"]), {
    code: 2,
    stdout: "",
    stderr:
      "setup: unknown option --test; there are --tests and --prefix DIR\n",
  });
});

Deno.test("setup.sh --help says what --tests is for", async () => {
  const { code, stdout } = await setup(["--help"]);
  assertEquals(code, 0);
  assertEquals(
    stdout.split("\n").filter((line) => line.includes("--tests")),
    [
      "Usage: sh setup.sh [--tests] [--prefix DIR]",
      "  --tests       also install what `deno task ok` needs",
    ],
  );
});

Deno.test("setup.sh says which liburing is missing where the package is too old", async () => {
  const directory = Deno.makeTempDirSync();
  const script = (name: string, text: string) =>
    Deno.writeTextFileSync(`${directory}/${name}`, `#!/bin/sh\n${text}\n`, {
      mode: 0o755,
    });
  try {
    script(
      "pkg-config",
      'case $1 in --modversion) echo 0.6 ;; *) [ "$2" != liburing ] ;; esac',
    );
    script("apt-get", "exit 0");
    script("id", "echo 0");
    const { code, stdout } = await setup([], {
      PATH: `${directory}:${Deno.env.get("PATH")}`,
    });
    assertEquals(code, 1);
    assertStringIncludes(stdout, "setup: apt-get install liburing-dev");
    assertStringIncludes(
      stdout,
      "setup: liburing 0.7 or newer is needed (Debian 11, Ubuntu 22.04, " +
        "any Fedora); here is 0.6.",
    );
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
