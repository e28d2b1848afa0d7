import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import { MODE_NAMES } from "../../../lib/model/parameters/modes.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import {
  brokenPremises,
  concerning,
  invalidating,
  isExcluded,
  PREMISE_NAMES,
  type PremiseName,
  PREMISES,
  premiseText,
  unchecked,
} from "../../../lib/model/premises/mod.ts";
import { CLOCK } from "../../../lib/model/premises/clock.ts";
import { CPU } from "../../../lib/model/premises/cpu.ts";
import { DISK } from "../../../lib/model/premises/disk.ts";
import { DISTURBANCE } from "../../../lib/model/premises/disturbance.ts";
import { LOAD } from "../../../lib/model/premises/load.ts";
import { PERF } from "../../../lib/model/premises/perf.ts";
import { WAIT_NAMES, WAITS } from "../../../lib/model/parameters/waits.ts";
import { params } from "../fixtures.ts";

const GOOD: Figures = {
  littles_law: 1,
  cpu_share: 0.5,
  minflt: 0,
  majflt: 0,
  ios: 1000,
  target_irqs_per_io: 0,
  disk_irqs_per_io: 1,
  cpu_steal: 0,
  snapshot_ratio: 1,
  lat_overflow: 0,
};

function broken(
  change: Figures,
  { requests = 1024, ...rest }: Partial<Params> & { requests?: number } = {},
) {
  return brokenPremises(
    { ...GOOD, ...change },
    params({
      busy: true,
      // What only such cells have a premise of.
      turn: "late_share" in change ? 0.1 : 0,
      ...("waker_absent_share" in change && { load: "eventfd" }),
      perfCounters: "perf_errno" in change || "perf_running" in change,
      ...rest,
    }),
    { requests },
  ).map(({ premise, value }) => [premise, value]);
}

Deno.test("a good cell breaks no premise", () => {
  assertEquals(broken({}), []);
});

Deno.test("a premise of other cells is not broken", () => {
  assertEquals(broken({ io_workers: 64 }, { forceAsync: true }), []);
  assertEquals(broken({ disk_irqs_per_io: 0 }, { load: "nop" }), []);
});

Deno.test("every premise holds up to its bound and not beyond", () => {
  const bounds: [Figures, Figures][] = [
    [{ littles_law: 0.971 }, { littles_law: 0.969 }],
    [{ littles_law: 1.029 }, { littles_law: 1.031 }],
    [{ cpu_share: 0.45 }, { cpu_share: 0.449 }],
    [{ cpu_steal: 0.03 }, { cpu_steal: 0.031 }],
    [{ snapshot_ratio: 0.981 }, { snapshot_ratio: 0.979 }],
    [{ snapshot_ratio: 1.019 }, { snapshot_ratio: 1.021 }],
    [{ io_workers: 0 }, { io_workers: 1 }],
    [{ cpu_serving: 0.05 }, { cpu_serving: 0.051 }],
    [{ disk_irqs_per_io: 0.001 }, { disk_irqs_per_io: 0.0009 }],
    [{ lat_overflow: 0 }, { lat_overflow: 1 }],
    [{ strayed: 0 }, { strayed: 1 }],
    [{ irqs_moved: 0 }, { irqs_moved: 1 }],
    [{ thermal_throttles: 0 }, { thermal_throttles: 1 }],
    [{ late_share: 0.05 }, { late_share: 0.051 }],
    [{ waker_absent_share: 0.1 }, { waker_absent_share: 0.101 }],
    [{ perf_errno: 0 }, { perf_errno: 2 }],
    [{ perf_running: 1 }, { perf_running: 0.999 }],
  ];
  const seen = new Set([
    "page_faults",
    "faults_per_touch",
    "cpu_other",
    "in_flight",
    "number_ios",
    "throttled",
    "interrupt_share",
    "cpu_share_above",
    "steady_state",
    "stalls",
    "migrations",
    "cpu_frequency",
  ]);
  for (const [within, beyond] of bounds) {
    assertEquals(broken(within), [], JSON.stringify(within));
    const [[name, value] = []] = Object.entries(beyond);
    assertEquals(broken(beyond), [[name, value]] as never);
    seen.add(name ?? "");
  }
  assertEquals(seen, new Set(Object.keys(PREMISES)));
});

