import { UsageError } from "../base/errors.ts";
import { printable } from "../base/terminal_text.ts";
import { flag, HELP, parseTable } from "../options/option_table.ts";
import { type Command, command } from "./base/command.ts";

const OPTIONS = { json: flag("print the counts as data"), help: HELP };

/** Explains stacks that were recorded elsewhere. */
export const explain: Command = command({
  name: "explain",
  summary: "what ran the task_work in stacks from elsewhere",
  usage: "FILE... [--json]",
  description: "Reads stacks of functions that run task_work, as bpftrace " +
    "prints them (kprobe:tctx_task_work { @[kstack] = count(); }) or folded, " +
    "and counts them by how the kernel was entered. Frames tell no more: " +
    "`exp7 --trace` does.",
  options: OPTIONS,
  operands: "files",
  examples: [
    { words: "explain stacks.txt", does: "what ran the task_work there" },
    { words: "explain before.txt after.txt", does: "a table for each" },
  ],
  parse(args) {
    const { options, operands } = parseTable(args, OPTIONS, "file");
    if (!options.help && operands.length === 0) {
      throw new UsageError("explain takes files of stacks");
    }
    return { ...options, files: operands };
  },
  async execute({ files, json }, { print }) {
    const { maxBytes, readStranger } = await import(
      "../files/stranger_file.ts"
    );
    const { readStacks } = await import("../trace/read_stacks.ts");
    const { explained, explanationJson, explanationOf } = await import(
      "../report/trace/explained.ts"
    );
    const stacksOf = (file: string) => {
      const text = readStranger(file, maxBytes(file));
      if (text === undefined) throw new UsageError(`there is no file ${file}`);
      return readStacks(text, file);
    };
    if (json) {
      const all = files.map((file) => ({
        file,
        explanation: explanationOf(stacksOf(file)),
      }));
      print(explanationJson(all), "data");
      return 0;
    }
    for (const [i, file] of files.entries()) {
      const table = explained(printable(file), stacksOf(file));
      print(`${i > 0 ? "\n" : ""}${table}`);
    }
    return 0;
  },
});
