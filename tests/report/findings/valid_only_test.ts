import { assertEquals, assertMatch } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Row } from "../../../lib/model/row.ts";
import { validOnlyFindings } from "../../../lib/report/findings/valid_only.ts";
import { row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

const AXES: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };

/** coop is 10 % faster, but twice as fast where the machine stole time. */
function rows(stolen: (iodepth: number, repeat: number) => boolean): Row[] {
  return [1, 2, 3, 4, 5].flatMap((repeat) =>
    [1, 8].flatMap((iodepth) =>
      (["default", "coop"] as const).map((mode) => {
        const isStolen = stolen(iodepth, repeat);
        const gain = mode === "default" ? 1 : isStolen ? 2 : 1.1;
        return row({ iodepth, mode }, {
          repeat,
          metrics: { iops: 1000 * gain * (1 + repeat / 1000) },
          broken: isStolen && mode === "coop"
            ? [{ premise: "cpu_steal", value: 0.3 }]
            : [],
        });
      })
    )
  );
}

function said(some: readonly Row[]): string[] {
  const { answers } = foundOf(exp7, AXES, some);
  return validOnlyFindings(answers.main, answers.valid, some, "iops");
}

Deno.test("validOnlyFindings() tells the answer without what is not valid", () => {
  const [sentence = ""] = said(
    rows((iodepth, repeat) => iodepth === 1 && repeat > 3),
  );
  assertMatch(
    sentence,
    /^Without the 2 runs that are not valid, IOPS: coop \/ default \+10\.0 % \(95 % CI \+10\.0 % to \+10\.0 %\), with them \+2\d\.\d % \(95 % CI /,
  );
});

Deno.test("validOnlyFindings() names cells that have no valid runs", () => {
  const [sentence = ""] = said(rows((iodepth) => iodepth === 8));
  assertMatch(sentence, / in 1 of 2 cells, with them /);
  // Each depth was measured in repetitions of its own.
  const [apart = ""] = said(
    rows((iodepth) => iodepth === 8).filter(({ cell }) =>
      (cell.params.iodepth === 8) === (cell.repeat > 4)
    ),
  );
  assertMatch(apart, /with them no ratio, as no block has all of them\.$/);
  assertMatch(said(rows(() => true))[0] ?? "", /coop \/ default has no ratio/);
});

Deno.test("validOnlyFindings() tells nothing of fewer than 3 whole blocks", () => {
  const sentenceOf = (valid: (iodepth: number, repeat: number) => boolean) =>
    said(rows((...of) => !valid(...of)));
  assertEquals(
    sentenceOf((iodepth, repeat) => repeat > (iodepth === 1 ? 1 : 4)),
    [
      "Without the 5 runs that are not valid, IOPS: coop / default cannot be " +
      "told, as 1 whole block is left and it takes 3.",
    ],
  );
  assertEquals(
    sentenceOf((iodepth, repeat) => (iodepth === 1) === (repeat > 2)),
    [
      "Without the 5 runs that are not valid, IOPS: coop / default cannot be " +
      "told, as 0 whole blocks are left and it takes 3.",
    ],
  );
});

Deno.test("validOnlyFindings() says nothing where all runs are valid", () => {
  assertEquals(said(rows(() => false)), []);
});
