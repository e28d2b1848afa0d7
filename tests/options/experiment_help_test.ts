import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { experimentHelp } from "../../lib/options/experiment_help.ts";
import {
  ESSENTIAL,
  EXPERIMENT_OPTIONS,
  FLAGS,
  HELP_GROUPS,
  OPTION_GROUPS,
  parseOptions,
} from "../../lib/options/experiment_options.ts";
import { MODE_NAMES } from "../../lib/model/parameters/modes.ts";
import { optionName } from "../../lib/model/parameters/names.ts";
import { PARAMETER_NAMES } from "../../lib/model/parameters/params.ts";
import { WAIT_NAMES } from "../../lib/model/parameters/waits.ts";

/** What the help says of an option, on one line. */
function entryOf(name: string, experiment = exp7): string {
  const help = experimentHelp(experiment);
  const start = help.search(new RegExp(`^  --${name}( |$)`, "m"));
  assert(start >= 0, `--${name} is not mentioned`);
  const [first = "", ...rest] = help.slice(start).split("\n");
  const end = rest.findIndex((line) => !line.startsWith(" ".repeat(26)));
  return [first, ...rest.slice(0, end)].join(" ").replace(/ +/g, " ").trim();
}

Deno.test("no line of a help is wider than 80 columns", () => {
  for (
    const text of EXPERIMENTS.map((experiment) => experimentHelp(experiment))
  ) {
    for (const line of text.split("\n")) {
      assert(line.length <= 80, `${line.length} columns: ${line}`);
      assertEquals(line, line.trimEnd());
    }
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
  }
});

Deno.test("either name of an experiment is shown as a way to call it", () => {
  const usage = (help: string) => help.slice(0, help.indexOf("\n\n"));
  assertEquals(
    usage(experimentHelp(exp7)),
    "Usage: uringlab exp7 [OPTION...]\n       uringlab coop [OPTION...]",
  );
  assertEquals(
    usage(experimentHelp(modes)),
    "Usage: uringlab modes [OPTION...]",
  );
});

Deno.test("every option and flag has an entry", () => {
  for (const options of Object.values(OPTION_GROUPS)) {
    for (const [name, { hint, help }] of Object.entries(options)) {
      assertStringIncludes(entryOf(name), `--${name} ${hint} ${help}`);
    }
  }
  for (const [name, help] of Object.entries(FLAGS)) {
    assertEquals(entryOf(name), `--${name} ${help}`);
  }
});

Deno.test("every option stands in one group of the help", () => {
  const names = Object.values(HELP_GROUPS).flatMap(Object.keys);
  assertEquals(names.toSorted(), Object.keys(EXPERIMENT_OPTIONS).toSorted());
  assertEquals(new Set(ESSENTIAL).size, 10);
  for (const name of ESSENTIAL) assert(name in EXPERIMENT_OPTIONS, name);
});

Deno.test("fio's names and the modes are mentioned", () => {
  assertStringIncludes(entryOf("workers"), "fio's --numjobs");
  assertStringIncludes(entryOf("cpus"), "fio's --cpus-allowed");
  assertStringIncludes(entryOf("partner-cpus"), "fio's --sqthread-poll-cpu");
  for (const mode of MODE_NAMES) assertStringIncludes(entryOf("mode"), mode);
});

/** The default that the help shows. */
function shown(name: string, experiment = exp7): string | undefined {
  return / \[([^\]]*)\]$/.exec(entryOf(name, experiment))?.[1];
}

Deno.test("the parameters that are shown are those of the experiment", () => {
  for (const experiment of EXPERIMENTS) {
    const { base, axes } = experiment;
    for (const name of PARAMETER_NAMES) {
      // One is a flag, the other as many as another.
      if (["verify", "iodepthBatchCompleteMax"].includes(name)) continue;
      const option = optionName(name);
      const value = shown(option, experiment);
      const { parameters } = parseOptions([`--${option}=${value}`]);
      const what = `${option} of ${experiment.name}`;
      assertEquals(parameters[name], axes[name] ?? [base[name]], what);
    }
  }
});

Deno.test("the defaults of the run that are shown are the preset's", () => {
  const { default: preset } = exp7.presets;
  const read = (name: string) =>
    Object.values(parseOptions([`--${name}=${shown(name)}`]))[0];
  assertEquals(shown("preset"), "default");
  assertEquals(read("runtime") as unknown, preset.turns?.runtime);
  assertEquals(shown("ramp-time"), shown("turn"));
  assertEquals(read("repeats") as unknown, preset.turns?.repeats);
  assertEquals(read("order") as unknown, preset.order);
  assertEquals(shown("iodepth-batch-complete-max"), undefined);
  assertEquals(shown("filename"), undefined);
});

Deno.test("every mode and every way to wait is explained by its name", () => {
  const help = experimentHelp(modes).replace(/\s+/g, " ");
  for (const name of [...MODE_NAMES, ...WAIT_NAMES]) {
    assertStringIncludes(help, name);
  }
});

Deno.test("every preset is shown with what it sets", () => {
  const help = experimentHelp(exp7);
  for (const [name, preset] of Object.entries(exp7.presets)) {
    const line = help.split("\n").find((l) => l.startsWith(`  ${name} `)) ?? "";
    assertStringIncludes(line, `runtime ${preset.runtime} s`);
    assertStringIncludes(line, `repeats ${preset.repeats}`);
    assertStringIncludes(line, `${preset.order} order`);
  }
});
