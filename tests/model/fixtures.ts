import type { Cell } from "../../lib/model/cell.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import {
  bucketLow,
  BUCKETS,
  type Histogram,
} from "../../lib/model/measurement/histogram.ts";
import type {
  Turn,
  WorkerCounts,
} from "../../lib/model/measurement/measurement.ts";
import type {
  RawMeasurement,
  Snapshots,
} from "../../lib/run/raw_measurement.ts";
import { FIO_LOOP } from "../../lib/model/parameters/fio_loop.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import type { PlannedRun } from "../../lib/model/planned_run.ts";
import type { Row, RunIdentity } from "../../lib/model/row.ts";

/** Parameters with what a test cares about changed. */
export function params(change: Partial<Params> = {}): Params {
  return {
    ...FIO_LOOP,
    iodepth: 4,
    workers: 2,
    cpus: [2, 3],
    partnerCpus: [1],
    wakerCpus: [],
    busyCpus: [],
    busyPerCpu: 1,
    filename: "/dev/vda",
    size: 1 << 30,
    bs: 512,
    runtime: 2,
    rampTime: 0.5,
    turn: 0,
    ...change,
  };
}

/** The first cell of a plan. */
export function cell(
  change: Partial<Params> = {},
  { index = 0, repeat = 1, seed = 7 } = {},
): Cell {
  return { index, repeat, seed, params: params(change) };
}

export const IDENTITY: RunIdentity = {
  experiment: "exp7",
  run: "exp7-2024-01-16T12-00-00",
  version: "0.1.0",
  host: "lab",
  kernel: "6.1.0",
  seed: 42,
};

/** An ok row, with what a test cares about changed. */
export function row(
  change: Partial<Params> = {},
  rest: Partial<Omit<Row, "cell">> & { repeat?: number } = {},
): Row {
  const { repeat = 1, ...fields } = rest;
  return {
    identity: IDENTITY,
    cell: cell(change, { repeat }),
    startedAt: "2024-01-16T11:00:00.000Z",
    status: "ok",
    reason: "",
    metrics: {},
    interrupts: [],
    broken: [],
    ...fields,
  };
}

/** A row of a cell that failed. */
export function failedRow(change: Partial<Params>, reason: string): Row {
  return row(change, { status: "failed", reason });
}

/** A row of a cell that there cannot be. */
export function impossibleRow(change: Partial<Params>, reason: string): Row {
  return row(change, { status: "impossible", reason });
}

/** The bucket of a latency, by searching through all of them. */
export function bucketOf(ns: number): number {
  let [bucket, above] = [0, BUCKETS + 1];
  while (above - bucket > 1) {
    const middle = (bucket + above) >> 1;
    if (bucketLow(middle) <= ns) bucket = middle;
    else above = middle;
  }
  return bucket;
}

