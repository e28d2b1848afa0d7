import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { experimentHelp, programHelp } from "../../lib/cli/help.ts";
import { FLAGS, OPTION_GROUPS, parseOptions } from "../../lib/cli/options.ts";
import { MODE_NAMES } from "../../lib/model/modes.ts";

/** What the help says of an option, on one line. */
function entryOf(name: string): string {
  const help = experimentHelp(exp7);
  const start = help.search(new RegExp(`^  --${name}( |$)`, "m"));
  assert(start >= 0, `--${name} is not mentioned`);
  const [first = "", ...rest] = help.slice(start).split("\n");
  const end = rest.findIndex((line) => !line.startsWith(" ".repeat(26)));
  return [first, ...rest.slice(0, end)].join(" ").replace(/ +/g, " ").trim();
}

Deno.test("no line of a help is wider than 80 columns", () => {
  for (
    const text of [programHelp(EXPERIMENTS), ...EXPERIMENTS.map(experimentHelp)]
  ) {
    for (const line of text.split("\n")) {
      assert(line.length <= 80, `${line.length} columns: ${line}`);
      assertEquals(line, line.trimEnd());
    }
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
  }
});

Deno.test("every experiment is named with its summary", () => {
  const help = programHelp(EXPERIMENTS).replace(/\s+/g, " ");
  for (const { name, summary } of EXPERIMENTS) {
    assertStringIncludes(help, `${name} ${summary}`);
  }
  assertStringIncludes(help, "uringlab EXPERIMENT [OPTION...]");
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

Deno.test("fio's names and the modes are mentioned", () => {
  assertStringIncludes(entryOf("workers"), "fio's --numjobs");
  assertStringIncludes(entryOf("cpus"), "fio's --cpus-allowed");
  for (const mode of MODE_NAMES) assertStringIncludes(entryOf("mode"), mode);
});

Deno.test("the defaults that are shown are those of the experiment", () => {
  const shown = (name: string) => /\[(.*)\]$/.exec(entryOf(name))?.[1];
  const { base, axes, presets } = exp7;
  const read = (name: string): unknown =>
    Object.values(parseOptions([`--${name}=${shown(name)}`]))[0];
  assertEquals(read("iodepth"), axes.iodepth);
  assertEquals(read("mode"), axes.mode);
  assertEquals(read("busy"), axes.busy);
  assertEquals(read("workers"), base.workers);
  assertEquals(read("cpus-allowed-policy"), base.cpusAllowedPolicy);
  assertEquals(read("iodepth-batch"), base.iodepthBatch);
  assertEquals(read("submit-getevents"), base.submitGetevents);
  assertEquals(read("runtime"), presets.default.runtime);
  assertEquals(read("ramp-time"), presets.default.rampTime);
  assertEquals(read("repeats"), presets.default.repeats);
  assertEquals(read("order"), presets.default.order);
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
