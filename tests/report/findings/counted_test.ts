import { assertEquals, assertMatch } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import { countedFindings } from "../../../lib/report/findings/counted.ts";
import { row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

const AXES: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };

/** What is said where so much of an arm's turns counts in a repetition. */
function said(
  shareOf?: (mode: string, repeat: number) => number,
  visits = 12,
): string[] {
  const rows = Array.from({ length: visits }, (_, i) => i + 1).flatMap((
    repeat,
  ) =>
    [1, 8].flatMap((iodepth) =>
      (["default", "coop"] as const).map((mode) =>
        row({ iodepth, mode }, {
          repeat,
          metrics: {
            iops: 1000,
            ...(shareOf && { counted_share: shareOf(mode, repeat) }),
          },
        })
      )
    )
  );
  return countedFindings(foundOf(exp7, AXES, rows).answers.counted);
}

Deno.test("countedFindings() says how much does not count, and of which arm", () => {
  const [sentence = "", ...others] = said((mode, repeat) =>
    0.95 + (mode === "coop" ? 0.01 : -0.01) * (repeat % 2 ? 1 : -1)
  );
  assertEquals(others, []);
  assertMatch(
    sentence,
    /^Turns do not count in which the waker had no CPU for more than 10 % of the turn: default 5\.0 %, coop 5\.0 % of their time; the part that counts, coop \/ default [+-]0\.0 % \(95 % CI -\d\.\d % to \+\d\.\d %\)\.$/,
  );
});

Deno.test("countedFindings() does not trust arms that lose turns unequally", () => {
  const [sentence = ""] = said((mode, repeat) =>
    (mode === "coop" ? 0.7 : 0.9) + 0.01 * (repeat % 3)
  );
  assertMatch(sentence, /^NOT TO BE TRUSTED: the arms lose turns unequally, /);
  assertMatch(sentence, /default 9\.\d %, coop 29\.\d % of their time/);
  assertMatch(sentence, /coop \/ default -2\d\.\d % \(95 % CI /);
});

Deno.test("countedFindings() judges nothing by a few visits that agree", () => {
  const few = said((mode) => mode === "coop" ? 0.96 : 1, 4);
  assertMatch(few[0] ?? "", /^Turns do not count .* coop 4\.0 % of their time/);
});

Deno.test("countedFindings() is silent where all turns count, or none is told", () => {
  assertEquals(said(() => 1), []);
  assertEquals(said(), []);
});
