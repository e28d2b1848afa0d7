import type { Axes, Experiment, Preset } from "../model/experiment.ts";
import {
  chosenOptions,
  entry,
  type Example,
  examplesText,
  HELP_WIDTH,
  type HelpSize,
  helpText,
  moreText,
  optionEntries,
} from "./help_text.ts";
import {
  aliasText,
  type Flag,
  takesValue,
  type ValueOption,
} from "./option_table.ts";
import { namesOf } from "./names.ts";
import { optionName, valueText } from "../model/parameters/names.ts";
import {
  DESCRIPTIONS,
  PARAMETER_NAMES,
  type ParameterName,
  type Params,
} from "../model/parameters/params.ts";
import {
  ESSENTIAL,
  EXPERIMENT_OPTIONS,
  HELP_GROUPS,
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

/** Bytes as an option takes them: "8g". */
function bytesText(bytes: number): string {
  for (const [shift, unit] of [[30, "g"], [20, "m"], [10, "k"]] as const) {
    if (bytes % 2 ** shift === 0) return `${bytes / 2 ** shift}${unit}`;
  }
  return `${bytes}`;
}

function defaultText(name: ParameterName, values: readonly unknown[]): string {
  return listText(
    DESCRIPTIONS[name].domain.kind === "bytes"
      ? values.map((value) => bytesText(Number(value)))
      : values,
  );
}

function defaultsOf(experiment: Experiment): Record<string, string> {
  const { base, axes, presets } = experiment;
  const length = presets.default.turns ?? presets.default;
  const parameters = PARAMETER_NAMES
    .filter((name) => !DESCRIPTIONS[name].computed)
    .map((name) => [
      optionName(name),
      defaultText(name, axes[name] ?? [base[name]]),
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

/** Command lines of an experiment that is called by `words`. */
export function experimentExamples(
  words: string,
  { load }: Pick<Params, "load">,
): readonly Example[] {
  const first = load === "read"
    ? [{
      words: `${words} --load eventfd --preset quick`,
      does: "a first look, without a disk and without root",
    }, {
      words: `${words} --filename /dev/nvme0n1 --mode default,coop,defer`,
      does: "on a disk, which is only read; three modes compared",
    }]
    : [{
      words: `${words} --preset quick --dry-run`,
      does: "what would be measured, and how long",
    }, {
      words: `${words} --mode default,defer`,
      does: "two modes compared; it needs no disk and no root",
    }];
  return [
    ...first,
    { words: `${words} --trace`, does: "and what delivered it (root)" },
  ];
}

function withoutDiskTexts({ withoutDisk }: Preset): string[] {
  if (!withoutDisk) return [];
  const { axes, repeats } = withoutDisk;
  const head = `without a disk: repeats ${repeats}`;
  return [[head, ...axisTexts(axes)].join(", ")];
}

function presetText([name, p]: [string, Preset]): string {
  return entry(
    name,
    `runtime ${p.runtime} s, ramp ${p.rampTime} s, repeats ${p.repeats}, ` +
      `${p.order} order` +
      (p.turns
        ? `; in turns: runtime ${p.turns.runtime} s, repeats ` +
          `${p.turns.repeats}`
        : "") +
      [
        ...axisTexts(p.axes),
        ...withoutDiskTexts(p),
        ...axisTexts(p.traced, "traced: "),
      ].map((text) => `; ${text}`).join(""),
  );
}

/** What stands behind the help of an option: fio's name, and its default. */
function moreOf(
  experiment: Experiment,
): (name: string, option: ValueOption<unknown> | Flag) => string {
  const defaults = defaultsOf(experiment);
  return (name, option) => {
    if (!takesValue(option)) return "";
    return aliasText(option) + (defaults[name] ? ` [${defaults[name]}]` : "");
  };
}

/**
 * What `uringlab EXPERIMENT --help` prints, or with "short" what `-h` does;
 * `calls` are the words in front of its options, if they are not the names of an
 * experiment of our own.
 */
export function experimentHelp(
  experiment: Experiment,
  calls: readonly string[] = namesOf(experiment),
  size: HelpSize = "long",
): string {
  const more = moreOf(experiment);
  const [call = ""] = calls;
  const heads = calls.map((words) => `${words} [OPTION...]`);
  const examples = examplesText(experimentExamples(call, experiment.base));
  if (size === "short") {
    return helpText(
      heads,
      experiment.question,
      "The options that matter most:\n" +
        optionEntries(chosenOptions(EXPERIMENT_OPTIONS, ESSENTIAL), more),
      examples,
      moreText(call, Object.keys(EXPERIMENT_OPTIONS).length),
    );
  }
  const groups = Object.entries(HELP_GROUPS).map(([title, options]) =>
    `${title}:\n${optionEntries(options, more)}`
  );
  const presets = Object.entries(experiment.presets).map(presetText);
  return helpText(
    heads,
    experiment.question,
    ...groups,
    `Presets:\n${presets.join("\n")}`,
    examples,
  );
}
