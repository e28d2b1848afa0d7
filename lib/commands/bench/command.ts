import { type Command, command } from "../base/command.ts";
import { BENCH_OPTIONS, parseBenchOptions } from "./options.ts";

/** Measures uringlab itself. */
export const bench: Command = command({
  name: "bench",
  summary: "measure uringlab itself, against fio and t/io_uring",
  usage: "[OPTION...]",
  description:
    "Measures uringlab itself: against fio where it is installed, and against " +
    "fio's t/io_uring; what each option of --lean is worth; how the engine " +
    "scales; how long the program takes around its cells; and what tracing " +
    "costs; or this build against another. Prints Markdown. As root it makes " +
    "a zram disk and a loop device, and takes them " +
    "down again.",
  options: BENCH_OPTIONS,
  examples: [
    { words: "bench", does: "all of it, as Markdown" },
    {
      words: "bench --t-io-uring ~/fio/t/io_uring",
      does: "against it too",
    },
  ],
  parse: parseBenchOptions,
  async execute(options, process) {
    const { runBench } = await import("./bench.ts");
    return await process.withMachine((around) => runBench(options, around));
  },
});
