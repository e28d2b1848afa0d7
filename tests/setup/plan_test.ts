import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { exp10 } from "../../experiments/exp10.ts";
import { cap } from "../../experiments/cap.ts";
import { exp5 } from "../../experiments/exp5.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { UsageError } from "../../lib/base/errors.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { groupKey, plan } from "../../lib/model/plan.ts";
import { aloneBecause } from "../../lib/model/turns.ts";
import type { Machine } from "../../lib/run/machine.ts";
import type { ChosenTarget } from "../../lib/setup/choose_target.ts";
import { wantsTracing } from "../../lib/setup/choose_tracing.ts";
import { type Plan, planRun } from "../../lib/setup/plan.ts";
import { tracingSeconds } from "../../lib/setup/traced_cells.ts";
import { requestsOf } from "../../lib/source/block/queues.ts";
import { checkedOn, disk, type Surveyed } from "./disks.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";

interface Setting {
  experiment?: Experiment;
  on?: Surveyed;
  from?: Partial<ChosenTarget>;
  machine?: Machine;
}

function prepared(
  args: string,
  { experiment = exp7, on = disk(4), from, machine = fakeMachine() }: Setting =
    {},
): Plan {
  const options = parseOptions(args.split(" ").filter(Boolean));
  const { files } = on;
  return planRun(checkedOn(on, experiment, options, from), { files, machine });
}

function refused(args: string, message: string, setting: Setting = {}): void {
  const error = assertThrows(() => prepared(args, setting), UsageError);
  assertEquals(error.message, message);
}

/** The CPUs of cells on a kind of core: measured ones, then partners'. */
function cpusOf({ cells }: Plan, core: string): string[] {
  const some = cells.filter(({ params }) => params.core === core);
  return [
    ...new Set(
      some.map(({ params: p }) => `${p.cpus.join()} ${p.partnerCpus.join()}`),
    ),
  ];
}

function reasons({ cells }: Plan): string[] {
  return [...new Set(cells.flatMap(({ impossible }) => impossible ?? []))];
}

Deno.test("exp7 is planned as ever: its axes on non-interrupt cores", () => {
  const run = prepared("--seed=42 --turn=0");
  assertEquals(run.base, {
    ...exp7.base,
    cpus: [2, 3],
    partnerCpus: [0],
    wakerCpus: [],
    busyCpus: [],
    core: "non-interrupt",
    busyPerCpu: 8,
    filename: "/data/x",
    size: 1 << 30,
    bs: 512,
    runtime: 2,
    rampTime: 0.4,
    turn: 0,
  });
  const planned = plan(run.base, exp7.axes, {
    repeats: 5,
    order: "random",
    seed: 42,
  });
  assertEquals(run.cells, planned);
  assertEquals(run.cells.length, 140);
  // As many seconds as the windows and ramps, and a little more.
  assert(run.expected > 140 * 2.4 && run.expected < 140 * 2.4 + 25);
  assertEquals(run.hz, 250);
  assertEquals(run.disks, ["vda (virtio-blk)"]);
  assertEquals(run.targetIrqActions, ["virtio1-req.0"]);
});

Deno.test("a preset is what the options leave of it", () => {
  const { quick, document } = exp7.presets;
  const { turns, withoutDisk: _, ...alone } = quick;
  const { turns: blocks, ...whole } = document;
  assertEquals(prepared("--preset=quick --turn=0").preset, alone);
  assertEquals(prepared("--preset=quick").preset, {
    ...alone,
    ...turns,
    turn: "rule",
  });
  assertEquals(prepared("--preset=document --turn=0").preset, whole);
  assertEquals(prepared("--preset=document").preset, {
    ...whole,
    ...blocks,
    turn: "rule",
  });
  const run = prepared(
    "--preset=quick --turn=0 --runtime=5 --ramp-time=0 --repeats=2 " +
      "--order=sequential",
  );
  assertEquals(run.preset, {
    runtime: 5,
    rampTime: 0,
    repeats: 2,
    order: "sequential",
  });
  assertEquals(run.base.runtime, 5);
  assertEquals(run.cells.length, 2 * 28);
});

