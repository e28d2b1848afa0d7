import {
  entry,
  type Example,
  examplesText,
  type HelpSize,
} from "../options/help_text.ts";
import { TELLING_OPTIONS } from "../options/program_options.ts";
import { namesOf } from "../options/names.ts";
import { wrap } from "../base/terminal_text.ts";
import { type Command, exitStatusText } from "./base/command.ts";
import { TOPICS } from "./help/topics.ts";

/** The commands that `-h` shows, beside the experiments. */
const ESSENTIAL = ["doctor", "compare", "report", "run", "watch", "help"];

const EXAMPLES: readonly Example[] = [
  { words: "doctor", does: "what can this machine do?" },
  { words: "modes --preset quick", does: "which mode should I use here?" },
  { words: "exp7 --trace", does: "what does COOP change, and why? (root)" },
];

const HEAD = wrap(
  "uringlab measures how io_uring completions reach a thread, and what it costs.",
).join("\n");

function entries(commands: readonly Command[]): string {
  return commands.map((one) => entry(namesOf(one).join(", "), one.summary))
    .join("\n");
}

function shortHelp(
  experiments: readonly Command[],
  others: readonly Command[],
): string {
  const shown = ESSENTIAL.flatMap((name) =>
    others.find((one) => one.name === name) ?? []
  );
  return `\
${HEAD}

Usage: uringlab EXPERIMENT [OPTION...]
       uringlab COMMAND ...

Experiments:
${entries(experiments)}

Commands, of ${others.length}:
${entries(shown)}

${examplesText(EXAMPLES)}

${
    wrap(
      "`uringlab --help` has all commands, `uringlab NAME -h` the options of " +
        "an experiment or a command that matter most.",
    ).join("\n")
  }
`;
}

/** The options that stand anywhere. */
function tellingText(): string {
  return TELLING_OPTIONS.map(({ name, short, help }) =>
    entry(`${short}, ${name}`, help)
  ).join("\n");
}

/** What `uringlab --help` prints, or with "short" what `-h` does. */
export function programHelp(
  experiments: readonly Command[],
  others: readonly Command[],
  size: HelpSize,
): string {
  if (size === "short") return shortHelp(experiments, others);
  const calls = [
    "EXPERIMENT [OPTION...]",
    ...others.map(({ name, usage }) => `${name} ${usage}`),
  ];
  const topics = TOPICS.map(({ name, summary }) =>
    entry(`help ${name}`, summary)
  ).join("\n");
  return `\
${HEAD}

Usage: uringlab ${calls.join("\n       uringlab ")}

Experiments:
${entries(experiments)}

Other commands:
${entries(others)}

To read:
${topics}

Options:
${entry("-h", "print what matters most of this, or of an experiment")}
${entry("--help", "print this, or the options of an experiment")}
${entry("--version", "print the version")}
${tellingText()}

${examplesText(EXAMPLES)}

${exitStatusText()}
`;
}
