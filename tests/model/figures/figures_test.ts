import type { Histogram } from "../../../lib/model/measurement/histogram.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  computeFigures,
  type FigureName,
  MEASURED_FIGURES,
  type MeasuredFigureName,
} from "../../../lib/model/figures/mod.ts";
import type { PERF } from "../../../lib/model/figures/perf.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import {
  measurementOf,
  type RawMeasurement,
} from "../../../lib/run/raw_measurement.ts";
import type { Turn } from "../../../lib/model/measurement/measurement.ts";
import { trendOf } from "../../../lib/model/figures/trend.ts";
import { WAIT_NAMES } from "../../../lib/model/parameters/waits.ts";
import {
  cell,
  histogramOf,
  INTERRUPTS_AFTER,
  rawMeasurement,
  SLICES,
  SNAPSHOTS,
  STAT_AFTER,
  turn,
  worker,
} from "../fixtures.ts";

const ACTIONS = ["virtio1-req.0", "virtio1-req.1"];

function metricsOf(
  change: Partial<RawMeasurement> = {},
  targetIrqActions = ACTIONS,
  params: Partial<Params> = {},
) {
  const measured = cell(params);
  return computeFigures(
    measured.params,
    measurementOf(rawMeasurement(change), {
      cpus: measured.params.cpus,
      targetIrqActions,
      disturbances: { throttled: 0.5, thermalThrottles: 2, irqsMoved: 1 },
      servingSeconds: 0.25,
      writesPerSecond: 9,
    }),
  );
}

/** So many of each latency that every percentile has enough, and their sum. */
function often(histogram: Histogram): Histogram {
  return {
    ...histogram,
    counts: histogram.counts.map((count) => count * 2500),
  };
}

function assertAbsent(
  metrics: Record<string, number | undefined>,
  names: readonly FigureName[],
) {
  const present = names.filter((name) => name in metrics);
  assertEquals(present, [], "these must be missing, not 0");
}

type PerfName = typeof PERF[number]["name"];

/** What only cells with sockets have. */
const MESSAGES = [
  "receives",
  "receives_per_io",
] as const satisfies readonly FigureName[];

/** What only the reader of an eventfd tells. */
const EVENTFD = [
  "eventfd_wakeups",
  "eventfd_empty",
  "eventfd_wake_avg_us",
] as const satisfies readonly FigureName[];