Deno.test("arms take turns, or have cells of their own with --turn 0", () => {
  const turns = prepared("--repeats=2");
  assertEquals(turns.visits.length, 2 * 14);
  assertEquals(turns.cells.every(({ params }) => params.turn > 0), true);
  const alone = prepared("--repeats=2 --turn=0");
  assertEquals(alone.visits.length, 2 * 28);
  assertEquals(alone.preset.turn, undefined);
  // What takes turns in cells of its own is not measured longer for it.
  const given = prepared("--repeats=2 --turn=50ms --runtime=0.2 --ramp-time=1");
  assertEquals(given.preset.turn, 0.05);
  for (const { params } of given.cells) {
    assertEquals([params.turn, params.runtime], [0.05, 0.2]);
    assertEquals(params.rampTime, 1);
  }
  const others = prepared("--repeats=1 --turn=50ms", { experiment: modes });
  const modesAlone = others.cells.filter(({ params }) => params.turn === 0)
    .map(({ params }) => params.mode);
  assert(modesAlone.includes("sqpoll"));
  assert(others.cells.some(({ params }) => params.turn > 0));
});

Deno.test("--precision begins with fewer visits than the preset has", () => {
  assertEquals(prepared("--precision=5").preset.repeats, 8);
  assertEquals(prepared("--precision=5 --repeats=20").preset.repeats, 20);
  assertEquals(prepared("--precision=5 --preset=quick").preset.repeats, 4);
  assertEquals(prepared("--precision=5 --turn=0").preset.repeats, 5);
});

Deno.test("a mode that the machine refuses takes no turns", () => {
  const machine = fakeMachine({
    probeRing: (flags) => flags ? refusal("ring", 22, "EINVAL") : undefined,
  });
  const run = prepared("--repeats=1", { machine });
  assertEquals(run.visits.length, 28);
  assertEquals(run.cells.every(({ params }) => params.turn === 0), true);
});

Deno.test("an arm whose calls the machine refuses takes no turns", () => {
  const experiment: Experiment = { ...exp7, axes: { iowait: [true, false] } };
  const takingTurns = (machine: Machine) =>
    new Map(
      prepared("--repeats=1", { experiment, machine }).cells
        .map(({ params: { iowait, turn } }) => [iowait, turn > 0]),
    );
  const both = new Map([[true, true], [false, true]]);
  assertEquals(takingTurns(fakeMachine()), both);
  const old = fakeMachine({
    probeEnter: (flags) =>
      flags ? refusal("getevents", 22, "EINVAL") : undefined,
  });
  // The one that is left has its cell for itself, and says so.
  const neither = new Map([[true, false], [false, false]]);
  assertEquals(takingTurns(old), neither);
});

Deno.test("the expected time is that of visits", () => {
  const whole = prepared("");
  assert(whole.expected < 300, `${whole.expected}`);
  assert(whole.expected > 150, `${whole.expected}`);
  assert(prepared("--preset=quick").expected < 45);
});

Deno.test("a list that the experiment compares replaces its own", () => {
  const run = prepared("--iodepth=4,8 --mode=defer --repeats=5");
  assertEquals(run.axes, {
    iodepth: [4, 8],
    busy: [false, true],
    mode: ["defer"],
  });
  assertEquals(Object.keys(run.axes), ["iodepth", "busy", "mode"]);
  assertEquals(run.cells.length, 5 * 4);
});

