import type { Axes, Experiment } from "../model/experiment.ts";
import { entry, HELP_WIDTH, helpText, optionEntries } from "./help_text.ts";
import { takesValue } from "./option_table.ts";
import { namesOf } from "./names.ts";
import { optionName, valueText } from "../model/parameters/names.ts";
import {
  DESCRIPTIONS,
  PARAMETER_NAMES,
  type ParameterName,
} from "../model/parameters/params.ts";
import {
  FLAG_OPTIONS,
  OPTION_GROUPS,
  TRACE_RUNTIME,
} from "./experiment_options.ts";

/** "1,2,4", or with blanks where it takes more than a line. */
function listText(values: readonly unknown[]): string {
  const texts = values.map(valueText);
  const short = texts.join(",");
  return short.length + "[]".length <= HELP_WIDTH ? short : texts.join(", ");
}

/** What is said of times that follow from the cells where arms take turns. */
const BY_RULE = "as reads and hogs need it";

function defaultsOf(experiment: Experiment): Record<string, string> {
  const { base, axes, presets } = experiment;
  const length = presets.default.turns ?? presets.default;
  const parameters = PARAMETER_NAMES
    .filter((name) => !DESCRIPTIONS[name].computed)
    .map((name) => [
      optionName(name),
      listText(axes[name] ?? [base[name]]),
    ]);
  return {
    ...Object.fromEntries(parameters),
    preset: "default",
    runtime: `${length.runtime}s`,
    "ramp-time": presets.default.turns
      ? BY_RULE
      : `${presets.default.rampTime}s`,
    turn: presets.default.turns ? BY_RULE : "0",
    repeats: `${length.repeats}`,
    order: presets.default.order,
    seed: "drawn",
    "trace-runtime": `${TRACE_RUNTIME}s`,
    "trace-stacks": "sampled",
  };
}

/** "thinktime 0,100"; `head` stands before all axes. */
function axisTexts(axes: Axes | undefined, head = ""): string[] {
  const texts = Object.entries(axes ?? {}).map(([name, values]) =>
    `${optionName(name as ParameterName)} ${listText(values)}`
  );
  return texts.length > 0 ? [head + texts.join(", ")] : [];
}

/**
 * What `uringlab EXPERIMENT --help` prints; `calls` are the words in front of
 * its options, if they are not the names of an experiment of our own.
 */
export function experimentHelp(
  experiment: Experiment,
  calls: readonly string[] = namesOf(experiment),
): string {
  const defaults = defaultsOf(experiment);
  const groups = Object.entries(OPTION_GROUPS).map(([title, options]) =>
    `${title}:\n` +
    optionEntries(options, (name, option) => {
      const alias = takesValue(option) && option.alias !== undefined
        ? `; fio's --${option.alias}`
        : "";
      return alias + (defaults[name] ? ` [${defaults[name]}]` : "");
    })
  );
  const presets = Object.entries(experiment.presets).map(([name, p]) =>
    entry(
      name,
      `runtime ${p.runtime} s, ramp ${p.rampTime} s, repeats ${p.repeats}, ` +
        `${p.order} order` +
        (p.turns
          ? `; in turns: runtime ${p.turns.runtime} s, repeats ` +
            `${p.turns.repeats}`
          : "") +
        [...axisTexts(p.axes), ...axisTexts(p.traced, "traced: ")].map((text) =>
          `; ${text}`
        ).join(""),
    )
  );
  return helpText(
    calls.map((words) => `${words} [OPTION...]`),
    experiment.question,
    `${groups.join("\n\n")}\n${optionEntries(FLAG_OPTIONS)}`,
    `Presets:\n${presets.join("\n")}`,
  );
}
