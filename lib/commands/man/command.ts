import { HELP, parseTable } from "../../options/option_table.ts";
import { type Command, command } from "../base/command.ts";
import { type ManPage, manPage } from "./page.ts";

const OPTIONS = { help: HELP };

/** Prints the manual page; `commands` gives those that it tells of. */
export function man(
  commands: () => Pick<ManPage, "experiments" | "others">,
): Command {
  return command({
    name: "man",
    summary: "the manual page, as man -l reads it",
    usage: "[> FILE]",
    description: "Prints the manual page in the language of man pages, " +
      "mdoc(7). `setup.sh --prefix` installs it.",
    options: OPTIONS,
    examples: [
      { words: "man > uringlab.1 && man -l uringlab.1", does: "to read it" },
    ],
    parse: (args) => parseTable(args, OPTIONS).options,
    execute(_, { print, version }) {
      print(manPage({ ...commands(), version, date: new Date() }), "data");
      return Promise.resolve(0);
    },
  });
}