Deno.test("--lean is the cheapest loop that fits the depth, and what is given", () => {
  const run = prepared("--lean --fixedbufs=off --iodepth=4,64");
  for (const { params } of run.cells) {
    assertEquals(params.registerfiles, true);
    assertEquals(params.registeredRingFd, true);
    assertEquals(params.sqarray, false);
    assertEquals(params.clockPerReap, true);
    assertEquals(params.hugepages, false);
    assertEquals(params.fixedbufs, false);
    const batch = params.iodepth === 4 ? 2 : 32;
    assertEquals(params.iodepthBatch, batch);
    assertEquals(params.iodepthBatchCompleteMin, batch);
    assertEquals(params.iodepthBatchCompleteMax, 2 * batch);
    assertEquals(params.submitAndWait, true);
  }
  // Where no call submits or none waits, no call can do both.
  for (const other of ["--wait=peek", "--mode=sqpoll"]) {
    for (const { params } of prepared(`--lean ${other}`).cells) {
      assertEquals(params.submitAndWait, false);
    }
    assertThrows(
      () => prepared(`--submit-and-wait=on ${other}`),
      UsageError,
      "--submit-and-wait: needs --wait wait",
    );
  }
  assertThrows(
    () => prepared("--lean --iodepth-batch=8 --iodepth=4"),
    UsageError,
    "--iodepth-batch: 8 is above --iodepth, 4",
  );
});

Deno.test("one value of what is not compared is set, several are compared", () => {
  const set = prepared("--workers=4 --wait=peek --think-getevents=on");
  assertEquals(set.axes, exp7.axes);
  assertEquals(set.base.workers, 4);
  assertEquals(set.base.wait, "peek");
  assertEquals(set.base.thinkGetevents, true);
  const compared = prepared(
    "--workers=1,4 --submit-getevents=on,off --repeats=5",
  );
  // In front, so that default and coop stay side by side.
  assertEquals(Object.keys(compared.axes), [
    "workers",
    "submitGetevents",
    "iodepth",
    "busy",
    "mode",
  ]);
  assertEquals(compared.axes.workers, [1, 4]);
  assertEquals(compared.cells.length, 4 * 140);
  for (const [i, { params }] of compared.cells.entries()) {
    const { params: other } = compared.cells[i ^ 1]!;
    assertEquals({ ...params, mode: other.mode }, other);
  }
});

Deno.test("with fewer workers than two, fewer CPUs are measured", () => {
  assertEquals(prepared("--workers=1").base.cpus, [2]);
  assertEquals(prepared("--workers=1,16").base.cpus, [2, 3]);
});

Deno.test("there are as many hogs as workers per CPU, or as told", () => {
  assertEquals(prepared("--workers=5").base.busyPerCpu, 3);
  assertEquals(prepared("--busy-per-cpu=7").base.busyPerCpu, 7);
});

Deno.test("each core has CPUs and partners of its own, as many of each", () => {
  const run = prepared("--turn=0", { experiment: exp5 });
  // There is one interrupt core; two others would not be a fair match.
  assertEquals(cpusOf(run, "non-interrupt"), ["2 0"]);
  assertEquals(cpusOf(run, "interrupt"), ["1 0"]);
  assertEquals(run.cells.length, 140);
  assertEquals(reasons(run), []);
  assertEquals([...run.places.keys()], ["non-interrupt", "interrupt"]);
});

Deno.test("two CPUs are each other's partners", () => {
  const run = prepared("", { experiment: modes, on: disk(2) });
  assertEquals(cpusOf(run, "non-interrupt"), ["0 1"]);
  assertEquals(cpusOf(run, "interrupt"), ["1 0"]);
});

Deno.test("a machine without interrupt cores has impossible cells", () => {
  const on = disk(4, { allowed: "0,2-3" });
  const run = prepared("", { experiment: exp5, on });
  const why = "the target's interrupts arrive on no CPU that may be used";
  assertEquals(reasons(run), [`there is no interrupt core: ${why}`]);
  for (const { params, impossible } of run.cells) {
    assertEquals(impossible !== undefined, params.core === "interrupt");
  }
  assertEquals(cpusOf(run, "non-interrupt"), ["2,3 0"]);
  assertEquals(run.places.get("interrupt"), why);
  // They take no time.
  const whole = prepared("", { experiment: exp5 });
  assertAlmostEquals(run.expected, whole.expected / 2, 1e-6);
});