Deno.test("computeFigures gives every figure of a cell", () => {
  const trend = trendOf(SLICES);
  // Of cells with an eventfd's reader nobody counts cycles: perf_test.ts. A
  // single turn always counts.
  const expected: Record<
    Exclude<
      MeasuredFigureName,
      PerfName | typeof MESSAGES[number] | "counted_share"
    >,
    number
  > = {
    ios: 4,
    iops: 2,
    slat_avg_us: 0.15,
    slat_p50_us: 0.1,
    slat_p90_us: 0.2,
    slat_p99_us: 0.2,
    slat_p999_us: 0.2,
    slat_max_us: 0.2,
    clat_avg_us: 14,
    clat_p50_us: 2,
    clat_p90_us: 50,
    clat_p99_us: 50,
    clat_p999_us: 50,
    clat_max_us: 50,
    lat_avg_us: 14.15,
    lat_p50_us: 2.1,
    lat_p90_us: 50.2,
    lat_p99_us: 50.2,
    lat_p999_us: 50.2,
    lat_max_us: 50.2,
    delivery_avg_us: 5.5,
    delivery_p50_us: 2,
    delivery_p90_us: 16,
    delivery_p99_us: 16,
    delivery_p999_us: 16,
    delivery_max_us: 16,
    send_avg_us: 1.5,
    lat_overflow: 0,
    submit_calls: 7,
    getevents_calls: 3,
    reaps: 8,
    cq_ready: 3,
    cqes_per_reap: 0.5,
    // 7 that submit, 3 that wait and 6 of partners.
    syscalls_per_io: 4,
    touches: 4 + 5,
    rearms: 2 + 1,
    minflt_per_io: 6 / 4,
    think_share: (1.5 + 0.25) / 2,
    user_s: 0.75,
    system_s: 1.25,
    nvcsw: 13,
    nivcsw: 24,
    minflt: 6,
    majflt: 8,
    run_s: 2,
    run_delay_s: 1.5,
    partner_run_s: 0.375,
    cpu_per_io_us: (2 + 0.375) * 1e6 / 4,
    sleeps_per_io: 13 / 4,
    io_wq_per_io_us: 8 / 4,
    all_cpu_per_io_us: (2 + 0.375) * 1e6 / 4 + 8 / 4,
    eventfd_wakeups: 12,
    eventfd_empty: 3,
    eventfd_wake_avg_us: 20,
    // Of the time between the snapshots, not of the window.
    cpu_share: 2 / (2.5 * 2),
    // 200 ticks per CPU; the other CPUs do not count.
    cpu_user: 40 / 200,
    cpu_system: 60 / 200,
    cpu_irq: 15 / 200,
    cpu_idle: 80 / 200,
    iowait_share: 0.1,
    cpu_steal: 5 / 200,
    cpu_serving: 0.25 / (2.5 * 2),
    cpu_other: 1 - (80 + 15 + 5) / 200 - (2 + 0.25) / (2.5 * 2),
    iops_drift: trend?.drift ?? NaN,
    iops_drift_t: trend?.t ?? NaN,
    iops_cv: trend?.variation ?? NaN,
    empty_slices: 1,
    migrations: 7,
    strayed: 1,
    cpu_mhz: 2400,
    cpu_mhz_change: 0.2,
    io_some_share: 0.2,
    throttled_s: 0.5,
    thermal_throttles: 2,
    irqs_moved: 1,
    writes_per_s: 9,
    io_workers: 3,
    io_workers_bound: 2,
    res: 100,
    cal: 20,
    loc: 500,
    // Of two CPUs in the 2.5 s between the snapshots.
    ticks_per_s: 100,
    target_irqs: 4,
    res_per_io: 25,
    cal_per_io: 5,
    target_irqs_per_io: 1,
    // On every CPU: 9000 each on two CPUs and lines, and the four.
    disk_irqs_per_io: (4 * 9000 + 4) / 4,
    snapshot_ratio: 1.25,
    // 4 reads of 14.15 us in 2 s, of 2 workers x iodepth 4.
    littles_law: 2 * 14.15e-6 / 8,
    turns: 1,
    lost_share: 0,
    late_share: 0,
    waker_absent_share: 0.05,
  };
  const { slat, clat, lat, workers: [first, second] } = rawMeasurement();
  const metrics = metricsOf(
    {
      strayed: 1,
      slat: often(slat),
      clat: often(clat),
      lat: often(lat),
      delivery: often(histogramOf([2000, 2000, 2000, 16_000])),
      workers: [
        { ...first!, sends: 3, sendSumNs: 4500 },
        { ...second!, sends: 1, sendSumNs: 1500 },
      ],
    },
    ACTIONS,
    { wait: "eventfd" },
  );
  assertEquals(Object.keys(metrics).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const found = metrics[name as FigureName] ?? NaN;
    // Percentiles come from buckets, everything else is exact.
    const tolerance = /_p\d+_us$/.test(name)
      ? value * 0.004
      : Math.abs(value) * 1e-12;
    assertAlmostEquals(found, value, tolerance, name);
  }
});

Deno.test("every figure has a unit, a description and a name of its own", () => {
  assertEquals(
    new Set(MEASURED_FIGURES.map(({ name }) => name)).size,
    MEASURED_FIGURES.length,
  );
  for (const { name, unit, doc } of MEASURED_FIGURES) {
    assert(["1", "1/s", "s", "us", "MHz"].includes(unit), name);
    assert(doc.length > 10, name);
    assertEquals(unit === "us", name.endsWith("_us"), name);
  }
});

Deno.test("a kernel without schedstat leaves the run times out", () => {
  const [first, second] = rawMeasurement().workers;
  const metrics = metricsOf({
    workers: [first!, { ...second!, runNs: undefined, delayNs: undefined }],
  });
  assertAbsent(metrics, [
    "run_s",
    "run_delay_s",
    "cpu_share",
    "cpu_per_io_us",
  ]);
  assertEquals(metrics.user_s, 0.75);
});

Deno.test("partners whose run time is unknown leave the CPU time out", () => {
  const [first, second] = rawMeasurement().workers;
  const metrics = metricsOf({
    workers: [first!, { ...second!, partnerRunNs: undefined }],
  });
  assertAbsent(metrics, ["partner_run_s", "cpu_per_io_us"]);
  assertEquals(metrics.run_s, 2);
});

Deno.test("without partners the CPU time is that of the workers", () => {
  const workers = rawMeasurement().workers.map((w) => ({
    ...w,
    partnerRunNs: 0,
  }));
  const metrics = metricsOf({ workers });
  assertEquals(metrics.partner_run_s, 0);
  assertEquals(metrics.cpu_per_io_us, 2e6 / 4);
});

Deno.test("wake-ups of an eventfd are told where somebody reads one", () => {
  for (const wait of WAIT_NAMES) {
    const metrics = metricsOf({}, ACTIONS, { wait });
    const told = EVENTFD.filter((name) => name in metrics);
    assertEquals(told, wait === "eventfd" ? [...EVENTFD] : [], wait);
  }
});

