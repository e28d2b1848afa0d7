/** On a real terminal no word is broken, however narrow it is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run, runOnTerminal, SHORT, temporaryDirectory } from "./program.ts";

/** Words of lines, whatever lines they stand in. */
function words(lines: readonly string[]): string[] {
  return lines.join("\n").split(/\s+/).filter(Boolean);
}

/** Fails where the terminal itself has to break a line. */
function checkWidth(lines: readonly string[], columns: number): void {
  for (const line of lines) {
    const isOneWord = !/\S\s+\S/.test(line);
    assert(line.length <= columns || isOneWord, `${line.length}: ${line}`);
  }
}

for (const columns of [40, 80, 132]) {
  Deno.test(`a terminal of ${columns} columns breaks none of a run's words`, async () => {
    using directory = temporaryDirectory();
    const options = { env: { XDG_CACHE_HOME: directory.path } };
    const args = [...SHORT, "--dry-run", "--seed=1"];
    const shown = await runOnTerminal(args, columns, options);
    assertEquals(shown.status, 0, shown.lines.join("\n"));
    checkWidth(shown.lines, columns);
    const piped = await run(args, options);
    assertEquals(
      words(shown.lines),
      words([piped.stderr, piped.stdout]),
    );
  });
}

Deno.test("a run on a terminal says where its results are, path whole", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/${"long-name-".repeat(9)}`;
  const { status, lines } = await runOnTerminal(
    [...SHORT, "--busy=off", "--mode=coop", `--out=${out}`],
    60,
    { cwd: directory.path, env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, lines.join("\n"));
  checkWidth(lines.filter((line) => !line.includes(directory.path)), 60);
  assert(words(lines).includes(out), lines.join("\n"));
});

Deno.test("wrong usage on a terminal is told in whole words", async () => {
  const { status, lines } = await runOnTerminal(["exp7", "--xyz"], 60);
  assertEquals(status, 2);
  checkWidth(lines, 60);
  assertStringIncludes(
    words(lines).join(" "),
    'uringlab: unknown option "--xyz"; --help has all options',
  );
});

Deno.test("data on a terminal stays as it is", async () => {
  const { status, lines } = await runOnTerminal(["list", "--json", "coop"], 40);
  assertEquals(status, 0);
  assertEquals(JSON.parse(lines.join("\n")).name, "exp7");
});
