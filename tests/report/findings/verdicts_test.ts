import { assertEquals, assertMatch } from "@std/assert";
import type { Axes } from "../../../lib/model/experiment.ts";
import { verdictFindings } from "../../../lib/report/findings/verdicts.ts";
import {
  type Comparison,
  comparisons,
} from "../../../lib/stats/comparisons.ts";
import { row } from "../../model/fixtures.ts";

/** coop against default by IOPS, faster by so much at each depth. */
function compared(gains: readonly number[], repeats = 5): Comparison[] {
  const iodepth = gains.map((_, i) => 2 ** i);
  const axes: Axes = { iodepth, mode: ["default", "coop"] };
  const rows = Array.from({ length: repeats }, (_, i) => i + 1).flatMap((
    repeat,
  ) =>
    gains.flatMap((gain, i) =>
      (["default", "coop"] as const).map((mode) => {
        const wander = 1 + 0.01 * (repeat % 3);
        const iops = mode === "default" ? 1000 : 1000 * gain * wander;
        return row({ iodepth: iodepth[i]!, mode }, {
          repeat,
          metrics: { iops },
        });
      })
    )
  );
  return comparisons(rows, axes, {
    metrics: [{ name: "iops", better: "higher", resolution: 0 }],
  });
}

/** Both ends of the only interval of the largest, in percent. */
function endsOf([sentence = ""]: readonly string[]): [number, number] {
  const [, low, high] = sentence.match(
    /the largest at [^:]*: \S+ % \(95 % CI (\S+) % to (\S+) %/,
  ) ?? [];
  return [Number(low), Number(high)];
}

Deno.test("verdictFindings() tells of the largest what holds for all of them", () => {
  const many = compared([1.1, 1.2, 1.3, 1.2]);
  const said = verdictFindings(many);
  assertEquals(said.length, 1);
  assertMatch(
    said[0]!,
    /^coop \/ default, iops: of 4 comparisons 4 faster, 0 slower, 0 no difference shown \(95 % CI of \+-\d\.\d %, median\); the largest at iodepth 4: \+31\.\d % \(95 % CI \+\d+\.\d % to \+\d+\.\d %, simultaneous over all 4\)\.$/,
  );
  const [low, high] = endsOf(said);
  const own = many[2]!.estimate;
  assertEquals(
    [(1 + low / 100) < own.low!, (1 + high / 100) > own.high!],
    [true, true],
    "the interval of all is not wider than the one of the largest alone",
  );
});

Deno.test("verdictFindings() picks nothing where there is one comparison", () => {
  const [sentence = ""] = verdictFindings(compared([1.3]));
  assertMatch(sentence, /of 1 comparison 1 faster/);
  assertMatch(
    sentence,
    /; the largest at iodepth 1: \+31\.\d % \(95 % CI \S+ % to \S+ %\)\.$/,
  );
});

Deno.test("verdictFindings() names no largest where none is shown", () => {
  const [sentence = ""] = verdictFindings(compared([0.992, 0.99, 0.988]));
  assertMatch(sentence, /0 faster, 0 slower, 3 no difference shown/);
  assertEquals(sentence.includes("largest"), false);
  assertEquals(verdictFindings(compared([1.3, 1.3], 2)), []);
});
