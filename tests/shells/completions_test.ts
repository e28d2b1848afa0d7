import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { SHELLS } from "../../lib/commands/completions/command.ts";
import { COMMANDS, fakeProcess } from "../commands/fake_process.ts";
import { isMissing } from "./programs.ts";

const HERE = new URL(".", import.meta.url).pathname;

/** Lines as they are typed, and what is to be offered for their last word. */
const OFFERS: readonly [line: string, offers: readonly string[]][] = [
  ["uringlab do", ["doctor"]],
  ["uringlab exp7 --pre", ["--precision", "--preset"]],
  ["uringlab coop --preset ", ["default", "document", "quick"]],
  ["uringlab exp7 --mode de", ["default", "defer", "defer_flag"]],
  ["uringlab exp7 --busy ", ["interrupt", "off", "on"]],
  ["uringlab run mine.json --numj", ["--numjobs"]],
  ["uringlab help te", ["terms"]],
  ["uringlab completions f", ["fish"]],
  ["uringlab list exp1", ["exp10", "exp11"]],
  ["uringlab compare --fam", ["--family"]],
];

async function output(program: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: "/",
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals([code, text(stderr)], [0, ""]);
  return text(stdout);
}

/** The script of a shell in a file, gone after `use`. */
async function withScript(
  shell: keyof typeof SHELLS,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = Deno.makeTempFileSync();
  try {
    const process = fakeProcess();
    await COMMANDS.find("completions").run([shell], process);
    Deno.writeTextFileSync(path, process.stdout);
    await use(path);
  } finally {
    Deno.removeSync(path);
  }
}

const sorted = (lines: readonly string[]) =>
  [...new Set(lines)].filter((line) => line !== "").sort();

const BASH = `
source "$1"
shift
for line; do
  read -ra COMP_WORDS <<<"$line"
  [[ $line != *" " ]] || COMP_WORDS+=("")
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _uringlab
  printf '%s\\n' "\${COMPREPLY[@]}" ---
done`;

Deno.test("bash completes commands, options and values", async () => {
  await withScript("bash", async (script) => {
    const lines = [
      ...OFFERS.map(([line]) => line),
      "uringlab exp7 --mode = default,co",
      "uringlab report /et",
    ];
    const said = await output("bash", ["-c", BASH, "bash", script, ...lines]);
    const offers = said.split("---\n").slice(0, -1)
      .map((text) => sorted(text.split("\n")));
    assertEquals(offers, [
      ...OFFERS.map(([, offers]) => sorted(offers)),
      ["default,coop", "default,coop_flag"],
      ["/etc"],
    ]);
  });
});

Deno.test({
  name: "zsh completes commands, options and values",
  ignore: isMissing("zsh"),
  fn: () =>
    withScript("zsh", async (script) => {
      const lines = [
        ...OFFERS.map(([line]) => line),
        "uringlab exp7 --mode=default,co",
        "uringlab report /et",
        "uringlab watch -- mkfif",
      ];
      const said = await output("zsh", [
        "-f",
        `${HERE}complete.zsh`,
        script,
        ...lines,
      ]);
      const offers = said.split("\n\n").slice(0, -1)
        .map((text) => sorted(text.split("\n")));
      assertEquals(offers, [
        ...OFFERS.map(([, offers]) => sorted(offers)),
        ["coop", "coop_flag"],
        ["etc"],
        ["mkfifo"],
      ]);
    }),
});

Deno.test({
  name: "fish completes commands, options and values",
  ignore: isMissing("fish"),
  fn: () =>
    withScript("fish", async (script) => {
      const lines = [
        ...OFFERS.map(([line]) => line),
        "uringlab exp7 --mode default,co",
        "uringlab report /et",
      ];
      const said = await output("fish", [
        "--no-config",
        "-c",
        "source $argv[1]; for line in $argv[2..]; complete -C $line; echo ---; end",
        script,
        ...lines,
      ]);
      const offers = said.split("---\n").slice(0, -1).map((text) =>
        sorted(text.split("\n").map((line) => line.split("\t")[0] ?? ""))
      );
      assertEquals(offers, [
        ...OFFERS.map(([, offers]) => sorted(offers)),
        ["default,coop", "default,coop_flag"],
        ["/etc/"],
      ]);
    }),
});

Deno.test("completions names the shells that it knows", async () => {
  const completions = COMMANDS.find("completions");
  await assertRejects(
    () => completions.run([], fakeProcess()),
    UsageError,
    "completions: name a shell, bash, zsh, fish",
  );
  await assertRejects(
    () => completions.run(["fisch"], fakeProcess()),
    UsageError,
    'unknown shell "fisch"; did you mean "fish"?',
  );
});

Deno.test("no completion has a letter that the printer replaces", async () => {
  for (const shell of Object.keys(SHELLS)) {
    const process = fakeProcess();
    await COMMANDS.find("completions").run([shell], process);
    assertEquals(process.stdout.match(/[^\n -~]/g), null);
    assertStringIncludes(process.stdout, "uringlab");
  }
});
