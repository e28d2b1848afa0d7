// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { readRun, type RecordedRun } from "../../files/read_run.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { writeResults } from "../../export/write_results.ts";
import { COMMAND } from "../../base/program.ts";
import { textTable } from "../../report/tables/text_table.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import type { BenchFigure } from "./output.ts";
import { type Command, commands } from "./programs.ts";
import { statusMib } from "./scaling.ts";
import { benchCell, benchParams } from "./tools.ts";

const ROWS = 10_000;
const CELL_SECONDS = 0.1;

/** Milliseconds between the starts of rows, beyond what each measured. */
export function betweenCells(
  startedAt: readonly string[],
  seconds: number,
): number[] {
  const times = startedAt.map((text) => Date.parse(text)).sort((a, b) => a - b);
  return times.slice(1).map((time, i) => time - times[i]! - seconds * 1e3);
}

/** The run as if it had been repeated until it had so many rows. */
export function grown(recorded: RecordedRun, count: number): RecordedRun {
  const { rows, run } = recorded;
  const most = Math.max(...rows.map(({ cell }) => cell.repeat));
  const all = Array.from({ length: count }, (_, i) => {
    const row = rows[i % rows.length]!;
    const repeat = row.cell.repeat + most * Math.floor(i / rows.length);
    return { ...row, cell: { ...row.cell, index: i, repeat } };
  });
  return {
    ...recorded,
    rows: all,
    run: { ...run, cells: all.map(({ cell }) => cell) },
  };
}

const [name, ...args] = COMMAND;

async function helpTime(run: Command): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    await run(name, [...args, "--help"]);
    times.push(performance.now() - began);
  }
  return median(times) ?? NaN;
}

function reportTime(recorded: RecordedRun, path: string): number {
  const results = { ...grown(recorded, ROWS), traced: [] };
  const directory = new OutputDirectory(path);
  const began = performance.now();
  writeResults(results, directory);
  return performance.now() - began;
}

async function memory(
  target: { path: string; bytes: number },
  cpu: number,
  { machine, signal }: Surroundings,
): Promise<number> {
  await machine.measure(
    benchCell({ ...benchParams(target, cpu, CELL_SECONDS), workers: 16 }),
    { signal },
  );
  return statusMib(Deno.readTextFileSync("/proc/self/status"), "VmRSS");
}

/** The figures as a table. */
export function programTable(figures: readonly BenchFigure[]): string {
  return textTable(
    figures,
    [{ head: "", value: ({ name }) => name, words: true, name: "" }],
    [{
      head: "",
      value: ({ value, unit }) =>
        `${value.toFixed(unit === "s" ? 1 : 0)} ${unit}`,
      words: false,
    }],
  ).trimStart();
}

/** What the program takes around its cells. */
export async function measureProgram(
  target: { path: string; bytes: number },
  cpu: number,
  around: Surroundings,
): Promise<BenchFigure[]> {
  const { status, signal } = around;
  const run = commands(signal);
  const rss = await memory(target, cpu, around);
  status.show("program: --help, cells and report");
  const directory = Deno.makeTempDirSync({ prefix: "uringlab-bench-" });
  try {
    await run(name, [
      ...[...args, "exp7", `--out=${directory}/run`],
      ...[`--runtime=${CELL_SECONDS * 1e3}ms`, "--ramp-time=0", "--repeats=2"],
      ...[`--filename=${target.path}`, "--bs=4096", `--cpus=${cpu}`],
      "--busy=off",
    ]);
    const recorded = readRun(`${directory}/run`);
    const started = recorded.rows.map(({ startedAt }) => startedAt);
    const report = reportTime(recorded, `${directory}/run`);
    const between = median(betweenCells(started, CELL_SECONDS)) ?? NaN;
    return [
      { name: "--help", unit: "ms", value: await helpTime(run) },
      { name: "between cells, 16 workers", unit: "ms", value: between },
      {
        name: `charts and report of ${ROWS} rows`,
        unit: "s",
        value: report / 1e3,
      },
      { name: "RSS with 16 workers x 64", unit: "MiB", value: rss },
    ];
  } finally {
    status.clear();
    Deno.removeSync(directory, { recursive: true });
  }
}
