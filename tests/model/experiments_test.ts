import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { exp7 } from "../../experiments/exp7.ts";
import type { ChartSpec, Experiment } from "../../lib/model/experiment.ts";
import { isTraceFigure } from "../../lib/model/figures/mod.ts";
import type { ParameterName } from "../../lib/model/parameters/params.ts";
import { product } from "../../lib/model/plan.ts";

/** The parameters that a chart speaks of. */
function parametersOf(chart: ChartSpec): ParameterName[] {
  const where = (values?: object) =>
    Object.keys(values ?? {}) as ParameterName[];
  switch (chart.kind) {
    case "ratios":
      // Whatever else is compared has groups of its own.
      return [
        chart.items,
        ...(chart.axis ? [chart.axis] : []),
        ...selections(chart).flatMap(where),
      ];
    case "lines":
      return [chart.x, ...chart.lines];
    case "panels":
      return [chart.x, ...chart.lines, chart.columns, chart.rows].filter(
        (name) => name !== undefined,
      );
    case "distribution":
      return [
        ...chart.lines,
        chart.columns,
        chart.rows,
        ...where(chart.where),
      ].filter((name) => name !== undefined);
    case "matrix":
      return [
        chart.groups,
        chart.items,
        chart.points,
        ...chart.panels.flatMap((panel) => where(panel.where)),
      ];
  }
}

function selections(chart: ChartSpec): object[] {
  if (chart.kind === "distribution") return [chart.where ?? {}];
  if (chart.kind === "ratios") {
    return [chart.where ?? {}, ...Object.values(chart.at ?? {})];
  }
  return chart.kind === "matrix"
    ? chart.panels.map(({ where }) => where ?? {})
    : [];
}

function showsTraces({ table, charts }: Experiment): boolean {
  return table.some(isTraceFigure) ||
    /"(kicks|wakeups|res_sent)_per_io"|"kicks_user_share"/.test(
      JSON.stringify(charts),
    );
}

for (const experiment of EXPERIMENTS) {
  const { name, axes, charts, base, presets } = experiment;

  Deno.test(`${name}: charts show what is compared, and all of it`, () => {
    const compared = Object.keys(axes) as ParameterName[];
    for (const chart of charts) {
      const shown = new Set(parametersOf(chart));
      const strange = [...shown].filter((p) => !compared.includes(p));
      assertEquals(strange, [], chart.name);
      if (chart.kind === "ratios") continue;
      // Another axis would put several points of one line over each other.
      const hidden = compared.filter((p) => !shown.has(p));
      assertEquals(hidden, [], chart.name);
    }
  });

  Deno.test(`${name}: charts select values that are measured`, () => {
    for (const where of charts.flatMap(selections)) {
      for (const [parameter, value] of Object.entries(where)) {
        const values: readonly unknown[] = axes[parameter as ParameterName] ??
          [];
        assert(values.includes(value), `${parameter} ${value}`);
      }
    }
  });

  Deno.test(`${name}: a figure that only a trace tells is traced`, () => {
    assert(!showsTraces(experiment) || experiment.traced);
  });

  Deno.test(`${name}: axes have every value once`, () => {
    for (const values of Object.values(axes)) {
      assert(values.length > 1);
      assertEquals(new Set<unknown>(values).size, values.length);
    }
    // What is compared is not set.
    for (const parameter of Object.keys(axes)) assert(parameter in base);
  });

  Deno.test(`${name}: presets run longer and longer`, () => {
    const cells = product(axes).length;
    const seconds = [presets.quick, presets.default, presets.document]
      .map((p) => p.repeats * cells * (p.runtime + p.rampTime));
    assertEquals(seconds, [...seconds].sort((a, b) => a - b));
  });
}

Deno.test("experiments have names of their own", () => {
  const names = EXPERIMENTS.map(({ name }) => name);
  assertEquals(names, [
    "exp5",
    "exp7",
    "exp10",
    "exp11",
    "think",
    "batch",
    "cap",
    "wakeups",
    "faults",
    "sqpoll",
    "async",
    "regfile",
    "placement",
    "irq_busy",
    "modes",
    "delivery",
    "cost",
    "echo",
    "accept",
  ]);
});

Deno.test("exp7 is the document's: its load and what it compares", () => {
  const { base, axes, presets } = exp7;
  assertEquals(axes, {
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    busy: [false, true],
    mode: ["default", "coop"],
  });
  assertEquals(base, {
    mode: "default",
    iodepth: 1,
    busy: false,
    core: "non-interrupt",
    wait: "wait",
    thinktime: 0,
    thinkGetevents: false,
    workers: 16,
    cpusAllowedPolicy: "shared",
    load: "read",
    rw: "randread",
    wakeDelay: 20,
    numberIos: 0,
    iodepthBatch: 1,
    iodepthBatchCompleteMin: 1,
    iodepthBatchCompleteMax: 1,
    submitGetevents: true,
    submitAndWait: false,
    forceAsync: false,
    engine: "io_uring",
    recv: "single",
    accept: "single",
    send: "ring",
    pipeline: 1,
    fixedbufs: false,
    registerfiles: false,
    registeredRingFd: false,
    iowait: true,
    perfCounters: false,
    sqarray: true,
    clockPerReap: false,
    loop: "fio",
    thinkcycles: 0,
    thinkMinComplete: 0,
    thinkTouch: "none",
    thinkTouchEvery: 20,
    thinkTouchSize: 2 ** 33,
    phase: "locked",
    writer: false,
    equalCpus: false,
    hugepages: false,
    verify: false,
  });
  assertEquals(presets.default, {
    runtime: 2,
    rampTime: 0.4,
    repeats: 5,
    order: "random",
    turns: { runtime: 0.2, repeats: 24 },
  });
});

for (const { name, axes, presets } of EXPERIMENTS) {
  Deno.test(`${name}: what takes time has the repeats that an interval takes`, () => {
    for (const preset of [presets.default, presets.document]) {
      assert(preset.repeats >= 3, `${preset.repeats}`);
      assertEquals(preset.order, "random");
    }
  });

  Deno.test(`${name}: every preset has the visits that an interval takes`, () => {
    for (const { turns, repeats } of Object.values(presets)) {
      assert((turns?.repeats ?? repeats) >= 3);
    }
  });

  Deno.test(`${name}: the document's time is cut into many blocks`, () => {
    const { turns, runtime, repeats } = presets.document;
    const blocks = turns ?? { runtime, repeats };
    assertAlmostEquals(
      blocks.runtime * blocks.repeats,
      runtime * repeats,
      1e-9,
    );
    assert(blocks.repeats >= 30, `${blocks.repeats}`);
  });

  Deno.test(`${name}: a preset takes no other values than the experiment`, () => {
    for (const preset of Object.values(presets)) {
      const some = [preset.axes, preset.traced].flatMap((values) =>
        Object.entries(values ?? {})
      );
      for (const [axis, values] of some) {
        const all: readonly unknown[] = axes[axis as ParameterName] ?? [];
        assert(values.length > 0);
        assert(values.every((value) => all.includes(value)), axis);
      }
    }
  });
}