Deno.test("premises with names other than their figure's", () => {
  const cases: [PremiseName, Figures, Figures, number][] = [
    ["throttled", { throttled_s: 0 }, { throttled_s: 0.1 }, 0.1],
    ["cpu_share_above", { cpu_share: 0.549 }, { cpu_share: 0.551 }, 0.551],
    ["stalls", { empty_slices: 1 }, { empty_slices: 2 }, 2],
    [
      "cpu_frequency",
      { cpu_mhz_change: 0.05 },
      { cpu_mhz_change: 0.06 },
      0.06,
    ],
    [
      "steady_state",
      { iops_drift: -0.1, iops_drift_t: 9 },
      { iops_drift: -0.11, iops_drift_t: 9 },
      -0.11,
    ],
    [
      "steady_state",
      { iops_drift: 0.9, iops_drift_t: 1 },
      { iops_drift: 0.9, iops_drift_t: 9 },
      0.9,
    ],
    [
      "steady_state",
      { ios: 1e6, iops_drift: 0, iops_drift_t: 0, iops_cv: 0.25 },
      { ios: 1e6, iops_drift: 0, iops_drift_t: 0, iops_cv: 0.26 },
      0.26,
    ],
    [
      "steady_state",
      // Of 20 parts 3.45 is as rare as 3 of a normal distribution.
      { iops_drift: 0.3, iops_drift_t: 3.4 },
      { iops_drift: 0.3, iops_drift_t: 3.5 },
      0.3,
    ],
  ];
  for (const [name, within, beyond, value] of cases) {
    assertEquals(broken(within), [], name);
    assertEquals(broken(beyond), [[name, value]]);
  }
});

Deno.test("workers that share CPUs may move between them", () => {
  const moved = { migrations: 3 };
  const told = [["migrations", 3]];
  // Then two workers have two thirds of the CPU beside one hog.
  const alone = { busy: false };
  assertEquals(broken(moved, { cpus: [0, 1] }), []);
  assertEquals(broken(moved, { cpus: [0], ...alone }), told as never);
  assertEquals(
    broken(moved, { cpus: [0, 1], cpusAllowedPolicy: "split" }),
    told as never,
  );
});

Deno.test("what is left out, not valid, and only to be known", () => {
  const note = { premise: "in_flight", value: 2 } as const;
  const spoilt = { premise: "cpu_steal", value: 0.5 } as const;
  const other = { premise: "strayed", value: 1 } as const;
  assertEquals(invalidating([note]), []);
  assertEquals(invalidating([note, spoilt, other]), [spoilt, other]);
  assertEquals([[note], [note, spoilt], [other]].map(isExcluded), [
    false,
    false,
    true,
  ]);
});

Deno.test("every premise says what to do", () => {
  for (const { advice } of Object.values(PREMISES)) {
    const text = advice(params(), { disks: ["vda", "vdb"] });
    assert(text.length > 10, text);
  }
  assertStringIncludes(
    PREMISES.stalls.advice(params(), { disks: ["vda", "vdb"] }),
    "iostat -x 1 vda vdb",
  );
});

Deno.test("page faults of both kinds are told together", () => {
  assertEquals(broken({ minflt: 2 }), [["page_faults", 2]]);
  assertEquals(broken({ majflt: 3 }), [["page_faults", 3]]);
  assertEquals(broken({ minflt: 2, majflt: 3 }), [["page_faults", 5]]);
});

Deno.test("page faults that were asked for are counted against the pages", () => {
  const fresh = { wait: "compute", thinkTouch: "fresh" } as const;
  const touches = 20_000;
  const ofFresh = (change: Figures) => broken({ touches, ...change }, fresh);
  assertEquals(ofFresh({ minflt: touches }), []);
  assertEquals(ofFresh({ minflt: touches - 20 }), []);
  assertEquals(ofFresh({ minflt: touches + 20 }), []);
  assertEquals(ofFresh({ minflt: touches / 2 }), [["faults_per_touch", 0.5]]);
  assertEquals(ofFresh({ minflt: 2 * touches }), [["faults_per_touch", 2]]);
  assertEquals(ofFresh({ touches: 100, minflt: 108 }), []);
  assertEquals(ofFresh({ touches: 100, minflt: 109 }), [
    ["faults_per_touch", 1.09],
  ]);
  // No thinktime was spent.
  assertEquals(ofFresh({ touches: 0 }), [["faults_per_touch", 0]]);
  assertEquals(ofFresh({ minflt: touches, majflt: 1 }), [["page_faults", 1]]);
  // Of all others a page fault is strange still.
  for (const thinkTouch of ["none", "touched"] as const) {
    assertEquals(
      broken({ touches, minflt: 2 }, { wait: "compute", thinkTouch }),
      [["page_faults", 2]],
    );
  }
  assertEquals(broken({ minflt: 2 }, { ...fresh, wait: "wait" }), [
    ["page_faults", 2],
  ]);
});

