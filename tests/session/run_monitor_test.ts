import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exp10 } from "../../experiments/exp10.ts";
import { exp5 } from "../../experiments/exp5.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Cell } from "../../lib/model/cell.ts";
import type { LoadName } from "../../lib/model/parameters/loads.ts";
import type { Row } from "../../lib/model/row.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { planRun } from "../../lib/setup/plan.ts";
import { announcement, resumption } from "../../lib/session/announcement.ts";
import { rowLine, RunMonitor } from "../../lib/session/run_monitor.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { failedRow, impossibleRow, row } from "../model/fixtures.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import { fakeMachine } from "./fake_machine.ts";

/** What is said before a run, its lines put together. */
function announced(
  experiment: Experiment,
  args: string,
  on = disk(4),
): string {
  const options = parseOptions([
    "--seed=1",
    ...args.split(" ").filter(Boolean),
  ]);
  const { files } = on;
  const machine = fakeMachine();
  const plan = planRun(checkedOn(on, experiment, options), { files, machine });
  const lines = announcement(plan);
  for (const line of lines) assert(line.length <= 80, line);
  return lines.join(" ");
}

Deno.test("a run says what it compares, where and for how long", () => {
  const text = announced(exp7, "--turn=0");
  assertStringIncludes(
    text,
    "exp7: 140 cells (iodepth 1,2,4,8,16,32,64; busy off,on; mode " +
      "default,coop; each 5 times), 2 s after 0.4 s of ramp, about ",
  );
  assertStringIncludes(text, "CPUs: 2-3 for 16 workers (shared). CPUs 2-3: ");
  assertStringIncludes(text, "seed: 1");
});

Deno.test("a run says which arms take turns, and why others do not", () => {
  const text = announced(exp7, "--repeats=3");
  assertStringIncludes(
    text,
    "each 3 times), 0.2 s after 0.004 to 0.094 s of ramp, about ",
  );
  assertStringIncludes(text, "arms that are compared take turns of ");
  assertEquals(text.includes("a cell of its own"), false);
  const some = announced(exp7, "--mode=default,coop,sqpoll --turn=100ms");
  assertStringIncludes(some, "take turns of 0.1 s");
  assertStringIncludes(some, "a cell of its own: an SQ thread spins");
  const none = announced(exp7, "--mode=default,sqpoll");
  assertStringIncludes(none, "no arms take turns: each has a cell of its own");
  assertEquals(announced(exp7, "--turn=0").includes("turns"), false);
});

Deno.test("a run says why arms on two kinds of core share no cell", () => {
  const why = "workers cannot share a CPU of two kinds of core";
  assertStringIncludes(announced(exp5, ""), why);
  assertEquals(announced(exp5, "--core=interrupt").includes(why), false);
  assertEquals(announced(exp5, "--turn=0").includes(why), false);
  const none = announced(exp10, "");
  assertStringIncludes(none, "no arms take turns: each has a cell of its own");
  assertStringIncludes(none, "--number-ios ends a window for all arms");
});

Deno.test("a dry run says what will be traced, and how to have more", () => {
  const quick = "--preset=quick --dry-run";
  assertStringIncludes(
    announced(modes, quick),
    "then traces 16 cells, 3 times each, of those with core non-interrupt; wait " +
      "wait,compute; iodepth 32 (--trace: all), about 17s",
  );
  assertStringIncludes(
    announced(modes, `${quick} --trace`),
    "then traces 192 cells, 3 times each, about 3m",
  );
  assertEquals(
    announced(modes, `${quick} --no-trace`).includes("trace"),
    false,
  );
  // What cannot be traced here is not announced.
  assertEquals(announced(modes, "--preset=quick").includes("trace"), false);
  assertEquals(announced(exp7, quick).includes("trace"), false);
});

Deno.test("a quick run says which values it leaves out, and how to have them", () => {
  const all =
    "not with every thinktime: --thinktime 0,100,1000,3000,9000 has " +
    "them all";
  assertStringIncludes(announced(exp10, "--preset=quick"), all);
  const given = announced(exp10, "--preset=quick --thinktime=0,9000");
  assertEquals(given.includes("not with every"), false);
  assertEquals(announced(exp10, "").includes("not with every"), false);
});

Deno.test("a disk that has no model is told by its name alone", () => {
  const virtio = disk(4);
  const [only] = virtio.survey.disks;
  const zram = {
    ...only!,
    leaf: { ...only!.leaf, name: "zram1", model: null },
  };
  const text = announced(exp7, "", {
    ...virtio,
    survey: { ...virtio.survey, disks: [zram] },
  });
  assertStringIncludes(text, " on zram1; random reads");
});

Deno.test("every core is told, and the one that there is not", () => {
  const both = announced(exp5, "");
  assertStringIncludes(both, "non-interrupt core: 2 for 16 workers (shared). ");
  assertStringIncludes(both, " interrupt core: 1 for 16 workers (shared). ");
  const one = announced(exp5, "", disk(4, { allowed: "0,2-3" }));
  assertStringIncludes(
    one,
    "no interrupt core: the target's interrupts arrive on no CPU that may be " +
      "used",
  );
});

