import { type Command, command } from "../base/command.ts";
import { COMPARE_OPTIONS, parseCompareOptions } from "./options.ts";

/** Compares two results directories. */
export const compare: Command = command({
  name: "compare",
  summary: "two results directories or groups, with intervals",
  usage: "A B | --a LIST --b LIST [OPTION...]",
  description:
    "Compares two results directories of one experiment, of two kernels, " +
    "machines, settings or versions, cell by cell: the ratio B / A with its " +
    "95 % interval. The cells of two runs are not pairs, so it takes 3 " +
    "repeats of a cell in both runs (--repeats 3). Cells are the same that " +
    "agree in everything but the CPUs, the target and the time they were " +
    "measured; where one parameter differs between the runs as a whole (bs " +
    "512 in A, 4096 in B), cells are compared across it. Directories of two " +
    "watches are compared second by second, process name by process name; of " +
    "two directories of `uringlab claims` it says which verdicts moved. " +
    "Groups of directories are compared over what repeats: machines where " +
    "there are three or more on both sides together, each with itself where " +
    "both groups are of the same ones; else the runs of a machine on each side.",
  options: COMPARE_OPTIONS,
  operands: "directories",
  examples: [
    { words: "compare results/a results/b", does: "two kernels, say" },
    {
      words: "compare results/a results/b --fail-on slower:5%",
      does: "exit status 1 where b is slower by more than that",
    },
    {
      words: "compare --a host1,host2 --b host3,host4",
      does: "machines, from results/host1 and so on",
    },
  ],
  exitStatus: "0 done, 1 something failed or --fail-on holds, 2 wrong usage.",
  parse: parseCompareOptions,
  async execute(options, process) {
    const { runCompare } = await import("./compare.ts");
    return runCompare(options, process);
  },
});