Deno.test("a range that ran out is told with the size that would do", () => {
  assertStringIncludes(
    PREMISES.faults_per_touch.advice(params({
      runtime: 40,
      rampTime: 2,
      thinkTouchEvery: 10,
      thinkTouchSize: 2 ** 33,
    })),
    "4200000 pages in 42 s, one every 10 us, and --think-touch-size " +
      "8589934592 has 2097152 of 4 KiB: --think-touch-size 17g,",
  );
});

Deno.test("the CPU share matters with busy only", () => {
  assertEquals(broken({ cpu_share: 0.9 }, { busy: false }), []);
  assertEquals(broken({ cpu_share: 0.9 }), [["cpu_share_above", 0.9]]);
  // Who sleeps gets less, as the experiment wants it.
  const [note] = brokenPremises(
    { ...GOOD, cpu_share: 0.3 },
    params({ busy: true }),
    { requests: undefined },
  );
  assertEquals(invalidating(note ? [note] : []), []);
});

Deno.test("workers that compute between looks see bursts", () => {
  const burst = { empty_slices: 10, iops_cv: 1 };
  const computing = (thinktime: number) =>
    broken(burst, { wait: "compute", thinktime, runtime: 2 });
  assertEquals(computing(10_001), []);
  assertEquals(computing(10_000).length, 2);
  assertEquals(broken(burst, { thinktime: 1e6, runtime: 2 }).length, 2);
});

Deno.test("what no cell tells is not checked", () => {
  assertEquals(
    unchecked([{ ...GOOD, cpu_other: 0 }, {}]).includes("stalls"),
    true,
  );
  const all = unchecked([{}]);
  assertEquals(all.includes("in_flight"), false);
  assertEquals(all.includes("late_share"), false);
  assertEquals(all.includes("perf_errno"), false);
  assertEquals(all.length, Object.keys(PREMISES).length - 3);
  assertEquals(unchecked([GOOD]).includes("littles_law"), false);
});

Deno.test("hogs where no worker is take no part of the workers' CPUs", () => {
  const elsewhere = { busy: "interrupt", busyCpus: [7] } as const;
  assertEquals(broken({ cpu_share: 0.9 }, elsewhere), []);
  assertEquals(broken({ cpu_other: 0.5 }, elsewhere), [["cpu_other", 0.5]]);
});

Deno.test("io-wq's threads are no fault where all reads are sent to them", () => {
  const idle = { busy: false };
  assertEquals(broken({ io_workers: 2 }, idle), [["io_workers", 2]]);
  assertEquals(broken({ io_workers: 2 }, { ...idle, forceAsync: true }), []);
});

Deno.test("a writer is other load, unless workers leave it no CPU of its own", () => {
  const beside = { busy: false, writer: true } as const;
  assertEquals(broken({ cpu_other: 0.5 }, beside), [["cpu_other", 0.5]]);
  assertEquals(broken({ cpu_other: 0.5 }, { ...beside, core: "any" }), []);
});

Deno.test("other load matters without busy only", () => {
  const idle = { busy: false };
  assertEquals(broken({ cpu_other: 0.1 }, idle), []);
  assertEquals(broken({ cpu_other: 0.11 }, idle), [["cpu_other", 0.11]]);
  assertEquals(broken({ cpu_other: 0.5 }), []);
  // The time of interrupts is among it where the kernel does not account it.
  const interrupted = { ...idle, core: "interrupt" } as const;
  assertEquals(broken({ cpu_other: 0.3 }, interrupted), []);
  assertEquals(broken({ cpu_other: 0.31 }, interrupted), [["cpu_other", 0.31]]);
});

Deno.test("kernel threads that serve the reads are told, and spoil nothing", () => {
  const [one] = brokenPremises(
    { ...GOOD, cpu_serving: 0.45, cpu_other: 0.02 },
    params({ busy: false }),
    { requests: 1024 },
  );
  assertEquals(one, { premise: "cpu_serving", value: 0.45 });
  assertEquals(invalidating([one!]), []);
  const { advice } = PREMISES.cpu_serving;
  const measureInstead = (filename: string, ...disks: string[]) =>
    advice(params({ filename }), { disks }).split("complete, ")[1];
  assertEquals(measureInstead("/dev/loop0", "vda"), "measure /dev/vda");
  assertEquals(
    measureInstead("/dev/md0", "sda", "sdb"),
    "measure /dev/sda or /dev/sdb",
  );
  // Nobody is told to measure what is measured.
  for (const disks of [[], ["zram1"], ["sda"]]) {
    assertEquals(
      measureInstead(`/dev/${disks[0] ?? "loop0"}`, ...disks),
      "measure a disk that has its own (a virtio or NVMe disk)",
    );
  }
});

Deno.test("more reads than the disk's queue holds are told", () => {
  const { workers, iodepth } = params({});
  const inFlight = workers * iodepth;
  assertEquals(broken({}, { requests: inFlight }), []);
  assertEquals(broken({}, { requests: inFlight / 2 }), [["in_flight", 2]]);
});

