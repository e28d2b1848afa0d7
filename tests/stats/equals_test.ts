import { assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import { compareRun } from "../../lib/stats/compare_run.ts";
import { equalsFinding } from "../../lib/report/findings/equals.ts";
import { judgeEquals } from "../../lib/stats/equals.ts";
import { params, row } from "../model/fixtures.ts";

const AXES: Axes = {
  iodepth: Array.from({ length: 14 }, (_, i) => i + 1),
  mode: ["default"],
};

/** A run of equal arms of which the second is faster at so many depths. */
function compared(faster: number, repeats = 5) {
  const rows = (AXES.iodepth ?? []).flatMap((iodepth) =>
    Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
      (["A", "B"] as const).map((arm) => {
        const noise = (arm === "A" ? repeat * 7 : repeat * 3) % 5;
        const more = arm === "B" && iodepth <= faster ? 1.5 : 1;
        const one = row({ iodepth }, {
          repeat,
          metrics: { iops: 1000 * more * (1 + noise / 1000) },
        });
        return { ...one, cell: { ...one.cell, arm } };
      })
    )
  );
  return compareRun({ axes: AXES, aa: true, base: params() }, rows);
}

Deno.test("judgeEquals() counts claims of one figure against their bound", () => {
  assertEquals(judgeEquals(compared(0), "iops"), {
    claims: 0,
    compared: 14,
    most: 2,
  });
  assertEquals(judgeEquals(compared(3), "iops")?.claims, 3);
});

Deno.test("judgeEquals() judges nothing without intervals", () => {
  assertEquals(judgeEquals(compared(0, 2), "iops"), undefined);
  assertEquals(judgeEquals([], "iops"), undefined);
});

Deno.test("equalsFinding() says how many there are and may be", () => {
  assertEquals(
    equalsFinding({ claims: 1, compared: 14, most: 2 }, "iops"),
    "Equal arms, IOPS: 1 of 14 comparisons shows a difference, at most 2 " +
      "expected (95 %).",
  );
  assertEquals(
    equalsFinding({ claims: 3, compared: 14, most: 2 }, "iops"),
    "Equal arms, IOPS: 3 of 14 comparisons show a difference, at most 2 " +
      "expected (95 %): this machine is not to be trusted as it is.",
  );
});
