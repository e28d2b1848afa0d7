import { namesOf } from "../../options/names.ts";
import type { Command } from "../base/command.ts";
import {
  type CompletedOption,
  type Completion,
  completionsOf,
  PROGRAM_OPTIONS,
  type Wanted,
} from "./words.ts";

/** A text between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What _arguments would take for the end of an explanation. */
function explained(help: string): string {
  return help.replace(/[[\]\\:]/g, "\\$&");
}

function action(wanted: Wanted): string {
  switch (wanted.kind) {
    case "choices":
      return `(${wanted.values.join(" ")})`;
    case "list":
      return `_sequence compadd - ${wanted.values.join(" ")}`;
    case "files":
      return "_files";
    case "directories":
      return "_files -/";
    case "any":
      return " ";
  }
}

function spec({ name, help, value }: CompletedOption): string {
  return value
    ? quoted(`${name}=[${explained(help)}]:value:${action(value)}`)
    : quoted(`${name}[${explained(help)}]`);
}

function commandCase({ names, options, operands }: Completion): string {
  const specs = options.map(spec);
  if (operands) specs.push(quoted(`*:word:${action(operands)}`));
  return `  (${names.join("|")})\n    _arguments -s -S \\\n` +
    specs.map((one) => `      ${one}`).join(" \\\n") + "\n    ;;";
}

/** The script that zsh completes uringlab's words with. */
export function zshCompletions(commands: readonly Command[]): string {
  const described = commands.flatMap((command) =>
    namesOf(command).map((name) =>
      quoted(`${name}:${command.summary.replaceAll(":", "\\:")}`)
    )
  );
  return `\
#compdef uringlab
# zsh completion for uringlab, made by \`uringlab completions zsh\`

_uringlab() {
  local -a known
  known=(
${described.map((one) => `    ${one}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    if [[ $PREFIX == -* ]]; then
      _arguments ${PROGRAM_OPTIONS.map(spec).join(" ")}
    else
      _describe -t commands command known
    fi
    return
  fi
  # What follows a command that is started is not ours.
  if ((\${words[(I)--]} > 2 && \${words[(I)--]} < CURRENT)); then
    shift $((\${words[(I)--]} - 1)) words
    ((CURRENT = \${#words}))
    _precommand
    return
  fi
  local name=$words[2]
  shift words
  ((CURRENT--))
  case $name in
${completionsOf(commands).map(commandCase).join("\n")}
  esac
}

# Found by its name in fpath it is called; read by hand it is made known.
if [[ $funcstack[1] == _uringlab ]]; then
  _uringlab "$@"
else
  compdef _uringlab uringlab
fi
`;
}
