import { type Command, command } from "../base/command.ts";
import { parseWatchOptions, WATCH_OPTIONS } from "./options.ts";

/** Watches the rings of any program. */
export const watch: Command = command({
  name: "watch",
  summary: "how completions reach any program, and what would help",
  usage: "(--pid N | --name COMM | -- COMMAND ARGS...) [OPTION...]",
  description:
    "Tells what the rings of a program do while it runs, with its children: " +
    "operations with their latencies and failures, what ran the task_work, " +
    "kicks, wake-ups and waits, what io-wq takes and why, what all that " +
    "costs, and what could be gained. It takes root, or a tracer that has " +
    "what it needs; without it /proc tells sizes, completions per second, " +
    "CPU time and the SQ thread's share. The program is not touched, and " +
    "never stopped. A command that is started waits before it begins until " +
    "it is watched, and has its own standard streams: what is told goes to " +
    "standard error then, and its exit status is this one's. All of it goes " +
    "into a directory, which `report` draws again and `compare` compares.",
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