Deno.test("fewer reads than a window waits for are told", () => {
  const wanted = { numberIos: 100, workers: 2 };
  assertEquals(broken({ ios: 200 }, wanted), []);
  assertEquals(broken({ ios: 199 }, wanted), [["number_ios", 199]]);
  assertEquals(broken({ ios: 1 }, { ...wanted, numberIos: 0 }), []);
});

Deno.test("the fair CPU share follows the number of hogs", () => {
  const share = (cpu_share: number, busyPerCpu: number) =>
    brokenPremises(
      { ...GOOD, cpu_share },
      params({ busy: true, workers: 8, cpus: [0, 1], busyPerCpu }),
      { requests: undefined },
    ).length;
  assertEquals(share(0.5, 4), 0);
  assertEquals(share(0.8, 1), 0);
  assertEquals(share(0.5, 1), 1);
});

Deno.test("interrupts matter on non-interrupt cores only", () => {
  const irqs = (here: number, ios = 1000) => ({
    target_irqs_per_io: here,
    disk_irqs_per_io: 0.125,
    ios,
  });
  assertEquals(broken(irqs(0.1), { core: "interrupt" }), []);
  assertEquals(broken(irqs(0.1), { core: "unknown" }), []);
  assertEquals(broken(irqs(0.00625)), []);
  // A share of the disk's, which may have few: they complete several reads.
  assertEquals(broken(irqs(0.0125)), [["interrupt_share", 0.1]]);
  assertEquals(broken(irqs(0.1, 799)), []);
});

Deno.test("reads that are polled for need no interrupts", () => {
  const none = { disk_irqs_per_io: 0 };
  for (const mode of MODE_NAMES) {
    const told = mode === "iopoll" ? [] : [["disk_irqs_per_io", 0]];
    assertEquals(broken(none, { mode }), told as never, mode);
  }
});

Deno.test("Little's law allows for slots that wait for their turn", () => {
  const law = (littles_law: number, change: Partial<Params>) =>
    broken({ littles_law }, change);
  const [late, early] = [[["littles_law", 0.2]], [["littles_law", 1.2]]];
  for (const wait of WAIT_NAMES) {
    const told = WAITS[wait].partner ? [] : late;
    assertEquals(law(0.2, { wait }), told as never, wait);
    assertEquals(law(1.2, { wait }), early as never, wait);
  }
  const batches = { iodepthBatchCompleteMax: 2 };
  assertEquals(law(0.2, batches), []);
  assertEquals(law(1.2, batches), early as never);
});

Deno.test("Little's law has no meaning where the submission completes", () => {
  // 385 ns from preparing to seeing a no-op, and 40 ns to the next one.
  const law = 385 / (385 + 40);
  for (const mode of MODE_NAMES) {
    const nops = { load: "nop", mode } as const;
    assertEquals(broken({ littles_law: law }, nops), [], mode);
    // Threads of io-wq take them out of the submission's hands.
    assertEquals(
      broken({ littles_law: law }, { ...nops, forceAsync: true }),
      [["littles_law", law]],
      mode,
    );
  }
  const nop = params({ load: "nop" });
  assertEquals(concerning([nop]).includes("littles_law"), false);
  assertEquals(concerning([nop, params({})]).includes("littles_law"), true);
});

Deno.test("a figure that is missing breaks nothing", () => {
  const context = { requests: undefined };
  for (const busy of [false, true]) {
    assertEquals(brokenPremises({}, params({ busy }), context), []);
  }
});

Deno.test("all broken premises of a cell are told", () => {
  assertEquals(
    broken({ littles_law: 0.5, cpu_share: 0.1, cpu_steal: 0.2 }),
    [["littles_law", 0.5], ["cpu_share", 0.1], ["cpu_steal", 0.2]],
  );
});

Deno.test("premiseText rounds to three digits", () => {
  assertEquals(
    premiseText({ premise: "cpu_share", value: 0.31234 }),
    "cpu_share 0.312",
  );
  assertEquals(
    premiseText({ premise: "page_faults", value: 12345 }),
    "page_faults 12300",
  );
});

Deno.test("every premise is listed once, whatever theme it is of", () => {
  assertEquals(PREMISE_NAMES.length, Object.keys(PREMISES).length);
  assertEquals(new Set(PREMISE_NAMES), new Set(Object.keys(PREMISES)));
  const themes = [DISTURBANCE, LOAD, CPU, DISK, CLOCK, PERF];
  const names = themes.flatMap((theme) => Object.keys(theme));
  assertEquals(names.length, PREMISE_NAMES.length);
});
