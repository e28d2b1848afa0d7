import { entry } from "../options/help_text.ts";
import { namesOf } from "../options/names.ts";
import { type Command, exitStatusText } from "./base/command.ts";

function entries(commands: readonly Command[]): string {
  return commands.map((one) => entry(namesOf(one).join(", "), one.summary))
    .join("\n");
}

/** What `uringlab --help` prints. */
export function programHelp(
  experiments: readonly Command[],
  others: readonly Command[],
): string {
  const calls = [
    "EXPERIMENT [OPTION...]",
    ...others.map(({ name, usage }) => `${name} ${usage}`),
  ];
  return `\
uringlab measures how io_uring completions reach a thread, and what it costs.

Usage: uringlab ${calls.join("\n       uringlab ")}

Experiments:
${entries(experiments)}

Other commands:
${entries(others)}

Options:
${entry("--help", "print this, or the options of an experiment")}
${entry("--version", "print the version")}

${exitStatusText()}
`;
}
