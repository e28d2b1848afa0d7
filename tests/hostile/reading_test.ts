import { assertStringIncludes, assertThrows } from "@std/assert";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import { readRun } from "../../lib/files/read_run.ts";
import { setField, type Stranger, withStranger } from "./directory.ts";

/** How a directory is spoiled, and what is said of it. */
const SPOILED: readonly (readonly [
  what: string,
  spoil: (stranger: Stranger) => void,
  said: string,
])[] = [
  ...[
    ["1e308", "iops is 1e308, which nothing can be"],
    ["36893488147419103232", "which nothing can be"],
    ["-1", "iops is -1, which nothing can be"],
    ["NaN", 'iops is "NaN", not a number'],
    ["Infinity", 'iops is "Infinity", not a number'],
    ["0x10", 'iops is "0x10", not a number'],
    [" 5", 'iops is " 5", not a number'],
  ].map(([value = "", said = ""]) =>
    [
      `a figure of ${value}`,
      (stranger: Stranger) => setField(stranger, "iops", value),
      said,
    ] as const
  ),
  [
    "a negative count",
    (stranger) => setField(stranger, "submit_calls", "-7"),
    "submit_calls is -7, which nothing can be",
  ],
  [
    "a cell of no plan",
    (stranger) => setField(stranger, "cell", "18446744073709551616"),
    "there is no cell 18446744073709551616 in the plan",
  ],
  [
    "a column that is missing",
    ({ read, write }) =>
      write("results.csv", read("results.csv").replace(",status,", ",state,")),
    "it has no column status",
  ],
  [
    "a column that is there twice",
    ({ read, write }) =>
      write("results.csv", read("results.csv").replace(",busy,", ",iodepth,")),
    "it has two columns iodepth",
  ],
  [
    "a line with too few fields",
    ({ read, write }) => write("results.csv", `${read("results.csv")}exp7,a\n`),
    "has 2 fields, not ",
  ],
  [
    "a header without end",
    ({ write }) => write("results.csv", `${"a,".repeat(5e6)}\n`),
    "results.csv: line 1 has 10000001 characters",
  ],
  [
    "lines without end",
    ({ write }) => write("results.csv", `cell\n${"0\n".repeat(1_000_001)}`),
    "results.csv: it has more than 1000000 lines",
  ],
  [
    "a line with too many fields",
    ({ write, read }) =>
      write("results.csv", `${read("results.csv")}0${",".repeat(131_000)}\n`),
    "results.csv: line 26 has more than ",
  ],
  [
    "a bucket that there is not",
    ({ write, read }) =>
      write(
        "histograms.csv",
        read("histograms.csv").replace(/\d+:/, "99999999:"),
      ),
    "histograms.csv:2: counts has no bucket",
  ],
  [
    "a negative count of a histogram",
    ({ write, read }) =>
      write("histograms.csv", read("histograms.csv").replace(/:\d+/, ":-1")),
    "histograms.csv:2: a count is",
  ],
  [
    "a count that a double cannot hold",
    ({ write, read }) =>
      write(
        "histograms.csv",
        read("histograms.csv").replace(/:\d+/, `:${2 ** 52}`),
      ),
    "histograms.csv:2: counts has",
  ],
  [
    "a minimum above the maximum",
    ({ write, read }) =>
      write(
        "histograms.csv",
        read("histograms.csv").replace(/slat,(\d+),\d+,/, "slat,$1,99999,"),
      ),
    "histograms.csv:2: min_ns is 99999, but max_ns",
  ],
  [
    "a chart whose name is a path",
    ({ meta }) =>
      meta((m) => m.plan.experiment.charts[0].name = "../../outside/a"),
    "charts[0].name: a name is made of letters",
  ],
  [
    "an experiment whose name is a path",
    ({ meta }) => meta((m) => m.plan.experiment.name = "/etc/passwd"),
    "name: a name is made of letters",
  ],
  [
    "a CPU that no kernel has",
    ({ meta }) => meta((m) => m.plan.base.cpus = [1e9]),
    "plan.base.cpus.0: ",
  ],
  [
    "a target that is no path",
    ({ meta }) => meta((m) => m.plan.base.filename = { a: 1 }),
    "plan.base.filename: ",
  ],
  [
    "a run of 1e300 seconds",
    ({ meta }) => meta((m) => m.plan.preset.runtime = 1e300),
    "plan.preset.runtime: ",
  ],
  [
    "a parameter that no cell can have",
    ({ meta }) => meta((m) => m.plan.base.workers = 1e9),
    "base.workers: ",
  ],
  [
    "a cell that its block has twice",
    ({ meta }) =>
      meta((m) => m.plan.cells.push({ ...m.plan.cells[0], seed: 5 })),
    ": its block has such a cell already",
  ],
  [
    "a target with a NUL in its name",
    ({ meta }) => meta((m) => m.plan.base.filename = "/dev/vda\0x"),
    "plan.base.filename: ",
  ],
  [
    "more charts than anybody looks at",
    ({ meta }) =>
      meta((m) => {
        const [chart] = m.plan.experiment.charts;
        m.plan.experiment.charts = Array.from(
          { length: 100 },
          (_, i) => ({ ...chart, name: `chart${i}` }),
        );
      }),
    "there are more than 64 charts",
  ],
  [
    "more values than anybody looks at",
    ({ meta }) => meta((m) => m.plan.axes.thinktime = [...Array(1001).keys()]),
    "an axis has",
  ],
  [
    "a seed of NaN",
    ({ write, read }) =>
      write("meta.json", read("meta.json").replace('"seed":42', '"seed":NaN')),
    "meta.json: no JSON",
  ],
  [
    "JSON that is too deep",
    ({ write }) => write("meta.json", "[".repeat(3e6)),
    "meta.json: it is more than 100 levels deep",
  ],
  [
    "deep JSON below what is looked at",
    ({ write, read }) =>
      write(
        "meta.json",
        read("meta.json").replace(
          /^\{/,
          `{"environment2":${'{"a":'.repeat(5000)}1${"}".repeat(5000)},`,
        ),
      ),
    "meta.json: it is more than 100 levels deep",
  ],
  [
    "a premise that there is not",
    ({ write, read }) =>
      write(
        "trace.json",
        read("trace.json").replace(
          '"notes":[]',
          '"notes":[{"premise":"__proto__","value":1}]',
        ),
      ),
    "trace.json: 0.notes.0.premise: ",
  ],
  [
    "a negative count of a trace",
    ({ write, read }) =>
      write(
        "trace.json",
        read("trace.json").replace(/"slept":\d+/, '"slept":-5'),
      ),
    "trace.json: 0.trace.waits.slept: ",
  ],
  [
    "a class of triggers that there is not",
    ({ write, read }) =>
      write(
        "trace.json",
        read("trace.json").replace('["uring_exit"', '["constructor"'),
      ),
    "trace.json: 0.trace.",
  ],
  ...["meta.json", "results.csv", "histograms.csv", "trace.json"].flatMap(
    (name) =>
      [
        [
          `${name} that never ends`,
          ({ link }: Stranger) => link(name, "/dev/zero"),
          `${name}: it is no file`,
        ],
        [
          `${name} that leads to itself`,
          ({ link }: Stranger) => link(name, name),
          `${name}: `,
        ],
        [
          `${name} that is a directory`,
          ({ path, link }: Stranger) => {
            link(name, ".");
            Deno.removeSync(`${path}/${name}`);
            Deno.mkdirSync(`${path}/${name}`);
          },
          `${name}: it is no file`,
        ],
        [
          `${name} that is a FIFO`,
          ({ path }: Stranger) => {
            Deno.removeSync(`${path}/${name}`);
            new Deno.Command("mkfifo", { args: [`${path}/${name}`] })
              .outputSync();
          },
          `${name}: it is no file`,
        ],
        [
          `${name} that says that it is empty, and may never end`,
          ({ link }: Stranger) => link(name, "/proc/kmsg"),
          `${name}: it is empty, or says so`,
        ],
        [
          `${name} of a gigabyte`,
          ({ path }: Stranger) => Deno.truncateSync(`${path}/${name}`, 2 ** 30),
          `${name}: it has 1073741824 bytes, more than the `,
        ],
      ] as const,
  ),
];

for (const [what, spoil, said] of SPOILED) {
  Deno.test(`results with ${what} are refused`, () =>
    withStranger((stranger) => {
      readRun(stranger.path);
      spoil(stranger);
      let refusal: Error | undefined;
      try {
        readRun(stranger.path);
      } catch (error) {
        refusal = error as Error;
      }
      assertThrows(() => {
        throw refusal ?? new Error("it was read");
      }, refusal instanceof UsageError ? UsageError : RunError);
      assertStringIncludes(refusal!.message, said);
    }));
}

Deno.test("a line of 10 MB is no line of results", () =>
  withStranger(({ path, write, read }) => {
    write("results.csv", `${read("results.csv")}"${"a".repeat(1e7)}"\n`);
    assertThrows(() => readRun(path), RunError, "has 10000003 characters");
  }));
