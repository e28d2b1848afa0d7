import type { Experiment } from "../model/experiment.ts";
import { WIDTH, wrap } from "../base/terminal_text.ts";
import {
  optionName,
  PARAMETER_NAMES,
  valueText,
} from "../model/parameters/table.ts";
import { FLAGS, OPTION_GROUPS, TRACE_RUNTIME } from "./options.ts";

/** Columns in front of a help text. */
const INDENT = 26;

function entry(left: string, help: string): string {
  const [first = "", ...rest] = wrap(help, WIDTH - INDENT);
  const head = `  ${left}`;
  const lines = head.length < INDENT
    ? [head.padEnd(INDENT) + first]
    : [head, " ".repeat(INDENT) + first];
  return [...lines, ...rest.map((line) => " ".repeat(INDENT) + line)].join(
    "\n",
  );
}

/** "1,2,4", or with blanks where it takes more than a line. */
function listText(values: readonly unknown[]): string {
  const texts = values.map(valueText);
  const short = texts.join(",");
  return short.length + "[]".length <= WIDTH - INDENT
    ? short
    : texts.join(", ");
}

/** What `uringlab --help` prints. */
export function programHelp(experiments: readonly Experiment[]): string {
  return `\
uringlab measures how io_uring completions reach a thread, and what it costs.

Usage: uringlab EXPERIMENT [OPTION...]
       uringlab run FILE.json [OPTION...]
       uringlab doctor [--filename PATH] [--cpus LIST] [--json]
       uringlab report DIR
       uringlab compare A B [OPTION...]
       uringlab validate [OPTION...]
       uringlab bench [OPTION...]
       uringlab list [--json] [EXPERIMENT...]

Experiments:
${experiments.map((e) => entry(e.name, e.summary)).join("\n")}

Other commands:
${entry("doctor", "say what this machine can do, and how to mend the rest")}
${entry("run", "run an experiment of your own, as list --json prints them")}
${entry("report", "draw everything of a results directory again")}
${entry("compare", "two results directories, cell by cell, with intervals")}
${entry("validate", "measure the same with fio and compare")}
${entry("bench", "measure uringlab itself, against fio and t/io_uring")}
${entry("list", "list the experiments")}

Options:
${entry("--help", "print this, or the options of an experiment")}
${entry("--version", "print the version")}

Exit status: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
}

function defaultsOf(experiment: Experiment): Record<string, string> {
  const { base, axes, presets } = experiment;
  const parameters = PARAMETER_NAMES
    .filter((name) => name !== "iodepthBatchCompleteMax")
    .map((name) => [
      optionName(name),
      listText(axes[name] ?? [base[name]]),
    ]);
  return {
    ...Object.fromEntries(parameters),
    preset: "default",
    runtime: `${presets.default.runtime}s`,
    "ramp-time": `${presets.default.rampTime}s`,
    repeats: `${presets.default.repeats}`,
    order: presets.default.order,
    seed: "drawn",
    "trace-runtime": `${TRACE_RUNTIME}s`,
  };
}

/** What `uringlab EXPERIMENT --help` prints. */
export function experimentHelp(experiment: Experiment): string {
  const defaults = defaultsOf(experiment);
  const groups = Object.entries(OPTION_GROUPS).map(([title, options]) =>
    `${title}:\n` +
    Object.entries(options).map(([name, { hint, help, ...rest }]) => {
      const alias = "alias" in rest ? `; fio's --${rest.alias}` : "";
      const value = defaults[name] ? ` [${defaults[name]}]` : "";
      return entry(`--${name} ${hint}`, help + alias + value);
    }).join("\n")
  );
  const flags = Object.entries(FLAGS).map(([name, help]) =>
    entry(`--${name}`, help)
  );
  const presets = Object.entries(experiment.presets).map(([name, p]) =>
    entry(
      name,
      `runtime ${p.runtime} s, ramp ${p.rampTime} s, repeats ${p.repeats}, ` +
        `${p.order} order`,
    )
  );
  return `\
Usage: uringlab ${experiment.name} [OPTION...]

${wrap(experiment.question).join("\n")}

${groups.join("\n\n")}
${flags.join("\n")}

Presets:
${presets.join("\n")}
`;
}
