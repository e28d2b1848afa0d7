import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { EXPERIMENT_OPTIONS } from "../../lib/options/experiment_options.ts";
import { namesOf } from "../../lib/options/names.ts";
import { COMMANDS, fakeProcess } from "../commands/fake_process.ts";
import { isMissing } from "./programs.ts";

async function page(): Promise<string> {
  const process = fakeProcess();
  assertEquals(await COMMANDS.find("man").run([], process), 0);
  return process.stdout;
}

/** What a program makes of the page. */
async function read(
  program: string,
  ...args: string[]
): Promise<{ text: string; complaints: string }> {
  const file = await Deno.makeTempFile({ suffix: ".1" });
  try {
    await Deno.writeTextFile(file, await page());
    const { stdout, stderr } = await new Deno.Command(program, {
      args: [...args, file],
      env: { LC_ALL: "C.UTF-8", MANPAGER: "cat", MANWIDTH: "80" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    // Of bold and underlined letters only the letters.
    // deno-lint-ignore no-control-regex -- it is what terminals are sent
    const plain = text(stdout).replaceAll(/.\x08|\x1b\[[0-9;]*m/g, "");
    return { text: plain, complaints: text(stderr) };
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name: "mandoc's linter finds nothing in the manual page",
  ignore: isMissing("mandoc"),
  fn: async () => {
    const said = await read("mandoc", "-T", "lint");
    // Which other pages this machine has is no matter of ours.
    const lines = `${said.text}${said.complaints}`.split("\n")
      .filter((line) => line !== "" && !/lacks|referenced manual/.test(line));
    assertEquals(lines, []);
  },
});

Deno.test({
  name: "man shows every command and every option of the page",
  ignore: isMissing("man"),
  fn: async () => {
    const said = await read("man", "-l");
    assertEquals(said.complaints, "");
    const text = said.text.replaceAll("‐\n", "").replace(/\s+/g, " ");
    for (const name of EXPERIMENTS.flatMap(namesOf)) {
      assertStringIncludes(text, ` ${name}`);
    }
    for (const { name } of COMMANDS.all) {
      assertStringIncludes(text, name);
    }
    for (const name of Object.keys(EXPERIMENT_OPTIONS)) {
      assert(text.includes(`--${name}`), name);
    }
    for (const line of said.text.split("\n")) assert(line.length <= 80, line);
  },
});
