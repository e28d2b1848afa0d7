import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import { acrossMachines } from "../../lib/stats/across.ts";
import { type PairedRatio, usualEstimator } from "../../lib/stats/bootstrap.ts";
import { acrossCoverage, MACHINES, studentRatio } from "./across_runs.ts";
import { numbers } from "./simulate.ts";

const RUNS = 1000;
/** Three standard deviations of a share of 95 %. */
const least = (count: number) => 0.95 - 3 * Math.sqrt(0.95 * 0.05 / count);

for (const [name, design] of Object.entries(MACHINES)) {
  Deno.test(`95 % of intervals over machines hold the truth: ${name}`, () => {
    const { all, another, claimed } = acrossCoverage(
      design,
      RUNS,
      studentRatio,
    );
    assert(all >= least(RUNS), `all: ${all}`);
    if (design.machines > 2) {
      assert(another >= least(RUNS), `another: ${another}`);
    }
    if (design.ofMachines === 0) {
      assert(1 - claimed >= least(RUNS), `told to differ: ${claimed}`);
    }
  });
}

Deno.test("machines that are alike are told to differ as rarely by the usual intervals", () => {
  const { claimed } = acrossCoverage(MACHINES["3 that are alike"]!, 150);
  // Of 450 machines.
  assert(1 - claimed >= least(450), `told to differ: ${claimed}`);
});

/** An estimate with an interval as bootstrap.ts makes them. */
function estimate(ratio: number, high?: number, n = 5): PairedRatio {
  return {
    ratio,
    low: high === undefined ? undefined : ratio ** 2 / high,
    high,
    p: undefined,
    n,
  };
}

Deno.test("the mean over machines and its interval are met by hand", () => {
  const effects = [1, 2, 3].map((log, i) => ({
    host: `${i}`,
    estimate: estimate(Math.exp(log)),
  }));
  const { all, another, machines } = acrossMachines(effects)!;
  assertAlmostEquals(Math.log(all.ratio), 2, 1e-12);
  // s = 1; 4.3027 is Student's t of two degrees of freedom.
  assertAlmostEquals(Math.log(all.high!) - 2, 4.3027 / Math.sqrt(3), 1e-4);
  assertAlmostEquals(
    Math.log(another.high!) - 2,
    4.3027 * 2 / Math.sqrt(3),
    1e-4,
  );
  assertEquals(machines.map(({ own }) => own.low), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("a machine that differs is told from those that do not", () => {
  const effects = [1.01, 1.02, 1.01, 1.3].map((ratio, i) => ({
    host: `m${i}`,
    estimate: estimate(ratio, ratio * 1.03),
  }));
  const { machines } = acrossMachines(effects)!;
  const odd = machines.find(({ host }) => host === "m3")!;
  assertAlmostEquals(odd.byOthers.ratio, 1.3 / (1.01 * 1.02 * 1.01) ** (1 / 3));
  assert(odd.byOthers.low! > 1.2);
  assertAlmostEquals(odd.own.high!, 1.3 * 1.03, 1e-9);
  assertAlmostEquals(odd.own.low!, 1.3 / 1.03, 1e-9);
});

Deno.test("runs of one machine are one machine, and one alone tells nothing", () => {
  const run = (host: string, ratio: number) => ({
    host,
    estimate: estimate(ratio, ratio * 1.1),
  });
  assertEquals(acrossMachines([run("a", 1), run("a", 1.1)]), undefined);
  const across = acrossMachines([run("a", 1), run("a", 4), run("b", 2)])!;
  assertEquals(across.machines.map(({ runs }) => runs), [2, 1]);
  assertAlmostEquals(across.machines[0]!.own.ratio, 2, 1e-12);
  assertEquals(across.another.low, undefined);
  assertEquals(
    acrossMachines([run("a", 1), {
      host: "b",
      estimate: { ...estimate(1), ratio: undefined },
    }]),
    undefined,
  );
});

Deno.test("a standard error from an interval is that of the blocks", () => {
  const normal = randomNormal.source(numbers(3))(0, 0.02);
  const pairs = Array.from({ length: 30 }, (_, block) => ({
    block,
    from: 1,
    to: Math.exp(normal()),
  }));
  const one = usualEstimator(pairs);
  const { machines } = acrossMachines([
    { host: "a", estimate: one },
    { host: "b", estimate: one },
  ])!;
  assertAlmostEquals(machines[0]!.own.high!, one.high!, 1e-9);
  assertAlmostEquals(machines[0]!.byOthers.ratio, 1, 1e-12);
});
