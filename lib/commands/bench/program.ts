// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { readRun, type RecordedRun } from "../../files/read_run.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { writeResults } from "../../export/write_results.ts";
import { COMMAND } from "../../base/program.ts";
import { textTable } from "../../report/tables/text_table.ts";
import type { Surroundings } from "../../run/surroundings.ts";
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

/** What the program takes around its cells. */
export async function programTable(
  target: { path: string; bytes: number },
  cpu: number,
  around: Surroundings,
): Promise<string> {
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
    const lines = [
      ["--help", `${(await helpTime(run)).toFixed(0)} ms`],
      ["between cells, 16 workers", `${between.toFixed(0)} ms`],
      [`charts and report of ${ROWS} rows`, `${(report / 1e3).toFixed(1)} s`],
      ["RSS with 16 workers x 64", `${rss.toFixed(0)} MiB`],
    ] as const;
    return textTable(
      lines,
      [{ head: "", value: ([what]) => what, words: true, name: "" }],
      [{ head: "", value: ([, figure]) => figure, words: false }],
    ).trimStart();
  } finally {
    status.clear();
    Deno.removeSync(directory, { recursive: true });
  }
}