Deno.test("a machine without non-interrupt cores has impossible cells", () => {
  const on = disk(4, { rqAffinity: 2 });
  const run = prepared("", { experiment: exp10, on });
  const [reason = "", ...others] = reasons(run);
  assertEquals(others, []);
  assert(
    reason.startsWith(
      "there is no non-interrupt core: Every allowed CPU (0-3) is an " +
        "interrupt core of vda",
    ),
    reason,
  );
  assertEquals(cpusOf(run, "interrupt"), ["1 0"]);
});

Deno.test("exp7 takes what there is, and its cells say so", () => {
  const run = prepared("--repeats=5", { on: disk(4, { rqAffinity: 2 }) });
  assertEquals(reasons(run), []);
  assertEquals(cpusOf(run, "interrupt"), ["1,2 0"]);
  assertEquals(run.cells.length, 140);
});

Deno.test("a core that is asked for and is not there is wrong usage", () => {
  refused(
    "--core=interrupt",
    "no cores: the target's interrupts arrive on no CPU that may be used",
    { on: disk(4, { allowed: "0,2-3" }) },
  );
});

Deno.test("exp7 may be asked for another core, or for both", () => {
  assertEquals(cpusOf(prepared("--core=interrupt"), "interrupt"), ["1 0"]);
  const both = prepared("--core=interrupt,non-interrupt --repeats=5");
  assertEquals(Object.keys(both.axes)[0], "core");
  assertEquals(both.cells.length, 2 * 140);
  assertEquals(cpusOf(both, "interrupt"), ["1 0"]);
  assertEquals(cpusOf(both, "non-interrupt"), ["2 0"]);
});

Deno.test("a file's own core is the one that is measured", () => {
  const experiment = {
    ...exp7,
    base: { ...exp7.base, core: "interrupt" },
  } as const;
  assertEquals(cpusOf(prepared("", { experiment }), "interrupt"), ["1 0"]);
  assertEquals(cpusOf(prepared("--cpus=3", { experiment }), "interrupt"), [
    "3 0",
  ]);
});

Deno.test("given CPUs are what the disk makes of them where none is compared", () => {
  assertEquals(cpusOf(prepared("--cpus=1"), "interrupt"), ["1 0"]);
  assertEquals(cpusOf(prepared("--cpus=3,2"), "non-interrupt"), ["2,3 0"]);
  assertEquals(cpusOf(prepared("--cpus=0-1"), "unknown"), ["0,1 2"]);
});

Deno.test("given CPUs are what the user says where cores are compared", () => {
  const run = prepared("--cpus=1,2 --interrupt-cpus=3", { experiment: exp5 });
  assertEquals(cpusOf(run, "non-interrupt"), ["1,2 0"]);
  assertEquals(cpusOf(run, "interrupt"), ["3 0"]);
  const one = prepared("--cpus=0", { experiment: exp5 });
  assertEquals(cpusOf(one, "non-interrupt"), ["0 1"]);
  assertEquals(cpusOf(one, "interrupt"), ["1 0"]);
});

Deno.test("where one kind of core is measured, --cpus are its CPUs", () => {
  const run = prepared("--core=interrupt --cpus=3");
  assertEquals(cpusOf(run, "interrupt"), ["3 0"]);
  const named = prepared("--core=interrupt --cpus=3 --interrupt-cpus=2");
  assertEquals(cpusOf(named, "interrupt"), ["2 0"]);
});