Deno.test("without a timed wake-up there is no mean of them", () => {
  const metrics = metricsOf({ workers: [worker({ ios: 1 })] }, ACTIONS, {
    wait: "eventfd",
  });
  assertEquals(metrics.eventfd_wakeups, 0);
  assertEquals(metrics.eventfd_empty, 0);
  assertAbsent(metrics, ["eventfd_wake_avg_us"]);
});

Deno.test("a worker that never ran has a run time of 0, which is told", () => {
  const [first] = rawMeasurement().workers;
  const metrics = metricsOf({ workers: [{ ...first!, runNs: 0, delayNs: 0 }] });
  assertEquals(metrics.run_s, 0);
  assertEquals(metrics.run_delay_s, 0);
  assertEquals(metrics.cpu_share, 0);
});

Deno.test("without /proc/stat the CPU's shares are missing", () => {
  const stat = { interrupts: INTERRUPTS_AFTER, stat: "", pressure: "" };
  assertAbsent(metricsOf({ snapshots: [{ ...SNAPSHOTS, after: stat }] }), [
    "cpu_user",
    "cpu_system",
    "cpu_irq",
    "cpu_idle",
    "iowait_share",
    "cpu_steal",
  ]);
});

Deno.test("without /proc/pressure/io its share is missing", () => {
  const after = { interrupts: "", stat: STAT_AFTER, pressure: "" };
  assertAbsent(metricsOf({ snapshots: [{ ...SNAPSHOTS, after }] }), [
    "io_some_share",
  ]);
});

Deno.test("without /proc/interrupts its figures are missing", () => {
  const metrics = metricsOf({
    snapshots: [{
      ...SNAPSHOTS,
      after: { interrupts: "", stat: STAT_AFTER, pressure: "" },
    }],
  });
  assertAbsent(metrics, [
    "res",
    "cal",
    "loc",
    "ticks_per_s",
    "res_per_io",
    "cal_per_io",
  ]);
});

Deno.test("a line that this architecture does not have is missing", () => {
  const without = INTERRUPTS_AFTER.replace(/^RES.*\n/m, "");
  const metrics = metricsOf({
    snapshots: [{
      before: { interrupts: without, stat: "", pressure: "" },
      after: { interrupts: without, stat: "", pressure: "" },
    }],
  });
  assertAbsent(metrics, ["res", "res_per_io"]);
  assertEquals(metrics.cal, 0);
});

Deno.test("a measured CPU that went offline has no interrupt counts", () => {
  const offline = `\
           CPU0       CPU1       CPU2
RES:       9100       9200        340   Rescheduling interrupts
CAL:       9050       9060         75   Function call interrupts
 36:       9010       9020         31   PCI-MSI 1-edge virtio1-req.0
`;
  const metrics = metricsOf({
    snapshots: [{
      ...SNAPSHOTS,
      after: { interrupts: offline, stat: "", pressure: "" },
    }],
  });
  assertAbsent(metrics, ["res", "cal", "loc", "res_per_io", "cal_per_io"]);
});

Deno.test("interrupts of an unknown target are missing", () => {
  const metrics = metricsOf({}, []);
  assertAbsent(metrics, ["target_irqs", "target_irqs_per_io"]);
});

Deno.test("interrupts of the target that cannot be counted are missing", () => {
  const metrics = metricsOf({
    snapshots: [{
      ...SNAPSHOTS,
      after: { interrupts: "", stat: "", pressure: "" },
    }],
  });
  assertAbsent(metrics, ["target_irqs", "target_irqs_per_io"]);
});

Deno.test("receives and messages are counted apart", () => {
  const workers = [
    worker({ ios: 2, receives: 1, reaps: 2 }),
    worker({ ios: 2, receives: 1, reaps: 3 }),
  ];
  const messages = metricsOf({ workers }, ACTIONS, { load: "tcp" });
  assertEquals(messages.ios, 4);
  assertEquals(messages.receives, 2);
  assertEquals(messages.receives_per_io, 0.5);
  assertEquals(messages.cqes_per_reap, 0.4);
  // Of what is no message every completion is one.
  const others = metricsOf({ workers }, ACTIONS, { load: "eventfd" });
  assertAbsent(others, MESSAGES);
  assertEquals(others.cqes_per_reap, 0.8);
});

Deno.test("a window without a read has no latencies and no figures per read", () => {
  const empty = { ...histogramOf([]), sum: 0 };
  const metrics = metricsOf({
    slat: empty,
    clat: empty,
    lat: empty,
    workers: [worker(), worker()],
  });
  assertEquals(metrics.ios, 0);
  assertEquals(metrics.iops, 0);
  const absent = MEASURED_FIGURES.map(({ name }) => name).filter((name) =>
    /^[sc]?lat_.*_us$|_per_io(_us)?$|_per_reap$/.test(name)
  );
  assertEquals(absent.length, 3 * 6 + 16);
  assertAbsent(metrics, absent);
});

