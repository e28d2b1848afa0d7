import { assertEquals, assertThrows } from "@std/assert";
import { matchCells } from "../../../lib/commands/compare/match.ts";
import {
  type RunCell,
  runCells,
} from "../../../lib/commands/compare/run_cells.ts";
import {
  cellText,
  tellingNames,
} from "../../../lib/commands/compare/telling.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import type { Places } from "../../../lib/model/places.ts";
import { recorded, type Wanted } from "./fixtures.ts";

function match(a: Wanted, b: Wanted) {
  return matchCells(runCells(recorded(a)), runCells(recorded(b)));
}

const AXES = { iodepth: [1, 8], mode: ["default", "coop"] } as const;

Deno.test("the same cells match, whatever their CPUs, target and times", () => {
  const elsewhere: Places = new Map([["non-interrupt", {
    cpus: [10],
    core: "unknown",
    partnerCpus: [1],
    why: "as given",
  }]]);
  const { cells, across, onlyFrom, onlyTo } = match({}, {
    places: elsewhere,
    repeats: 7,
    base: { filename: "/dev/nvme0n1", size: 1, runtime: 600, busyPerCpu: 9 },
  });
  assertEquals(
    cells.map(({ from, to }) => [
      `${from.params.iodepth} ${from.params.mode}`,
      `${to.params.iodepth} ${to.params.mode}`,
      to.params.core,
      from.rows.length,
      to.rows.length,
    ]),
    ["1 default", "1 coop", "8 default", "8 coop"].map((name) => [
      name,
      name,
      "non-interrupt",
      3,
      7,
    ]),
  );
  assertEquals([across, onlyFrom, onlyTo], [undefined, [], []]);
});

Deno.test("cells that only one run has are told", () => {
  const { cells, onlyFrom, onlyTo } = match(
    { axes: { ...AXES, iodepth: [1, 8] } },
    { axes: { ...AXES, iodepth: [8, 64] } },
  );
  const depths = (some: readonly RunCell[]) =>
    some.map(({ params }) => params.iodepth);
  assertEquals(depths(cells.map(({ from }) => from)), [8, 8]);
  assertEquals([depths(onlyFrom), depths(onlyTo)], [[1, 1], [64, 64]]);
});

Deno.test("cells match across one parameter that differs as a whole", () => {
  const bs = match({ base: { bs: 512 } }, { base: { bs: 4096 } });
  assertEquals(bs.across, { name: "bs", from: 512, to: 4096 });
  assertEquals(bs.cells.length, 4);
  const mode = match(
    { axes: { ...AXES, mode: ["default"] } },
    { axes: { ...AXES, mode: ["coop"] } },
  );
  assertEquals(mode.across, { name: "mode", from: "default", to: "coop" });
  assertEquals(mode.cells.length, 2);
});

Deno.test("a parameter that differs is none to match across while some agree", () => {
  const { across, cells } = match(
    { axes: { ...AXES, mode: ["default"] } },
    { axes: { ...AXES, mode: ["default", "coop"] } },
  );
  assertEquals([across, cells.length], [undefined, 2]);
});

Deno.test("no cell in common is wrong usage that names what differs", () => {
  const error = assertThrows(
    () => match({ base: { bs: 512 } }, { base: { bs: 4096, workers: 7 } }),
    UsageError,
    "no cell in common (workers: 2 against 7; bs: 512 against 4096)",
  );
  assertEquals(error.message.includes("\n"), false);
});

Deno.test("a cell without a usable row says why", () => {
  const run = recorded({
    repeats: 2,
    status: ({ mode, iodepth }) =>
      mode === "default" ? "ok" : iodepth === 1 ? "failed" : "impossible",
  });
  const [, failed, , impossible] = runCells(run);
  assertEquals(failed?.absence, "failed: for the test");
  assertEquals(impossible?.absence, "impossible: for the test");
  const [begun, never] = runCells({
    ...run,
    rows: run.rows.filter(({ cell }) => cell.params.mode === "default"),
  });
  assertEquals([begun?.absence, never?.absence], ["", "not run"]);
});

Deno.test("both arms of a mode compared with itself are repeats of one cell", () => {
  const run = recorded({ axes: { mode: ["default"] }, repeats: 2 });
  const rows = run.rows.flatMap((one) => [
    { ...one, cell: { ...one.cell, arm: "A" as const } },
    { ...one, cell: { ...one.cell, arm: "B" as const } },
  ]);
  assertEquals(runCells({ ...run, rows }).map(({ rows }) => rows.length), [4]);
});

Deno.test("cells are told by what differs, the slowest axis first", () => {
  const axes = {
    iodepth: [1, 8],
    thinktime: [5],
    busy: [false, true],
  } as const;
  const cells = runCells(recorded({ axes }));
  const names = tellingNames(cells, axes);
  assertEquals(names, ["iodepth", "busy"]);
  assertEquals(cellText(cells[1]!, names), "iodepth 1, busy on");
  assertEquals(cellText(cells[1]!, []), "the only cell");
});