Deno.test("CPUs that cannot be used are named with their option", () => {
  const compared = { experiment: exp5 };
  refused("--cpus=9", "--cpus: there is no CPU 9; this machine has 0-3");
  refused(
    "--cpus=2 --interrupt-cpus=9",
    "--interrupt-cpus: there is no CPU 9; this machine has 0-3",
    compared,
  );
  refused(
    "--core=interrupt --cpus=9",
    "--cpus: there is no CPU 9; this machine has 0-3",
  );
  refused(
    "--partner-cpus=9",
    "--partner-cpus: there is no CPU 9; this machine has 0-3",
  );
  refused(
    "--partner-cpus=1",
    "--partner-cpus: CPU 1 is outside this process's cpuset " +
      "(sched_setaffinity: EINVAL)",
    {
      machine: fakeMachine({
        probeAffinity: ([cpu]) =>
          cpu === 1 ? refusal("affinity", 22, "EINVAL") : undefined,
      }),
    },
  );
});

Deno.test("CPUs for a core that nobody measures are refused", () => {
  refused(
    "--interrupt-cpus=1",
    "--interrupt-cpus: no interrupt core is measured; ask for it with --core",
  );
});

Deno.test("partners run where they are told, whatever runs there", () => {
  const run = prepared("--partner-cpus=1,2", { experiment: exp5 });
  assertEquals(cpusOf(run, "non-interrupt"), ["2 1,2"]);
  assertEquals(cpusOf(run, "interrupt"), ["1 1,2"]);
});

Deno.test("the only CPU is its own partner", () => {
  assertEquals(prepared("", { on: disk(1) }).base.partnerCpus, [0]);
});

Deno.test("partners keep away from CPUs that may not be used", () => {
  const machine = fakeMachine({
    probeAffinity: ([cpu]) =>
      cpu === 0 ? refusal("affinity", 22, "EINVAL") : undefined,
  });
  assertEquals(prepared("", { machine }).base.partnerCpus, [1]);
});

Deno.test("what nobody can tell of a target is asked of the user", () => {
  const survey = new Error("x is on tmpfs, which has no disk");
  const on = { ...disk(4), survey: survey as never };
  refused(
    "",
    "cannot tell the interrupt cores of the target: x is on tmpfs, which " +
      "has no disk; name the CPUs with --cpus",
    { on },
  );
  refused(
    "--cpus=1",
    "cannot tell the interrupt cores of the target: x is on tmpfs, which " +
      "has no disk; name the CPUs with --cpus and --interrupt-cpus",
    { on, experiment: exp5 },
  );
  const run = prepared("--cpus=1", { on });
  assertEquals(cpusOf(run, "unknown"), ["1 0"]);
  assertEquals(requestsOf(survey, [1]), undefined);
  assertEquals([run.disks, run.targetIrqActions], [[], []]);
});

Deno.test("the disk's queue holds as many as it says", () => {
  assertEquals(requestsOf(disk(4).survey, [2, 3]), 256);
});

Deno.test("a reap takes as many as it waits for, or as told", () => {
  const max = (args: string) => {
    const all = prepared(args).cells.map(({ params }) =>
      params.iodepthBatchCompleteMax
    );
    return [...new Set(all)].sort((a, b) => a - b);
  };
  assertEquals(max(""), [1]);
  assertEquals(max("--iodepth=8 --iodepth-batch-complete-min=4"), [4]);
  assertEquals(
    max("--iodepth=8 --iodepth-batch-complete-min=1,4,8"),
    [1, 4, 8],
  );
  assertEquals(
    max(
      "--iodepth=8 --iodepth-batch-complete-min=1,4 " +
        "--iodepth-batch-complete-max=6",
    ),
    [6],
  );
});

Deno.test("the batches of an experiment fit into its cells", () => {
  const { cells } = prepared("--iodepth=4,200 --repeats=1", {
    experiment: cap,
  });
  const batches = new Set(
    cells.map(({ params: p }) => `${p.iodepthBatch} of ${p.iodepth}`),
  );
  assertEquals([...batches].sort(), ["128 of 200", "4 of 4"]);
});

