import { assert, assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomNormal, randomPoisson } from "d3-random";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { computeFigures } from "../../../lib/model/figures/mod.ts";
import { partsOf } from "../../../lib/model/figures/parts.ts";
import { unsteadiness } from "../../../lib/model/premises/steadiness.ts";
import { measurementOf } from "../../../lib/run/raw_measurement.ts";
import { params, rawMeasurement } from "../fixtures.ts";

/** A window of random reads, as the engine counts them. */
interface Series {
  /** Seconds. */
  runtime: number;
  /** On average. */
  iops: number;
  /** By how much of the mean IOPS change from the first slice to the last. */
  drift?: number;
  /** Standard deviation of 100 ms of it, beside what counting alone makes. */
  noise?: number;
  /** Correlation of one slice with the next one. */
  alike?: number;
}

const SLICES = 20;

function draw(
  { runtime, iops, drift = 0, noise = 0, alike = 0 }: Series,
  source: () => number,
): number[] {
  const z = randomNormal.source(source)();
  const poisson = randomPoisson.source(source);
  const slice = runtime / SLICES;
  // Of a slice alone, so that 100 ms of them vary as is wanted.
  const deviation = noise * Math.sqrt(0.1 / slice) *
    Math.sqrt((1 - alike) / (1 + alike));
  let state = z();
  return Array.from({ length: SLICES }, (_, i) => {
    state = alike * state + Math.sqrt(1 - alike ** 2) * z();
    const trend = 1 + drift * ((i + 0.5) / SLICES - 0.5);
    const mean = iops * slice * trend * Math.exp(
      deviation * state - deviation ** 2 / 2,
    );
    return poisson(mean)();
  });
}

/** What the premise says of such a window; "not checked" where it cannot. */
function judge(slices: number[], runtime: number) {
  const measured = params({ runtime, busy: false });
  const ios = slices.reduce((sum, count) => sum + count, 0);
  const { iops_drift, iops_drift_t, iops_cv } = computeFigures(
    measured,
    measurementOf(
      {
        ...rawMeasurement(),
        windowNs: runtime * 1e9,
        sliceNs: runtime * 1e9 / SLICES,
        slices,
      },
      {
        cpus: measured.cpus,
        targetIrqActions: [],
        disturbances: {},
        servingSeconds: undefined,
      },
    ),
  );
  if (iops_drift === undefined) return "not checked";
  const figures = {
    iops_drift,
    ...(iops_drift_t !== undefined && { iops_drift_t }),
    ...(iops_cv !== undefined && { iops_cv }),
    ios,
    iops: ios / runtime,
  };
  return unsteadiness(figures, measured) === undefined
    ? "steady"
    : "not steady";
}

const WINDOWS = 2000;

/** Of so many windows, in percent, those of which the premise says that. */
function share(series: Series, answer: ReturnType<typeof judge>): number {
  const source = randomLcg(0.42);
  const said = Array.from(
    { length: WINDOWS },
    () => judge(draw(series, source), series.runtime),
  );
  return said.filter((one) => one === answer).length / WINDOWS * 100;
}

/** Steady: what the parts of a window may vary by in truth, and correlated. */
const NOISE = 0.16;

Deno.test("a window of 0.3 s that is steady passes in 99 % and more", () => {
  for (const noise of [0, 0.05, NOISE]) {
    for (const alike of [0, 0.5]) {
      const passed = share(
        { runtime: 0.3, iops: 50_000, noise, alike },
        "steady",
      );
      assert(passed >= 99, `noise ${noise}, alike ${alike}: ${passed} %`);
    }
  }
});

Deno.test("windows of any length pass in 99 % if slices are not alike", () => {
  for (const runtime of [0.25, 0.5, 0.6, 1, 2, 10]) {
    for (const noise of [0, NOISE]) {
      const passed = share({ runtime, iops: 20_000, noise }, "steady");
      assert(passed >= 99, `${runtime} s, noise ${noise}: ${passed} %`);
    }
  }
});

Deno.test("noise that is correlated over slices is taken for a drift in 7 % at most", () => {
  for (const runtime of [0.5, 1, 2, 10]) {
    const passed = share(
      { runtime, iops: 50_000, noise: NOISE, alike: 0.5 },
      "steady",
    );
    assert(passed >= 93, `${runtime} s: ${passed} %`);
  }
});

Deno.test("a drift of 30 % is found where it can be", () => {
  const found = (runtime: number, iops: number, noise: number) =>
    share({ runtime, iops, noise, drift: 0.3 }, "not steady");
  // The usual window, and the slower and the noisier disk.
  assert(found(2, 50_000, 0.05) >= 99);
  assert(found(1, 50_000, 0.05) >= 90);
  assert(found(2, 10_000, 0) >= 99);
  // Shorter ones by counting alone.
  assert(found(0.5, 50_000, 0) >= 99);
  assert(found(0.3, 50_000, 0) >= 60);
  // Here it cannot be told from noise, and is not claimed.
  assert(found(0.3, 50_000, 0.05) <= 10);
  assert(found(2, 50_000, NOISE) <= 60);
});

Deno.test("a window that halts for a fifth of its time is not steady", () => {
  for (const runtime of [0.3, 0.6, 2]) {
    const slices = Array.from(
      { length: SLICES },
      (_, i) => i >= 8 && i < 12 ? 0 : Math.round(50_000 * runtime / SLICES),
    );
    // Of 5 parts one is empty: that alone varies by 56 % and no more.
    assertEquals(judge(slices, runtime), "not steady");
  }
});

Deno.test("too short a window and too few reads are not checked", () => {
  const share100 = (runtime: number, iops: number) =>
    judge(Array(SLICES).fill(iops * runtime / SLICES), runtime);
  assertEquals(share100(0.24, 1e6), "not checked");
  assertEquals(share100(0.25, 1e6), "steady");
  // 1200 reads give a drift of 30 % three standard errors.
  assertEquals(share100(2, 590), "not checked");
  assertEquals(share100(2, 600), "steady");
});

Deno.test("a window is cut into parts of 50 ms and more, or of rounds", () => {
  const parts = (runtime: number, change: Partial<Params> = {}) =>
    partsOf(params({ busy: false, runtime, ...change }), runtime);
  assertEquals(parts(2), { count: 20, seconds: 0.1 });
  assertEquals(parts(0.6), { count: 10, seconds: 0.06 });
  assertEquals(parts(0.3).count, 5);
  assertEquals(parts(0.1).count, 2);
  // 16 workers and 16 hogs on a CPU have rounds of 100 ms.
  const crowd = { busy: true, busyPerCpu: 16, workers: 16, cpus: [0] };
  assertEquals(parts(2, crowd).count, 20);
  assertEquals(parts(1, crowd).count, 10);
  // A window that ended before its time has as many as were begun.
  assertEquals(partsOf(params({ runtime: 2, busy: false }), 1.05).count, 10);
});
