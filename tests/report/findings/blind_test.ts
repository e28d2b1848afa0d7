import { assertEquals, assertMatch } from "@std/assert";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Row } from "../../../lib/model/row.ts";
import { blindFindings } from "../../../lib/report/findings/blind.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { row } from "../../model/fixtures.ts";
import { numbers } from "../../stats/simulate.ts";
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
  return comparisons(rows, AXES);
}

Deno.test("blindFindings() says what was not to be seen and what would show more", () => {
  assertMatch(
    blindFindings(compared(5, 1), { repeats: 5, secondsEach: 60 })[0] ?? "",
    /^IOPS: differences below \d\.\d % cannot be seen here in 5m \(half of 3 intervals, median; the widest \d+\.\d %\); \d % would take [\dhms ]+ \(--repeats \d+\)\.$/,
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
