import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertThrows,
} from "@std/assert";
import {
  groupMean,
  groupRatio,
  type MachineFigures,
} from "../../lib/stats/groups.ts";
import { unpairedRatio } from "../../lib/stats/unpaired.ts";
import { GROUP_DESIGNS, groupCoverage } from "./group_runs.ts";

const RUNS = 800;
/** Three standard deviations of a share of 95 %. */
const TOLERANCE = 3 * Math.sqrt(0.95 * 0.05 / RUNS);

for (const [name, design] of Object.entries(GROUP_DESIGNS)) {
  Deno.test(`95 % of intervals of groups hold the truth: ${name}`, () => {
    const { share } = groupCoverage(design, RUNS);
    assert(share >= 0.95 - TOLERANCE, `${share}`);
  });
}

Deno.test("repeats of machines that scatter, taken for independent, cover too little", () => {
  const { share, naive } = groupCoverage(
    GROUP_DESIGNS["3 against 3"]!,
    RUNS,
  );
  assertGreater(share - naive, 0.3);
});

/** Machines of a run each; their repeats are without scatter. */
function machines(figures: Record<string, number>): MachineFigures[] {
  return Object.entries(figures).map(([host, figure]) => ({
    host,
    runs: [[figure, figure, figure]],
  }));
}

Deno.test("machines are what repeats where there are three", () => {
  // Logarithms 0 and 2 against 4: 3 of difference; one degree of freedom.
  const estimate = groupRatio(
    machines({ a: 1, b: Math.exp(2) }),
    machines({ c: Math.exp(4) }),
  );
  assertEquals(
    [estimate.unit, estimate.paired, estimate.fromRepeats, estimate.toRepeats],
    ["machines", false, 2, 1],
  );
  assertAlmostEquals(Math.log(estimate.ratio!), 3, 1e-12);
  // s = sqrt(2), times sqrt(1/2 + 1), times 12.706 of Student.
  assertAlmostEquals(Math.log(estimate.high!) - 3, 12.706 * Math.sqrt(3), 1e-2);
});

Deno.test("the same machines in both groups are compared with themselves", () => {
  const a = machines({ a: 1, b: 100, c: 10_000 });
  const b = machines({ c: 11_000, a: 1.1, b: 110 });
  const estimate = groupRatio(a, b);
  assertEquals([estimate.unit, estimate.paired], ["machines", true]);
  assertAlmostEquals(estimate.ratio!, 1.1, 1e-9);
  assert(estimate.low! > 1.09 && estimate.high! < 1.11);
  const other = groupRatio(a, machines({ a: 1.1, b: 110, d: 11_000 }));
  assertEquals(other.paired, false);
  assert(other.low! < 0.01, "machines that differ a hundredfold tell little");
});

Deno.test("of one machine on each side runs are what repeats, and else repeats", () => {
  const of = (host: string, ...runs: number[][]) => [{ host, runs }];
  const runs = groupRatio(
    of("a", [1, 2, 3], [2, 3, 4]),
    of("a", [2, 3, 4]),
  );
  assertEquals([runs.unit, runs.fromRepeats, runs.toRepeats], ["runs", 2, 1]);
  assert(runs.low !== undefined);
  const repeats = groupRatio(of("a", [1, 2, 3]), of("b", [2, 3, 4]));
  assertEquals(repeats, {
    ...unpairedRatio([1, 2, 3], [2, 3, 4]),
    unit: "repeats",
    paired: false,
  });
});

Deno.test("machines that happen to agree are known no better than their repeats", () => {
  const wide = (host: string) => ({ host, runs: [[80, 100, 125]] });
  const estimate = groupRatio(["a", "b"].map(wide), ["c", "d"].map(wide));
  assertEquals(estimate.ratio, 1);
  assert(estimate.high! > 1.1, `${estimate.high}`);
});

Deno.test("swapped groups invert the ratio", () => {
  const a = [
    { host: "a", runs: [[100, 110], [90, 95, 99]] },
    { host: "b", runs: [[120, 125]] },
  ];
  const b = [{ host: "c", runs: [[200, 210, 190]] }];
  const [there, back] = [groupRatio(a, b), groupRatio(b, a)];
  assertAlmostEquals(there.ratio! * back.ratio!, 1, 1e-12);
  assertAlmostEquals(there.low! * back.high!, 1, 1e-12);
  assertAlmostEquals(there.p!, back.p!, 1e-12);
  assertAlmostEquals(there.ratio!, groupMean(b)! / groupMean(a)!, 1e-12);
});

Deno.test("a group without figures has no ratio, and a figure of 0 is refused", () => {
  const none = groupRatio([], machines({ a: 1, b: 2, c: 3 }));
  assertEquals([none.ratio, none.low, none.n], [undefined, undefined, 0]);
  assertEquals(groupMean([]), undefined);
  assertThrows(
    () => groupRatio(machines({ a: 0, b: 1 }), machines({ c: 1 })),
    RangeError,
  );
});
