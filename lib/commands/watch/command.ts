import { type Command, command } from "../base/command.ts";
import { parseWatchOptions, WATCH_OPTIONS } from "./options.ts";

/** Watches the rings of any program. */
export const watch: Command = command({
  name: "watch",
  summary: "the rings of any program, while it runs",
  usage: "(--pid N | --name COMM | -- COMMAND ARGS...) [OPTION...]",
  description:
    "Tells what the rings of a program do, from /proc alone: their sizes, " +
    "completions per second, CPU time and sleeps per completion, the share " +
    "of an SQ thread's time in which it finds work, what io-wq takes, and " +
    "what could be gained. It needs no root for processes of one's own, and " +
    "the program is not touched. A command that is started has its own " +
    "standard streams; what is told goes to standard error then, and its " +
    "exit status is this one's.",
  options: WATCH_OPTIONS,
  examples: [
    { words: "watch --pid 4711 --seconds 10", does: "a server at work" },
    { words: "watch --name postgres", does: "all processes of a name" },
    { words: "watch -- fio job.fio", does: "a command from its start" },
  ],
  exitStatus: "0 done, 1 something failed, 2 wrong usage, 130 interrupted; " +
    "of a command its own.",
  parse: parseWatchOptions,
  async execute(options, process) {
    const { runWatch } = await import("./watch.ts");
    return await process.withMachine((around) => runWatch(options, around));
  },
});
