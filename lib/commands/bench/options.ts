import { parseArguments } from "../../options/arguments.ts";
import {
  cpuList,
  integer,
  oneOf,
  seconds,
  text,
} from "../../options/values.ts";

/** The options of `uringlab bench`. */
export interface BenchOptions {
  readonly cpu: number;
  readonly pairs: number;
  /** Seconds of each measurement. */
  readonly runtime: number;
  readonly tIoUring: string | undefined;
  /** Which parts to run. */
  readonly parts: readonly BenchPart[];
  readonly help: boolean;
}

/** The parts of the benchmark, in order. */
export const BENCH_PARTS = ["tools", "options", "scaling", "program"] as const;

/** The name of a part. */
export type BenchPart = typeof BENCH_PARTS[number];

/** What `uringlab bench --help` prints. */
export const BENCH_HELP = `\
Usage: uringlab bench [OPTION...]

Measures uringlab itself: against fio where it is installed, and against fio's
t/io_uring; what each option of --lean is worth; how the engine scales; and how
long the program takes around its cells. Prints Markdown. As root it makes a
zram disk and a loop device, and takes them down again.

  --cpus N                the CPU to measure [0]
  --pairs N               measurements of each side of a comparison [5]
  --runtime TIME          of each [1s]
  --t-io-uring PATH       fio's t/io_uring, to be compared with
  --part NAME             only this: ${BENCH_PARTS.join(", ")}
  --help                  print this

Exit status: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values, flags } = parseArguments(args, {
    values: ["cpus", "pairs", "runtime", "t-io-uring", "part"],
    flags: ["help"],
    alias: { h: "help" },
  });
  const read = <T>(
    name: string,
    reader: (text: string, name: string) => T,
    otherwise: T,
  ) => {
    const value = values.get(name);
    return value === undefined ? otherwise : reader(value, name);
  };
  return {
    cpu: read("cpus", cpuList, [0])[0] ?? 0,
    pairs: read("pairs", integer(1, 1000), 5),
    runtime: read("runtime", seconds(0.1, 3600), 1),
    tIoUring: read<string | undefined>("t-io-uring", text, undefined),
    parts: read<readonly BenchPart[]>(
      "part",
      (value, name) => [oneOf(BENCH_PARTS)(value, name)],
      BENCH_PARTS,
    ),
    help: flags.has("help"),
  };
}
