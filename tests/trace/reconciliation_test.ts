import { assert, assertEquals } from "@std/assert";
import type { Figures } from "../../lib/model/figures/mod.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import type { CellTrace, Reconcilable } from "../../lib/trace/cell_trace.ts";
import {
  brokenTrace,
  isValidTrace,
  pairOf,
  TRACE_PREMISE_NAMES,
  TRACE_PREMISES,
  type TracePremiseName,
  withValidTraces,
} from "../../lib/trace/reconciliation.ts";
import { withTraceFigures } from "../../lib/trace/trace_figures.ts";
import type { TracedCell } from "../../lib/trace/traced_cell.ts";
import { traced } from "../report/trace/fixtures.ts";

interface Change {
  params?: Partial<Params>;
  metrics?: Figures;
  trace?: Partial<CellTrace>;
  seen?: Partial<Reconcilable>;
}

/** A cell of two workers whose trace agrees with all, but for what is changed. */
function cellWith({ params, metrics, trace, seen }: Change = {}): TracedCell {
  return traced({ workers: 2, iodepth: 4, mode: "default", ...params }, {
    metrics: {
      ios: 100_000,
      nvcsw: 50_000,
      res: 30_000,
      snapshot_ratio: 1,
      ...metrics,
    },
    trace: {
      completions: 100_000,
      triggers: new Map([["getevents_after_sleep", 50_000]]),
      waits: { slept: 50_000, awake: 0 },
      wakers: new Map([["softirq", 49_900]]),
      ipis: new Map([["RES kick", 20_000], ["RES wakeup", 10_000]]),
      reconcilable: {
        sleeps: 50_000,
        waits: 50_000,
        calls: 50_000,
        missed: 0,
        events: 1_000_000,
        ...seen,
      },
      ...trace,
    },
  });
}

function broken(change: Change): TracePremiseName[] {
  return brokenTrace(cellWith(change)).map(({ premise }) => premise);
}

Deno.test("a trace that agrees with what was counted is valid", () => {
  const cell = cellWith();
  assertEquals(brokenTrace(cell), []);
  assert(isValidTrace(cell));
  for (const name of TRACE_PREMISE_NAMES) {
    assert(pairOf(cell, name), name);
    const { wanted, advice } = TRACE_PREMISES[name];
    assert(wanted.length > 20 && advice.length > 20, name);
  }
});

/** What breaks each premise, and what is just as much as it allows. */
const CASES: Record<TracePremiseName, { bad: Change[]; good: Change[] }> = {
  completions: {
    bad: [
      { trace: { completions: 97_900 } },
      { trace: { completions: 102_100 } },
      { metrics: { ios: 50_000 } },
    ],
    // Two per cent, and what is on its way at the edges.
    good: [
      { trace: { completions: 97_990 } },
      { trace: { completions: 102_010 } },
    ],
  },
  runs: {
    bad: [{ trace: { triggers: new Map() } }],
    good: [
      { trace: { triggers: new Map([["timer", 1]]) } },
      { params: { mode: "iopoll" }, trace: { triggers: new Map() } },
      { params: { load: "msg_ring" }, trace: { triggers: new Map() } },
    ],
  },
  waiting_calls: {
    bad: [{ seen: { waits: 51_100 } }],
    good: [
      { seen: { waits: 51_000 } },
      { seen: { waits: 0 } },
      { params: { wait: "eventfd" }, seen: { calls: 0 } },
    ],
  },
  sleeps: {
    bad: [{ seen: { sleeps: 48_900 } }, { metrics: { nvcsw: 40_000 } }],
    good: [{ seen: { sleeps: 49_100 } }, { seen: { sleeps: 51_000 } }],
  },
  wakeups: {
    bad: [
      { trace: { wakers: new Map() } },
      { trace: { wakers: new Map([["timer", 53_000]]) } },
      // Counted, but not seen.
      {
        trace: { wakers: new Map([["softirq", 47_400], ["unknown", 2_600]]) },
      },
    ],
    good: [
      { trace: { wakers: new Map([["ksoftirqd", 47_600]]) } },
      // A call that wants several is woken for each of them, and sleeps again.
      {
        params: { iodepthBatchCompleteMin: 4 },
        seen: { sleeps: 90_000 },
        metrics: { nvcsw: 90_000 },
        trace: { wakers: new Map([["timer", 90_000]]) },
      },
    ],
  },
  res: {
    bad: [{ metrics: { res: 31_000 } }, { trace: { ipis: new Map() } }],
    good: [
      { metrics: { res: 30_600 } },
      // Those that arrive together are one.
      { metrics: { res: 10 } },
      // The counters were read later than the window ended.
      { metrics: { res: 31_500, snapshot_ratio: 1.05 } },
      { trace: { ipis: undefined } },
    ],
  },
  missed: {
    bad: [{ seen: { missed: 10_001 } }],
    good: [{ seen: { missed: 10_000 } }, { seen: { events: 0 } }],
  },
};

for (const name of TRACE_PREMISE_NAMES) {
  Deno.test(`the premise ${name} is broken by what it forbids, and by no less`, () => {
    for (const change of CASES[name].bad) {
      assertEquals(broken(change), [name], JSON.stringify(change));
    }
    for (const change of CASES[name].good) {
      assertEquals(broken(change), [], JSON.stringify(change));
    }
  });
}

Deno.test("few events may be at the edges of the window", () => {
  assertEquals(
    broken({
      metrics: { ios: 17, nvcsw: 12, res: 40 },
      trace: {
        completions: 3,
        triggers: new Map(),
        waits: { slept: 10, awake: 0 },
        wakers: new Map([["softirq", 7]]),
        ipis: new Map(),
      },
      seen: { sleeps: 9, waits: 10, calls: 9, events: 60 },
    }),
    ["runs"],
  );
  assertEquals(
    broken({
      metrics: { ios: 16, nvcsw: 12, res: 40 },
      trace: {
        completions: 1,
        triggers: new Map(),
        waits: { slept: 10, awake: 0 },
        wakers: new Map([["softirq", 7]]),
        ipis: new Map(),
      },
      seen: { sleeps: 9, waits: 10, calls: 9, events: 60 },
    }),
    [],
  );
});

Deno.test("zeros where reads completed are not valid, however they come about", () => {
  assertEquals(
    broken({
      trace: {
        completions: 0,
        triggers: new Map(),
        waits: { slept: 0, awake: 50_000 },
        wakers: new Map(),
        ipis: new Map(),
      },
      seen: { sleeps: 0, waits: 0, events: 0 },
    }),
    ["completions", "runs", "sleeps", "res"],
  );
});

Deno.test("a trace by bpftrace is compared with nothing", () => {
  const cell = cellWith({ trace: { reconcilable: undefined, completions: 0 } });
  assertEquals(brokenTrace(cell), []);
  assertEquals(pairOf(cell, "completions"), undefined);
});

Deno.test("what is not valid is in no chart and in no figure", () => {
  const good = cellWith();
  const bad = cellWith({ trace: { completions: 0 } });
  const [first, second] = withValidTraces([good, bad]);
  assert(first === good);
  assertEquals(second, { ...bad, trace: undefined });
  const [valid, invalid] = withTraceFigures([good, bad]);
  assertEquals(valid?.metrics.kicks_per_io, 0.2);
  assertEquals(invalid?.metrics.kicks_per_io, undefined);
});