Deno.test("a percentile is missing where ten reads do not lie beyond it", () => {
  const of = (count: number) =>
    metricsOf({ lat: histogramOf(Array.from({ length: count }, () => 1000)) });
  const names = (count: number) =>
    Object.keys(of(count)).filter((name) => /^lat_p/.test(name)).sort();
  assertEquals(names(19), []);
  assertEquals(names(20), ["lat_p50_us"]);
  assertEquals(names(100), ["lat_p50_us", "lat_p90_us"]);
  assertEquals(names(999), ["lat_p50_us", "lat_p90_us"]);
  assertEquals(names(1000), ["lat_p50_us", "lat_p90_us", "lat_p99_us"]);
  assertEquals(names(10_000).at(-1), "lat_p99_us");
  assertEquals(names(10_000).length, 4);
  assertEquals(of(5).lat_max_us, 1);
});

Deno.test("percentiles in the overflow are missing, the mean is not", () => {
  const lat = often(histogramOf([1000, 1000, 2e11, 2e11]));
  const metrics = metricsOf({ lat });
  assertEquals(metrics.lat_overflow, 2 * 2500);
  assertAlmostEquals(metrics.lat_p50_us ?? NaN, 1, 0.004);
  assertAbsent(metrics, ["lat_p90_us", "lat_p99_us", "lat_p999_us"]);
  assertEquals(metrics.lat_max_us, 2e8);
});

Deno.test("load that nobody could tell apart is other load", () => {
  for (const servingSeconds of [undefined, 0.25]) {
    const { cpu_serving, cpu_other = NaN } = computeFigures(
      cell().params,
      measurementOf(rawMeasurement(), {
        cpus: cell().params.cpus,
        targetIrqActions: [],
        servingSeconds,
      }),
    );
    assertEquals(cpu_serving, servingSeconds === undefined ? undefined : 0.05);
    assertAlmostEquals(cpu_other, servingSeconds === undefined ? 0.1 : 0.05);
  }
});

Deno.test("io-wq's time is none of other load's, where its threads have the measured CPUs only", () => {
  const figuresOf = (forceAsync: boolean, ioWorkersBound: number) => {
    const { cpu_serving } = computeFigures(
      cell({ forceAsync }).params,
      measurementOf(rawMeasurement({ ioWorkerNs: 0.5e9, ioWorkersBound }), {
        cpus: [2, 3],
        targetIrqActions: [],
        servingSeconds: 0,
      }),
    );
    return cpu_serving;
  };
  // Of 2.5 s on two CPUs.
  assertEquals(figuresOf(true, 3), 0.1);
  assertEquals(figuresOf(true, 2), 0);
  assertEquals(figuresOf(false, 3), 0);
});

Deno.test("CPU time per read has io-wq's in it, unless arms share its threads", () => {
  const figuresOf = (change: Partial<RawMeasurement>) =>
    computeFigures(
      cell({ forceAsync: true }).params,
      measurementOf(rawMeasurement(change), {
        cpus: [2, 3],
        targetIrqActions: [],
      }),
    );
  const alone = figuresOf({ ioWorkerNs: 8e6 });
  assertEquals(alone.io_wq_per_io_us, 2000);
  assertEquals(
    alone.all_cpu_per_io_us,
    Number(alone.cpu_per_io_us) + 2000,
  );
  const [one] = rawMeasurement().turns;
  const shared = figuresOf({ turns: [one!, one!] });
  assertEquals(shared.io_wq_per_io_us, undefined);
  assertEquals(shared.all_cpu_per_io_us, undefined);
  const none = figuresOf({ ioWorkers: 0, turns: [one!, one!] });
  assertEquals(none.io_wq_per_io_us, 0);
});

Deno.test("turns that do not count are told, and are in no other figure", () => {
  const ms = (change: Partial<Turn>) => turn({ endNs: 1e6, ...change });
  const figuresOf = (turns: Turn[]) => {
    const { counted_share, waker_absent_share, late_share } = computeFigures(
      cell({}).params,
      measurementOf(rawMeasurement({ turns, windowNs: 4e6 }), {
        cpus: [2, 3],
        targetIrqActions: [],
      }),
    );
    return [counted_share, waker_absent_share, late_share];
  };
  const counted = { absentNs: 1e5, lateNs: 4e5 };
  const four = Array.from({ length: 4 }, () => ms(counted));
  assertEquals(figuresOf(four), [1, 0.1, 0.2]);
  const out = ms({ absentNs: 9e5, lateNs: 9e6, counts: false });
  assertEquals(figuresOf([...four, out]), [0.8, 0.1, 0.2]);
  // No waker tells.
  const untold = { ...counted, absentNs: undefined };
  assertEquals(figuresOf(four.map((one) => ({ ...one, ...untold }))), [
    undefined,
    undefined,
    0.2,
  ]);
});
