import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { PROGRAM } from "../../lib/base/program.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { namesOf } from "../../lib/options/names.ts";
import { takesValue } from "../../lib/options/option_table.ts";
import { COMMANDS, fakeProcess } from "./fake_process.ts";

/** What a word that no command knows is answered with. */
const STRAY: Readonly<Record<string, [args: string[], complaint: string]>> = {
  completions: [["stray"], 'unknown shell "stray"'],
  claims: [["stray"], 'unknown claim "stray"'],
  explain: [["stray"], "there is no file stray"],
  run: [["/none.json"], "cannot read /none.json: "],
  report: [["a", "b"], "there is no directory a"],
  compare: [["a", "b", "c"], "compare: name two results directories, A and B"],
  list: [["exp77"], 'unknown experiment "exp77"; did you mean "exp7"?'],
  help: [
    ["lsit"],
    'no help on "lsit"; did you mean "list"?',
  ],
};

Deno.test("no two commands go by one name", () => {
  const names = COMMANDS.all.flatMap(namesOf);
  assertEquals(names.length, new Set(names).size);
});

for (const command of COMMANDS.all) {
  const { name } = command;

  Deno.test(`${name} --help prints its help, as help ${name} does`, async () => {
    for (const [flag, size] of [["--help", "long"], ["-h", "short"]] as const) {
      const process = fakeProcess();
      assertEquals(await command.run([flag], process), 0);
      assertEquals(process.stdout, command.help(size));
      assertEquals(process.stderr, "");
    }
    for (const known of namesOf(command)) {
      // A topic, which says where the help of the experiment is.
      if (known === "modes") continue;
      const process = fakeProcess();
      assertEquals(await COMMANDS.find("help").run([known], process), 0);
      assertEquals(process.stdout, command.help());
    }
  });

  Deno.test(`${name}'s help shows its usage and options in 80 columns`, () => {
    const text = command.help();
    const calls = namesOf(command).map((word) => `${word} ${command.usage}`);
    const usage = `Usage: uringlab ${calls.join("\n       uringlab ")}\n\n`;
    assert(text.startsWith(usage));
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
    for (const line of text.split("\n")) {
      assert(line.length <= 80, line);
      assertEquals(line, line.trimEnd());
    }
    const words = text.replace(/\s+/g, " ");
    for (const [option, entry] of Object.entries(command.options)) {
      const hint = takesValue(entry) ? ` ${entry.hint}` : "";
      assertStringIncludes(words, `--${option}${hint} ${entry.help}`);
    }
    assert("help" in command.options);
  });

  Deno.test(`${name} -h shows ten options or fewer, and examples`, () => {
    const text = command.help("short");
    for (const line of text.split("\n")) assert(line.length <= 80, line);
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
    assert((text.match(/^ {2}--/gm) ?? []).length <= 10, text);
    const examples = [...text.matchAll(/^ {2}uringlab (.*)$/gm)];
    assert(examples.length >= 1 && examples.length <= 3, text);
    // They are what the program takes.
    for (const [, line = ""] of examples) {
      const [word = ""] = line.split(" ");
      assert(COMMANDS.find(word), line);
      for (const [, option = ""] of line.matchAll(/ --([a-z-]+)/g)) {
        assert(option in COMMANDS.find(word).options || word === "run", line);
      }
    }
  });

  Deno.test(`a misspelt option of ${name} is told what it may have meant`, async () => {
    await assertRejects(
      () => command.run(["--hlep"], fakeProcess()),
      UsageError,
      'unknown option "--hlep"; did you mean "--help"?',
    );
  });

  Deno.test(`${name} takes no word that it does not know`, async () => {
    const [args, complaint] = STRAY[name] ??
      [["stray"], 'unexpected argument "stray"'];
    await assertRejects(
      () => command.run(args, fakeProcess()),
      UsageError,
      complaint,
    );
  });
}

Deno.test("every experiment is a command by each of its names", () => {
  for (const experiment of EXPERIMENTS) {
    for (const name of namesOf(experiment)) {
      assertEquals(COMMANDS.find(name).name, experiment.name);
      assertEquals(COMMANDS.find(name).summary, experiment.summary);
    }
  }
  assertEquals(
    ["coop", "cores", "visibility", "kicks"].map((name) =>
      COMMANDS.find(name).name
    ),
    ["exp7", "exp5", "exp10", "exp11"],
  );
});

