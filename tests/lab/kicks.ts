/** Whether two kernels kick alike: exp11 in the lab machine, and compared. */
import { median } from "d3-array";
import { textTable } from "../../lib/report/tables/text_table.ts";
import { readRows } from "../program/program.ts";
import type { KernelLine } from "./kernels.ts";
import { Products, runScript } from "./products.ts";

/** A kernel, and where what its machine leaves goes. */
export interface KicksRun {
  line: KernelLine;
  out: string;
}

type Row = Readonly<Record<string, string>>;

const TIMEOUT_S = 540;

/** Runs of a cell: RES per read of each, and their median. */
function resOf(rows: readonly Row[]): string {
  const figures = rows.flatMap(({ res_per_io }) =>
    res_per_io ? [Number(res_per_io)] : []
  );
  const middle = median(figures);
  return middle === undefined
    ? ""
    : `${middle.toFixed(3)} (${
      figures.map((figure) => figure.toFixed(3)).join(" ")
    })`;
}

/** RES per read by queue depth and mode, a column per kernel. */
export function resTable(
  kernels: readonly { name: string; rows: readonly Row[] }[],
): string {
  const cellOf = ({ iodepth, mode }: Row) => `iodepth ${iodepth}, ${mode}`;
  const cells = new Set(kernels.flatMap(({ rows }) => rows.map(cellOf)));
  const depth = (cell: string) => Number(/\d+/.exec(cell)?.[0]);
  return textTable(
    [...cells].toSorted((a, b) => depth(a) - depth(b) || b.localeCompare(a)),
    [{
      head: "RES per read",
      name: "",
      words: true,
      value: (cell) => cell,
    }],
    kernels.map(({ name, rows }) => ({
      head: name,
      words: false,
      value: (cell: string) =>
        resOf(rows.filter((row) => cellOf(row) === cell)),
    })),
  );
}

/**
 * Measures exp11 on each kernel and prints RES per read, the median with its
 * runs, and what `uringlab compare` says of both. Returns 0, or 1 where a run
 * or the comparison failed. Throws {@linkcode LabError} where a machine fails.
 */
export async function compareKicks(
  runs: readonly KicksRun[],
  signal: AbortSignal,
): Promise<number> {
  for (const { line, out } of runs) {
    const { result, said } = await runScript({
      kernel: line,
      words: ["kicks.sh"],
      out,
      timeoutSeconds: TIMEOUT_S,
      signal,
    });
    if (result.status === 0) continue;
    console.error(said + new Products(out).textIfAny("exp11.stderr"));
    return 1;
  }
  const directories = runs.map(({ out }) => `${out}/exp11`);
  console.log(
    resTable(
      runs.map(({ line }, i) => ({
        name: line,
        rows: readRows(directories[i] ?? ""),
      })),
    ),
  );
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("../../main.ts", import.meta.url).pathname,
      "compare",
      ...directories,
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return code === 0 ? 0 : 1;
}
