import { assertEquals, assertMatch } from "@std/assert";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Row } from "../../../lib/model/row.ts";
import {
  blindFindings,
  ownFindings,
  unseenText,
} from "../../../lib/report/findings/floor.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { floorsOf } from "../../../lib/stats/floor.ts";
import { row } from "../../model/fixtures.ts";
import { numbers } from "../../stats/simulate.ts";
import { turnRows } from "../../stats/turn_rows.ts";
import { DISTURBANCES } from "../../stats/turns.ts";

const AXES: Axes = { iodepth: [1, 8, 16], mode: ["default", "coop"] };

/** Noise of so many times 3 % in every run. */
function compared(repeats: number, noise: number) {
  const z = DISTURBANCES.normal(numbers(3));
  const rows = Array.from({ length: repeats }, (_, i) => i + 1).flatMap(
    (repeat): Row[] =>
      [1, 8, 16].flatMap((iodepth) =>
        (["default", "coop"] as const).map((mode) =>
          row({ iodepth, mode }, {
            repeat,
            metrics: { iops: 1000 * Math.exp(noise * z()) },
          })
        )
      ),
  );
  return floorsOf(comparisons(rows, AXES), rows);
}

Deno.test("blindFindings() says what was likely to be missed and what would show more", () => {
  assertMatch(
    blindFindings(compared(5, 1), { repeats: 5, secondsEach: 60 })[0] ?? "",
    /^IOPS: differences below \d\.\d % are found in fewer than 80 % of such runs, of 5m each \(median of 3 comparisons, the widest \d+\.\d %\); \d % would take [\dhms ]+ \(--repeats \d+\)\.$/,
  );
});

Deno.test("blindFindings() writes what hides more than half as a factor", () => {
  assertMatch(
    blindFindings(compared(3, 20), { repeats: 3, secondsEach: 1 })[0] ?? "",
    /^IOPS: differences below a factor of \d/,
  );
});

Deno.test("blindFindings() says nothing without intervals", () => {
  assertEquals(
    blindFindings(compared(2, 1), { repeats: 2, secondsEach: 1 }),
    [],
  );
  assertEquals(blindFindings([], { repeats: 5, secondsEach: 1 }), []);
});

const PLACES: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };

Deno.test("ownFindings() tells what is noise, and of which combinations", () => {
  const z = DISTURBANCES.normal(numbers(5));
  const rows = turnRows(PLACES, 26, () => Math.exp(z() / 10))
    .map(({ turns, ...row }): Row =>
      row.cell.params.iodepth === 8 || !turns ? row : { ...row, turns }
    );
  const [text = "", ...others] = ownFindings(
    floorsOf(comparisons(rows, PLACES), rows),
    "iops",
  );
  assertEquals(others, []);
  assertMatch(
    text,
    /^An arm against itself, in the turns of this run \(in 1 of 2 combinations, whose arms have several turns in a visit\), shows smaller differences than these in fewer than 80 % of such runs: IOPS \d\.\d % \(between arms: \d\.\d %\), mean clat .* 0 of 1 show a difference of IOPS, at most 0 expected \(95 %\)\.$/,
  );
});

Deno.test("ownFindings() says loudly that an arm differs from itself", () => {
  const z = DISTURBANCES.normal(numbers(5));
  // In every other visit of an arm its first half is the slow one, and else the
  // second one: so is `from` in every block of the arm against itself.
  const rows = turnRows(
    PLACES,
    26,
    ({ visit, half }) =>
      Math.exp(z() / 10) * (half === (visit - 1) % 2 ? 0.9 : 1),
  );
  const [text = ""] = ownFindings(
    floorsOf(comparisons(rows, PLACES), rows),
    "iops",
  );
  assertMatch(text, /^NOT TO BE TRUSTED: an arm differs from itself/);
  assertMatch(text, / 2 of 2 show a difference of IOPS, at most 1 expected/);
});

Deno.test("ownFindings() says nothing of runs without turns", () => {
  assertEquals(ownFindings(compared(26, 1), "iops"), []);
});

Deno.test("unseenText() is a part of a sentence, and empty without intervals", () => {
  assertMatch(
    unseenText(compared(5, 1), "iops"),
    /^differences of IOPS below \d\.\d % are found in fewer than 80 % of such runs$/,
  );
  assertEquals(unseenText(compared(2, 1), "iops"), "");
});
