import type { Experiment } from "../model/experiment.ts";
import { WIDTH, wrap } from "../text.ts";
import { FLAGS, OPTION_GROUPS, TRACE_RUNTIME } from "./options.ts";

function entry(left: string, help: string): string {
  const indent = 26;
  const [first = "", ...rest] = wrap(help, WIDTH - indent);
  const head = `  ${left}`;
  const lines = head.length < indent
    ? [head.padEnd(indent) + first]
    : [head, " ".repeat(indent) + first];
  return [...lines, ...rest.map((line) => " ".repeat(indent) + line)].join(
    "\n",
  );
}

/** What `uringlab --help` prints. */
export function programHelp(experiments: readonly Experiment[]): string {
  return `\
uringlab measures how io_uring completions reach a thread, and what it costs.

Usage: uringlab EXPERIMENT [OPTION...]
       uringlab doctor [--filename PATH] [--cpus LIST] [--json]
       uringlab list

Experiments:
${experiments.map((e) => entry(e.name, e.summary)).join("\n")}

Other commands:
${entry("doctor", "say what this machine can do, and how to mend the rest")}
${entry("list", "list the experiments")}

Options:
${entry("--help", "print this, or the options of an experiment")}
${entry("--version", "print the version")}

Exit status: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
}

function defaultsOf(experiment: Experiment): Record<string, string> {
  const { base, axes, presets } = experiment;
  const onOff = (value: boolean) => value ? "on" : "off";
  return {
    iodepth: (axes.iodepth ?? [base.iodepth]).join(","),
    mode: (axes.mode ?? [base.mode]).join(","),
    busy: (axes.busy ?? [base.busy]).map(onOff).join(","),
    workers: `${base.workers}`,
    "cpus-allowed-policy": base.cpusAllowedPolicy,
    "iodepth-batch": `${base.iodepthBatch}`,
    "iodepth-batch-complete-min": `${base.iodepthBatchCompleteMin}`,
    "submit-getevents": onOff(base.submitGetevents),
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