/** The histogram of these latencies in ns. */
export function histogramOf(values: readonly number[]): Histogram {
  const counts = Array<number>(BUCKETS + 1).fill(0);
  for (const value of values) {
    const bucket = value > 1e11 ? BUCKETS : bucketOf(value);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return {
    counts,
    sum: values.reduce((a, b) => a + b, 0),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** What a worker counted, with what a test cares about changed. */
export function worker(change: Partial<WorkerCounts> = {}): WorkerCounts {
  return {
    tid: 1,
    ios: 0,
    submitCalls: 0,
    geteventsCalls: 0,
    receives: 0,
    reaps: 0,
    cqReady: 0,
    thinkNs: 0,
    touches: 0,
    rearms: 0,
    userNs: 0,
    systemNs: 0,
    nvcsw: 0,
    nivcsw: 0,
    minflt: 0,
    majflt: 0,
    runNs: 0,
    delayNs: 0,
    perf: {
      cyclesUser: undefined,
      cyclesKernel: undefined,
      instructionsUser: undefined,
      instructionsKernel: undefined,
      enabledNs: 0,
      runningNs: 0,
    },
    migrations: 0,
    partnerRunNs: 0,
    partnerCalls: 0,
    sends: 0,
    sendSumNs: 0,
    eventfd: { wakeups: 0, empty: 0, timed: 0, wakeSumNs: 0 },
    rampEventfd: { empty: 0, timed: 0, wakeSumNs: 0 },
    ...change,
  };
}

/** A turn, with what a test cares about changed. */
export function turn(change: Partial<Turn> = {}): Turn {
  return {
    startNs: 0,
    endNs: 1e8,
    ios: 0,
    latSumNs: 0,
    inFlightNs: 0,
    userNs: 0,
    systemNs: 0,
    lateNs: 0,
    drainNs: 0,
    absentNs: undefined,
    counts: true,
    ...change,
  };
}

/** The CPUs 0 to 3, before: lines of RES, CAL, LOC and two queues. */
export const INTERRUPTS_BEFORE = `\
           CPU0       CPU1       CPU2       CPU3
 36:         10         20         30         40  PCI-MSI 1-edge virtio1-req.0
 37:          1          2          3          4  PCI-MSI 2-edge virtio1-req.1
LOC:       1000       2000       3000       4000   Local timer interrupts
RES:        100        200        300        400   Rescheduling interrupts
CAL:         50         60         70         80   Function call interrupts
ERR:          0
`;

/** Two seconds later. CPUs 0 and 1 are not measured: their counts jump. */
export const INTERRUPTS_AFTER = `\
           CPU0       CPU1       CPU2       CPU3
 36:       9010       9020         31         42  PCI-MSI 1-edge virtio1-req.0
 37:       9001       9002          3          5  PCI-MSI 2-edge virtio1-req.1
LOC:       9000       9000       3200       4300   Local timer interrupts
RES:       9100       9200        340        460   Rescheduling interrupts
CAL:       9050       9060         75         95   Function call interrupts
ERR:          0
`;

export const STAT_BEFORE = `\
cpu  9 9 9 9 9 9 9 9 0 0
cpu0 0 0 0 0 0 0 0 0 0 0
cpu1 0 0 0 0 0 0 0 0 0 0
cpu2 100 10 200 3000 40 5 6 7 0 0
cpu3 100 10 200 3000 40 5 6 7 0 0
`;

/** 400 ticks on CPUs 2 and 3 together; CPUs 0 and 1 are not measured. */
export const STAT_AFTER = `\
cpu  9 9 9 9 9 9 9 9 0 0
cpu0 0 0 99999 0 0 0 0 0 0 0
cpu1 0 0 0 99999 0 0 0 0 0 0
cpu2 130 20 260 3060 60 10 16 12 0 0
cpu3 130 20 260 3060 60 10 16 12 0 0
`;

/** /proc/pressure/io, before and half a second of waiting later. */
export const PRESSURE_BEFORE = `\
some avg10=0.00 avg60=0.12 avg300=0.07 total=1500000
full avg10=0.00 avg60=0.10 avg300=0.06 total=900000
`;
export const PRESSURE_AFTER = `\
some avg10=12.50 avg60=2.12 avg300=0.47 total=2000000
full avg10=10.00 avg60=1.10 avg300=0.16 total=1000000
`;

/** The texts at the edges of the window. */
export const SNAPSHOTS: Snapshots = {
  before: {
    interrupts: INTERRUPTS_BEFORE,
    stat: STAT_BEFORE,
    pressure: PRESSURE_BEFORE,
  },
  after: {
    interrupts: INTERRUPTS_AFTER,
    stat: STAT_AFTER,
    pressure: PRESSURE_AFTER,
  },
};

/** Rising, and one part without a read. */
export const SLICES = [
  ...[70, 72, 71, 73, 75, 74, 76, 78, 77, 79],
  ...[80, 82, 0, 83, 85, 84, 86, 88, 87, 89],
];

/** Two workers that read for two seconds on CPUs 2 and 3. */
export function rawMeasurement(
  change: Partial<RawMeasurement> = {},
): RawMeasurement {
  return {
    windowNs: 2e9,
    turns: [turn({
      startNs: 1e9,
      endNs: 3e9,
      ios: 4,
      latSumNs: 56_600,
      absentNs: 1e8,
    })],
    lostShare: 0,
    inFlightNs: 56_600,
    snapshotStartNs: 1e9,
    snapshotNs: 2.5e9,
    runSpanNs: 2.5e9,
    ioWorkers: 3,
    ioWorkersBound: 2,
    ioWorkerNs: 8000,
    strayed: 0,
    khz: 2_400_000,
    khzChange: 0.2,
    perfErrno: 0,
    slices: SLICES,
    sliceNs: 0.1e9,
    transferNs: 1e6,
    slat: histogramOf([100, 100, 200, 200]),
    clat: histogramOf([1000, 2000, 3000, 50_000]),
    lat: histogramOf([1100, 2100, 3200, 50_200]),
    workers: [
      worker({
        tid: 11,
        ios: 3,
        submitCalls: 5,
        geteventsCalls: 1,
        reaps: 6,
        cqReady: 2,
        thinkNs: 1.5e9,
        touches: 4,
        rearms: 2,
        userNs: 0.25e9,
        systemNs: 0.5e9,
        nvcsw: 10,
        nivcsw: 20,
        minflt: 1,
        majflt: 2,
        runNs: 0.75e9,
        delayNs: 1e9,
        migrations: 5,
        partnerRunNs: 0.125e9,
        partnerCalls: 4,
        eventfd: { wakeups: 7, empty: 2, timed: 3, wakeSumNs: 90_000 },
      }),
      worker({
        tid: 12,
        ios: 1,
        submitCalls: 2,
        geteventsCalls: 2,
        reaps: 2,
        cqReady: 1,
        thinkNs: 0.25e9,
        touches: 5,
        rearms: 1,
        userNs: 0.5e9,
        systemNs: 0.75e9,
        nvcsw: 3,
        nivcsw: 4,
        minflt: 5,
        majflt: 6,
        runNs: 1.25e9,
        delayNs: 0.5e9,
        migrations: 2,
        partnerRunNs: 0.25e9,
        partnerCalls: 2,
        eventfd: { wakeups: 5, empty: 1, timed: 2, wakeSumNs: 10_000 },
      }),
    ],
    snapshots: [SNAPSHOTS],
    errors: {
      byErrno: new Map(),
      short: 0,
      unexpectedCqes: 0,
      verify: 0,
      firstOffset: undefined,
    },
    ...change,
  };
}

/** A run of an experiment that has no cells and knows of no disk. */
export function plannedRun(
  experiment: Experiment,
  change: Partial<PlannedRun> = {},
): PlannedRun {
  return {
    experiment,
    base: params({ ...experiment.base }),
    axes: experiment.axes,
    preset: experiment.presets.quick,
    aa: false,
    seed: 42,
    cells: [],
    places: new Map(),
    disks: [],
    targetIrqActions: [],
    hz: 250,
    ...change,
  };
}
