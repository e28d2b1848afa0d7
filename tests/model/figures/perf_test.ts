import { assert, assertEquals } from "@std/assert";
import {
  computeFigures,
  type Figures,
} from "../../../lib/model/figures/mod.ts";
import { PERF } from "../../../lib/model/figures/perf.ts";
import type { PerfCounts } from "../../../lib/model/measurement/measurement.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import {
  measurementOf,
  type RawMeasurement,
} from "../../../lib/run/raw_measurement.ts";
import { metricsOf as comparedMetrics } from "../../../lib/stats/compared_metrics.ts";
import { params, rawMeasurement, row } from "../fixtures.ts";

type Perf = Pick<Figures, typeof PERF[number]["name"]>;

const FIRST: PerfCounts = {
  cyclesUser: 1000,
  cyclesKernel: 9000,
  instructionsUser: 2000,
  instructionsKernel: 6000,
  enabledNs: 3e6,
  runningNs: 3e6,
};
const SECOND: PerfCounts = {
  cyclesUser: 3000,
  cyclesKernel: 7000,
  instructionsUser: 2800,
  instructionsKernel: 4000,
  enabledNs: 1e6,
  runningNs: 1e6,
};
const NONE: PerfCounts = {
  cyclesUser: undefined,
  cyclesKernel: undefined,
  instructionsUser: undefined,
  instructionsKernel: undefined,
  enabledNs: 0,
  runningNs: 0,
};

/** The figures of two workers that read four times together. */
function figuresOf(
  counts: readonly [PerfCounts, PerfCounts],
  change: Partial<Params> = {},
  rest: Partial<RawMeasurement> = {},
): Perf {
  const workers = rawMeasurement().workers.map((worker, i) => ({
    ...worker,
    perf: counts[i] ?? NONE,
  }));
  const all = computeFigures(
    params({ perfCounters: true, ...change }),
    measurementOf(rawMeasurement({ workers, ...rest }), {
      cpus: [2, 3],
      targetIrqActions: [],
    }),
  );
  return Object.fromEntries(
    PERF.flatMap(({ name }) => name in all ? [[name, all[name]]] : []),
  );
}

Deno.test("cycles and instructions are those of all workers per read", () => {
  assertEquals<Perf>(figuresOf([FIRST, SECOND]), {
    cycles_user_per_io: 1000,
    cycles_kernel_per_io: 4000,
    instructions_user_per_io: 1200,
    instructions_kernel_per_io: 2500,
    perf_running: 1,
    perf_errno: 0,
  });
});

Deno.test("counters that are refused are empty and never 0", () => {
  const refused = { perfErrno: 2 };
  assertEquals(figuresOf([NONE, NONE], {}, refused), { perf_errno: 2 });
  const userOnly = {
    cyclesKernel: undefined,
    instructionsKernel: undefined,
  };
  assertEquals(
    figuresOf(
      [{ ...FIRST, ...userOnly }, { ...SECOND, ...userOnly }],
      {},
      { perfErrno: 13 },
    ),
    {
      cycles_user_per_io: 1000,
      instructions_user_per_io: 1200,
      perf_running: 1,
      perf_errno: 13,
    },
  );
});

Deno.test("one worker whose counters others had leaves the counts out", () => {
  const shared = { ...NONE, enabledNs: 1e6, runningNs: 0.8e6 };
  assertEquals(figuresOf([FIRST, shared]), {
    perf_running: 0.95,
    perf_errno: 0,
  });
});

Deno.test("who does not count has no figure at all", () => {
  assertEquals(figuresOf([NONE, NONE], { perfCounters: false }), {});
});

Deno.test("where a partner works too, the workers' cycles are not the price", () => {
  for (
    const change of [
      { wait: "second_thread" },
      { wait: "eventfd" },
      { mode: "sqpoll" },
    ] as const
  ) {
    assertEquals(figuresOf([FIRST, SECOND], change), {
      perf_running: 1,
      perf_errno: 0,
    });
  }
});

Deno.test("arms are compared by what some row has", () => {
  const names = (metrics: Figures) =>
    comparedMetrics({ table: [] }, [row({}, { metrics })])
      .map(({ name }) => name);
  assertEquals(names({ iops: 1, perf_errno: 2 }), ["iops"]);
  const counted = names({ iops: 1, ...figuresOf([FIRST, SECOND]) });
  assertEquals(counted, [
    "iops",
    "cycles_user_per_io",
    "cycles_kernel_per_io",
    "instructions_user_per_io",
    "instructions_kernel_per_io",
  ]);
  assert(PERF.every(({ better }) => better === "lower" || better === "none"));
});