Deno.test("reads that can never be reaped are refused", () => {
  refused(
    "--iodepth=4 --iodepth-batch-complete-min=2 --iodepth-batch-complete-max=1",
    "--iodepth-batch-complete-min: 2 is above --iodepth-batch-complete-max, 1",
  );
  refused(
    "--iodepth=4,1 --iodepth-batch=2 --order=sequential",
    "--iodepth-batch: 2 is above --iodepth, 1",
  );
  refused(
    "--iodepth=2 --iodepth-batch-complete-min=4",
    "--iodepth-batch-complete-min: 4 is above --iodepth, 2",
  );
});

Deno.test("a target that is smaller than a block is refused", () => {
  refused("", "--size: 256 bytes are less than a block of 512", {
    from: { size: 256 },
  });
  assertEquals(prepared("", { from: { bs: 4096 } }).base.bs, 4096);
});

Deno.test("more cells than anybody waits for are refused", () => {
  const iodepths = Array.from({ length: 1000 }, (_, i) => i + 1);
  refused(
    `--iodepth=${iodepths} --repeats=1000`,
    "4000000 cells are more than 100000",
  );
  const axes = Object.fromEntries(
    ["iodepth", "workers", "numberIos", "thinktime"].map((name) => [
      name,
      iodepths,
    ]),
  );
  refused("--repeats=1", "1000000000000 cells are more than 100000", {
    experiment: { ...exp7, axes },
  });
});

/** Of its two arms that through io-wq is alone, so that nobody takes turns. */
const ALONE = ["async"];

for (const experiment of EXPERIMENTS) {
  Deno.test(`a quick ${experiment.name} takes two minutes at most`, () => {
    const run = prepared("--preset=quick", { experiment, on: disk(2) });
    const traces = wantsTracing(experiment, {}) ? tracingSeconds(run) : 0;
    assert(run.expected + traces <= 120, `${run.expected} + ${traces} s`);
  });

  Deno.test(`${experiment.name}: every arm that can takes turns`, () => {
    const run = prepared("--preset=quick", { experiment, on: disk(2) });
    for (const cell of run.cells) {
      const { params, impossible } = cell;
      if (impossible) continue;
      const beside = !ALONE.includes(experiment.name) &&
        run.cells.some((other) =>
          other !== cell && groupKey(other, run) === groupKey(cell, run)
        );
      assertEquals(
        params.turn > 0,
        beside && aloneBecause(params) === undefined,
      );
    }
  });
}

Deno.test("fewer values of a quick run give way to those that are asked for", () => {
  const times = (args: string) =>
    prepared(`--preset=quick ${args}`, { experiment: exp10 }).axes.thinktime;
  assertEquals(times(""), [0, 100, 3000]);
  assertEquals(times("--thinktime=0,9000"), [0, 9000]);
});

Deno.test("core any is every CPU that may be used, whatever the others take", () => {
  const machine = {
    ...fakeMachine(),
    probeAffinity: ([cpu]: readonly number[]) =>
      cpu === 1 ? refusal("affinity", 22, "EINVAL") : undefined,
  };
  const some = prepared("--core=any", { machine });
  assertEquals(cpusOf(some, "any"), ["0,2,3 0"]);
  const args = "--core=non-interrupt,any --workers=1 --repeats=5";
  const both = prepared(args);
  assertEquals(cpusOf(both, "any"), ["0,1,2,3 0"]);
  assertEquals(cpusOf(both, "non-interrupt"), ["2 0"]);
  const named = prepared(`${args} --cpus=3`);
  assertEquals(cpusOf(named, "any"), ["0,1,2,3 0"]);
  assertEquals(cpusOf(named, "non-interrupt"), ["3 0"]);
  assertEquals(cpusOf(prepared("--core=any --cpus=1,3"), "any"), ["1,3 0"]);
});
