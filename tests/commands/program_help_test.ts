import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { TERMS } from "../../lib/commands/help/terms.ts";
import { TOPICS } from "../../lib/commands/help/topics.ts";
import { LOAD_NAMES, LOADS } from "../../lib/model/parameters/loads.ts";
import { FIGURES } from "../../lib/model/figures/mod.ts";
import { MODE_NAMES, MODES } from "../../lib/model/parameters/modes.ts";
import { WAIT_NAMES, WAITS } from "../../lib/model/parameters/waits.ts";
import { COMMANDS, fakeProcess } from "./fake_process.ts";

const HELP = COMMANDS.programHelp("long");

Deno.test("no line of any help is wider than 80 columns", () => {
  const texts = [
    HELP,
    COMMANDS.programHelp("short"),
    ...TOPICS.map(({ text }) => text()),
    ...COMMANDS.all.flatMap((one) => [one.help(), one.help("short")]),
  ];
  for (const text of texts) {
    for (const line of text.split("\n")) {
      assert(line.length <= 80, `${line.length} columns: ${line}`);
      assertEquals(line, line.trimEnd());
    }
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
  }
});

Deno.test("the short help has a line for every experiment, and few others", () => {
  const short = COMMANDS.programHelp("short");
  for (const { name } of EXPERIMENTS) assertStringIncludes(short, `  ${name}`);
  assert(short.split("\n").length <= 26 + EXPERIMENTS.length);
});

Deno.test("topics are printed by help, and named by the program's help", async () => {
  for (const { name, summary, text } of TOPICS) {
    const process = fakeProcess();
    assertEquals(await COMMANDS.find("help").run([name], process), 0);
    assertEquals(process.stdout, text());
    assertStringIncludes(HELP.replace(/ +/g, " "), `help ${name} ${summary}`);
  }
  const [columns = "", modes = ""] = TOPICS.map(({ text }) =>
    text().replace(/\s+/g, " ")
  );
  for (const { name, doc } of FIGURES) {
    assertStringIncludes(columns, `${name} ${doc}`);
  }
  for (const name of MODE_NAMES) assertStringIncludes(modes, ` ${name} `);
  for (const name of WAIT_NAMES) {
    assertStringIncludes(modes, `${name} ${WAITS[name].help}`);
  }
  for (const name of LOAD_NAMES) {
    assertStringIncludes(modes, `${name} ${LOADS[name].help}`);
  }
});

Deno.test("the reference has the terms, and the modes with their kernels", () => {
  const reference = Deno.readTextFileSync(
    new URL("../../experiments/reference.md", import.meta.url),
  ).replace(/\s+/g, " ");
  for (const { term, meaning } of TERMS) {
    assertStringIncludes(reference, `- _${term}_: ${meaning}.`);
  }
  for (const name of MODE_NAMES) {
    assertStringIncludes(reference, `| \`${name}\` | ${MODES[name].since}`);
  }
  for (const name of LOAD_NAMES) {
    assertStringIncludes(reference, `| \`${name}\` | `);
  }
});

Deno.test("every experiment is named with its summary", () => {
  const help = HELP.replace(/\s+/g, " ");
  for (const { name, alias, summary } of EXPERIMENTS) {
    const names = alias === undefined ? name : `${name}, ${alias}`;
    assertStringIncludes(help, `${names} ${summary}`);
  }
  assertStringIncludes(help, "uringlab EXPERIMENT [OPTION...]");
  assertStringIncludes(help, "uringlab run FILE [OPTION...]");
  assertStringIncludes(help, "uringlab list [--json] [EXPERIMENT...]");
});

Deno.test("every command is named with its usage and its summary", () => {
  const help = HELP.replace(/\s+/g, " ");
  for (const { name, usage, summary } of COMMANDS.all.slice(-8)) {
    assertStringIncludes(help, `uringlab ${name} ${usage} `);
    assertStringIncludes(help, `${name} ${summary}`);
  }
});