Deno.test("partners are told where there are some", () => {
  const partners = "second threads, eventfd readers and SQ threads: CPU ";
  assertStringIncludes(announced(exp10, ""), `${partners}0`);
  assertStringIncludes(announced(exp7, "--mode=sqpoll"), `${partners}0`);
  assert(!announced(exp7, "").includes(partners));
});

Deno.test("as many workers are told as there are", () => {
  assertStringIncludes(announced(exp7, "--workers=1"), "2 for 1 worker (");
  assertStringIncludes(announced(exp7, "--workers=1,4"), "for 1,4 workers (");
});

Deno.test("a run that compares nothing says so", () => {
  const text = announced({ ...exp7, axes: {} }, "--repeats=1");
  assertStringIncludes(text, "exp7: 1 cell (each once)");
});

Deno.test("a run that goes on tells what it has and how long the rest takes", () => {
  const [first, second] = [0, 1].map((index) => ({
    ...row({ runtime: 60, rampTime: 1, busy: false }).cell,
    index,
  }));
  assert(first && second);
  const rest = (...cells: Cell[]) =>
    resumption(
      "out",
      { cells: [first, second], axes: { mode: ["default"] }, aa: false },
      cells.map((cell) => ({ cell })),
    );
  assertEquals(rest(first), [
    "going on with out: 1 of these cells are kept, the others take about 1m 1s",
  ]);
  assertEquals(rest(), [
    "going on with out: 0 of these cells are kept, the others take about 2m 2s",
  ]);
  assertEquals(rest(first, second), [
    "going on with out: 2 of these cells are kept",
  ]);
});

Deno.test("a line tells how a cell went", () => {
  const metrics = { iops: 1234.5, clat_avg_us: 80.4, clat_p99_us: 200 };
  assertEquals(
    rowLine(row({ mode: "coop" }, { metrics }), 3, 84),
    "[3/84] coop, iodepth 4: 1235 IOPS, clat 80.4 us, p99 200 us",
  );
  assertEquals(
    rowLine(
      row({}, { metrics, broken: [{ premise: "cpu_steal", value: 0.2 }] }),
      1,
      1,
    ),
    "[1/1] default, iodepth 4: 1235 IOPS, clat 80.4 us, p99 200 us " +
      "(cpu_steal 0.2)",
  );
  assertEquals(
    rowLine(failedRow({ busy: true }, "pread: EIO"), 2, 2),
    "[2/2] default, busy, iodepth 4: FAILED, pread: EIO",
  );
  assertEquals(
    rowLine(impossibleRow({ wait: "spin" }, "nobody entered"), 2, 2),
    "[2/2] default, spin, iodepth 4: impossible, nobody entered",
  );
});

/** What is said of rows where standard error is a file. */
function piped(rows: readonly Row[]): string[] {
  let said = "";
  const status = new StatusLine({
    isTerminal: false,
    columns: 80,
    write: (text) => said += text,
  });
  const monitor = new RunMonitor(status, {
    cells: rows.map(({ cell }) => cell),
    expected: 1,
    axes: {},
  });
  for (const one of rows) monitor.row(one);
  return said.trimEnd().split("\n");
}

Deno.test("piped, why cells are impossible is told once", () => {
  const rows = ["no hogs", "no ring", "no hogs"].map((reason) =>
    impossibleRow({}, reason)
  );
  assertEquals(
    piped(rows).map((line) => line.replace(/^.*: /, "")),
    ["impossible, no hogs", "impossible, no ring", "impossible, as [1/3]"],
  );
});

Deno.test("piped, no line of a cell is wider than 80 columns", () => {
  const metrics = { iops: 25723, clat_avg_us: 9363, clat_p99_us: 89391 };
  const broken = [
    { premise: "littles_law" as const, value: 0.911 },
    { premise: "late_share" as const, value: 0.146 },
  ];
  assertEquals(
    piped([
      row({ busy: true, load: "tcp" }, { metrics, broken }),
      row({ load: "tcp" }, { metrics, broken: broken.slice(1) }),
      impossibleRow({}, "nobody entered the kernel, and so on and on and on"),
    ]),
    [
      "[1/3] default, busy, iodepth 4: 25723 messages/s, clat 9363 us, p99 89391 us",
      "  (littles_law 0.911, late_share 0.146)",
      "[2/3] default, iodepth 4: 25723 messages/s, clat 9363 us, p99 89391 us",
      "  (late_share 0.146)",
      "[3/3] default, iodepth 4: impossible, nobody entered the kernel, and so on and",
      "  on and on",
    ],
  );
});

Deno.test("what completes in a second is in the words of the load", () => {
  const metrics = { iops: 1e6, clat_avg_us: 0.0468, clat_p99_us: 0.98 };
  const line = (load: LoadName) => rowLine(row({ load }, { metrics }), 1, 1);
  assertEquals(
    line("nop"),
    "[1/1] default, iodepth 4: 1000000 completions/s, clat 0.0468 us, p99 " +
      "0.980 us",
  );
  assertStringIncludes(line("accept"), "1000000 connections/s");
  assertStringIncludes(line("udp"), "1000000 messages/s");
});
