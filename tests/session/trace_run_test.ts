import { assert, assertEquals } from "@std/assert";
import { exp10 } from "../../experiments/exp10.ts";
import { exp5 } from "../../experiments/exp5.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Cell } from "../../lib/model/cell.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { compareByAxes } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { summaries } from "../../lib/stats/summary.ts";
import { type Plan, planRun } from "../../lib/setup/plan.ts";
import { tracedCells } from "../../lib/session/trace_run.ts";
import { chooseTracing } from "../../lib/setup/choose_tracing.ts";
import { IDENTITY, row } from "../model/fixtures.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import { fakeMachine } from "./fake_machine.ts";

function prepared(experiment: Experiment, args: string[] = []): Plan {
  const on = disk(4);
  const options = parseOptions(["--seed=1", ...args]);
  const { files } = on;
  const machine = fakeMachine();
  return planRun(checkedOn(on, experiment, options), { files, machine });
}

function rowOf(cell: Cell, status: Row["status"] = "ok"): Row {
  return { ...row(), identity: IDENTITY, cell, status, reason: status };
}

/** The cells that are traced when the others had these ends. */
function traced(
  run: Plan,
  statusOf: (cell: Cell) => Row["status"] = () => "ok",
): Cell[] {
  const rows = run.cells.map((cell) => rowOf(cell, statusOf(cell)));
  return tracedCells(run, summaries(rows, run.axes));
}

/** The cells in the order of the axes. */
function byAxes(cells: readonly Cell[], run: Plan): Cell[] {
  return cells.toSorted((a, b) => compareByAxes(a.params, b.params, run.axes));
}

Deno.test("every cell is traced once in each of three blocks", () => {
  const run = prepared(exp7);
  const cells = traced(run);
  assertEquals(cells.length, 3 * 28);
  assertEquals(cells.map(({ index }) => index), [...cells.keys()]);
  assertEquals(
    cells.map(({ repeat }) => repeat),
    [1, 2, 3].flatMap((repeat) => Array(28).fill(repeat)),
  );
  const blocks = [1, 2, 3].map((repeat) =>
    byAxes(cells.filter((cell) => cell.repeat === repeat), run)
  );
  for (const block of blocks) {
    assertEquals(
      block.map(({ params }) => params),
      blocks[0]?.map(({ params }) => params),
    );
    // Not the same one again.
    for (const [i, cell] of block.slice(1).entries()) {
      assert(compareByAxes(block[i]!.params, cell.params, run.axes) < 0);
    }
  }
  // Each reads other offsets.
  assertEquals(new Set(cells.map(({ seed }) => seed)).size, cells.length);
});

Deno.test("what is compared is traced side by side, each first in turn", () => {
  const run = prepared(exp7, ["--repeats=1"]);
  const firsts = new Map<string, Set<string>>();
  const cells = traced(run);
  for (let i = 0; i < cells.length; i += 2) {
    const [one, other] = [cells[i]!.params, cells[i + 1]!.params];
    assertEquals({ ...other, mode: one.mode }, one);
    const place = `${one.iodepth} ${one.busy}`;
    firsts.set(place, (firsts.get(place) ?? new Set()).add(one.mode));
  }
  assertEquals(firsts.size, 14);
  for (const modes of firsts.values()) assertEquals(modes.size, 2);
});

Deno.test("cells are traced as often, however often they were measured", () => {
  const cells = (repeats: number) =>
    traced(prepared(exp7, [`--repeats=${repeats}`]))
      .map(({ repeat, params, seed }) => ({ repeat, params, seed }));
  // As in a run that goes on, or that got more blocks.
  assertEquals(cells(1), cells(7));
});

Deno.test("a traced cell knows which one it is of, and is as long as told", () => {
  const run = prepared(exp10, ["--repeats=2", "--trace-runtime=2"]);
  for (const { origin = -1, ...cell } of traced(run)) {
    const own = run.cells[origin]!;
    assertEquals(own.repeat, 1);
    assertEquals({ ...cell, repeat: 1, seed: own.seed }, {
      ...own,
      index: cell.index,
      // The tracer counts until the end of the window as it was planned.
      params: { ...own.params, runtime: 2, numberIos: 0 },
    });
  }
  const usual = traced(prepared(exp10, ["--repeats=2"]));
  assertEquals(usual[0]?.params.runtime, 0.25);
});

Deno.test("a quick modes traces some cells, with --trace all of them", () => {
  const quick = prepared(modes, ["--preset=quick"]);
  const some = traced(quick);
  assertEquals(some.length, 3 * 16);
  for (const { params: { core, wait, iodepth } } of some) {
    assertEquals([core, iodepth], ["non-interrupt", 32]);
    assert(wait === "wait" || wait === "compute");
  }
  assertEquals(traced(prepared(modes)).length, 3 * 192);
  const all = prepared(modes, ["--preset=quick", "--trace"]);
  assertEquals(traced(all).length, 3 * 192);
});

Deno.test("who asks for values that a quick run does not trace has them traced", () => {
  const run = prepared(modes, ["--preset=quick", "--wait=peek,spin"]);
  const cells = traced(run);
  assertEquals(cells.length, 3 * 16);
  assertEquals(
    new Set(cells.map(({ params: { iodepth } }) => iodepth)),
    new Set([32]),
  );
});

Deno.test("cells without figures are not traced", () => {
  const run = prepared(exp5);
  const core = (cell: Cell) => cell.params.core;
  const cells = traced(
    run,
    (cell) => core(cell) === "interrupt" ? "impossible" : "ok",
  );
  assertEquals(cells.length, 3 * 14);
  assertEquals(new Set(cells.map(core)), new Set(["non-interrupt"]));
  assertEquals(traced(run, () => "failed"), []);
});

Deno.test("a cell that failed once has figures all the same", () => {
  const run = prepared(exp7);
  const cells = traced(
    run,
    ({ repeat }) => repeat === 1 ? "failed" : "ok",
  );
  assertEquals(cells.length, 3 * 28);
});

Deno.test("cells that differ in any parameter are told apart", () => {
  const run = prepared(exp7, ["--workers=1,4", "--iodepth=8", "--busy=off"]);
  const cells = traced(
    run,
    ({ params }) => params.workers === 4 ? "failed" : "ok",
  );
  assertEquals(
    byAxes(cells, run).map(({ params: p }) => `${p.workers} ${p.mode}`),
    [...Array(3).fill("1 default"), ...Array(3).fill("1 coop")],
  );
});

Deno.test("nothing is traced unless it is asked for, or after --no-trace", async () => {
  const { files } = disk(2);
  let said = "";
  const around = {
    machine: fakeMachine(),
    files: {
      ...files,
      // Whoever looks for what can be traced reads more than this.
      read: (path: string) => {
        throw new Error(`looked for ${path}`);
      },
    },
    status: new StatusLine({
      isTerminal: false,
      columns: 80,
      write: (text) => said += text,
    }),
    print: () => {},
    version: "0.1.0",
    args: [],
    signal: new AbortController().signal,
  };
  const tracing = (experiment: Experiment, ...args: string[]) =>
    chooseTracing(experiment, parseOptions(args), around);
  assertEquals(await tracing(exp7), undefined);
  assertEquals(await tracing(exp5, "--no-trace"), undefined);
  assertEquals(await tracing(exp7, "--no-trace", "--trace"), undefined);
  assertEquals(said, "");
});
