import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { COMMANDS } from "./fake_process.ts";

const HELP = COMMANDS.programHelp;

Deno.test("no line of the program's help is wider than 80 columns", () => {
  for (const line of HELP.split("\n")) {
    assert(line.length <= 80, `${line.length} columns: ${line}`);
    assertEquals(line, line.trimEnd());
  }
  assert(HELP.endsWith("\n") && !HELP.endsWith("\n\n"));
});

Deno.test("every experiment is named with its summary", () => {
  const help = HELP.replace(/\s+/g, " ");
  for (const { name, alias, summary } of EXPERIMENTS) {
    const names = alias === undefined ? name : `${name}, ${alias}`;
    assertStringIncludes(help, `${names} ${summary}`);
  }
  assertStringIncludes(help, "uringlab EXPERIMENT [OPTION...]");
  assertStringIncludes(help, "uringlab run FILE.json [OPTION...]");
  assertStringIncludes(help, "uringlab list [--json] [EXPERIMENT...]");
});

Deno.test("every command is named with its usage and its summary", () => {
  const help = HELP.replace(/\s+/g, " ");
  for (const { name, usage, summary } of COMMANDS.all.slice(-8)) {
    assertStringIncludes(help, `uringlab ${name} ${usage} `);
    assertStringIncludes(help, `${name} ${summary}`);
  }
});
