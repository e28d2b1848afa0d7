import { namesOf } from "../../options/names.ts";
import type { Command } from "../base/command.ts";
import {
  type Completion,
  completionsOf,
  PROGRAM_OPTIONS,
  type Wanted,
} from "./words.ts";

/** Words of ours have no letter that a shell would take for anything else. */
function words(list: readonly string[]): string {
  return `"${list.join(" ")}"`;
}

function offer(wanted: Wanted): string {
  switch (wanted.kind) {
    case "choices":
      return `_uringlab_words ${words(wanted.values)}`;
    case "list":
      return `_uringlab_list ${words(wanted.values)}`;
    case "files":
      return "_uringlab_paths -f";
    case "directories":
      return "_uringlab_paths -d";
    case "any":
      return ":";
  }
}

/** What stands behind options: those that want the same share a line. */
function valueCases({ options }: Completion): string[] {
  const offers = Map.groupBy(
    options.flatMap(({ name, value }) =>
      value ? [{ name, offered: offer(value) }] : []
    ),
    ({ offered }) => offered,
  );
  return [...offers].map(([offered, some]) =>
    `${some.map(({ name }) => name).join(" | ")}) ${offered} && return ;;`
  );
}

function commandCase(completion: Completion): string {
  const { names, options, operands } = completion;
  const cases = valueCases(completion);
  return [
    `  ${names.join(" | ")})`,
    ...cases.length > 0
      ? [
        "    case $option in",
        ...cases.map((line) => `    ${line}`),
        "    esac",
      ]
      : [],
    `    options=${words(options.map(({ name }) => name))}`,
    ...operands ? [`    [[ $cur == -* ]] || ${offer(operands)}`] : [],
    "    ;;",
  ].join("\n");
}

/** The script that bash completes uringlab's words with. */
export function bashCompletions(commands: readonly Command[]): string {
  const first = [
    ...commands.flatMap(namesOf),
    ...PROGRAM_OPTIONS.map(({ name }) => name),
  ];
  return `\
# bash completion for uringlab, made by \`uringlab completions bash\`

_uringlab_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

# Values with commas between them: the last one is completed.
_uringlab_list() {
  local before=
  [[ $cur != *,* ]] || before=\${cur%,*},
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "\${cur##*,}"))
  compopt -o nospace 2>/dev/null
  return 0
}

_uringlab_paths() {
  local path
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "$1" -- "$cur")
  compopt -o filenames 2>/dev/null
  return 0
}

_uringlab() {
  local cur=\${COMP_WORDS[COMP_CWORD]} option= options= i
  COMPREPLY=()
  # Bash takes --mode=coop for three words.
  if [[ $cur == = ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 1]} cur=
  elif [[ \${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 2]}
  else
    option=\${COMP_WORDS[COMP_CWORD - 1]}
  fi
  option=--\${option#--}
  if ((COMP_CWORD == 1)); then
    _uringlab_words ${words(first)}
    return
  fi
  # What follows a command that is started is not ours.
  for ((i = 2; i < COMP_CWORD; i++)); do
    [[ \${COMP_WORDS[i]} != -- ]] || {
      _uringlab_paths -c
      return
    }
  done
  case \${COMP_WORDS[1]} in
${completionsOf(commands).map(commandCase).join("\n")}
  esac
  [[ $cur != -* ]] || _uringlab_words "$options"
}

complete -F _uringlab uringlab
`;
}