Deno.test("help takes one name, and is what help without a name is", async () => {
  const help = COMMANDS.find("help");
  const process = fakeProcess();
  assertEquals(await help.run([], process), 0);
  assertEquals(process.stdout, COMMANDS.programHelp("long"));
  await assertRejects(
    () => help.run(["exp7", "exp5"], fakeProcess()),
    UsageError,
    'unexpected argument "exp5"',
  );
});

Deno.test("help that there is not is told what it may have meant", async () => {
  const help = COMMANDS.find("help");
  for (
    const [slip, meant] of [["colums", "columns"], ["exp77", "exp7"]] as const
  ) {
    await assertRejects(
      () => help.run([slip], fakeProcess()),
      UsageError,
      `no help on "${slip}"; did you mean "${meant}"?`,
    );
  }
});

Deno.test("directories that look like options are told apart from them", async () => {
  const refused = (name: string, args: string[], complaint: string) =>
    assertRejects(
      () => COMMANDS.find(name).run(args, fakeProcess()),
      UsageError,
      complaint,
    );
  for (
    const [name, ...args] of [["report"], ["compare", "a"]] as const
  ) {
    await refused(
      name,
      [...args, "--1_2"],
      `unknown option "--1-2"; --help has all options`,
    );
    await refused(
      name,
      [...args, "--1_2"],
      "; a directory of that name is ./--1_2",
    );
    await refused(
      name,
      ["--", ...args, "--1_2"],
      name === "report" ? "--1_2 holds no results" : "a holds no results",
    );
  }
  await refused("report", ["--", "--help"], "--help holds no results");
  await refused("report", [""], "report: name a results directory, or several");
  await refused("exp7", ["--resume", "--help"], "--resume: needs a value");
  await refused("exp7", ["--resume", "--old"], 'unknown option "--old"');
});

Deno.test("run wants its file first and has its help without one", async () => {
  const run = COMMANDS.find("run");
  const complaint =
    `run: name a file; \`${PROGRAM} list --json exp7\` prints one`;
  for (const args of [[], [""], ["--iodepth=4"], ["--iodepth=4", "a.json"]]) {
    await assertRejects(
      () => run.run(args, fakeProcess()),
      UsageError,
      complaint,
    );
  }
  await assertRejects(
    () => run.run(["--iodepht=4"], fakeProcess()),
    UsageError,
    'did you mean "--iodepth"?',
  );
  await assertRejects(
    () => run.run(["--0123456789"], fakeProcess()),
    UsageError,
    "a file of that name is ./--0123456789",
  );
});

Deno.test("the help of a file's experiment names the file", async () => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    Deno.writeTextFileSync(
      path,
      JSON.stringify({ name: "mine", alias: "own", axes: { iodepth: [1, 2] } }),
    );
    const process = fakeProcess();
    assertEquals(await COMMANDS.find("run").run([path, "--help"], process), 0);
    const [usage, blank] = process.stdout.split("\n");
    assertEquals([usage, blank], [
      `Usage: uringlab run ${path} [OPTION...]`,
      "",
    ]);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("list shows either name of an experiment, in a line each", async () => {
  const list = async (...args: string[]) => {
    const process = fakeProcess();
    assertEquals(await COMMANDS.find("list").run(args, process), 0);
    return process.stdout;
  };
  const lines = (await list()).trimEnd().split("\n");
  assertEquals(lines.length, EXPERIMENTS.length);
  for (const [i, { name, alias = "", summary }] of EXPERIMENTS.entries()) {
    const line = lines[i] ?? "";
    assert(line.length <= 80, line);
    assert(line.startsWith(`${name} `) && line.endsWith(` ${summary}`));
    assert(line.includes(` ${alias} `));
  }
  assertEquals(await list("coop"), `${lines[1]}\n`);
  assertEquals(await list("coop", "exp5"), `${lines[1]}\n${lines[0]}\n`);
  assertEquals(await list("--json", "coop"), await list("--json", "exp7"));
  assertEquals(JSON.parse(await list("--json", "coop")).alias, "coop");
});

Deno.test("explain shows a table of each file of stacks", async () => {
  const paths = ["default", "coop"].map((mode) =>
    new URL(`../fixtures/stacks/${mode}.txt`, import.meta.url).pathname
  );
  const process = fakeProcess();
  assertEquals(await COMMANDS.find("explain").run(paths, process), 0);
  assertEquals(process.stdout.match(/^task_work run by/gm)?.length, 2);
  assertStringIncludes(
    process.stdout,
    "do_syscall_64                    8752670",
  );
  await assertRejects(
    () => COMMANDS.find("explain").run([], fakeProcess()),
    UsageError,
    "explain takes files of stacks",
  );
});
