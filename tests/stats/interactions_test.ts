import { assertAlmostEquals, assertEquals } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import type { Axes } from "../../lib/model/experiment.ts";
import type { Row } from "../../lib/model/row.ts";
import { answersOf } from "../../lib/stats/answers.ts";
import { armsText, whereText } from "../../lib/stats/comparison_text.ts";
import { serialWidening } from "../../lib/stats/serial.ts";
import { params, row } from "../model/fixtures.ts";

const AXES: Axes = {
  iodepth: [1, 8],
  busy: [false, true],
  mode: ["default", "coop"],
};

function rows(without: (row: Row) => boolean = () => false): Row[] {
  return [1, 2, 3, 4].flatMap((repeat) =>
    [1, 8].flatMap((iodepth) =>
      [false, true].flatMap((busy) =>
        (["default", "coop"] as const).map((mode) =>
          row({ iodepth, busy, mode }, {
            repeat,
            metrics: {
              iops: 1000 * repeat * (busy ? 0.5 : 1) *
                (mode === "default" ? 1 : busy ? 1.2 : 1.1),
            },
          })
        )
      )
    )
  ).filter((one) => !without(one));
}

function answers(some: readonly Row[], change: { aa?: boolean } = {}) {
  return answersOf({
    experiment: exp7,
    axes: AXES,
    aa: false,
    base: params(),
    places: new Map(),
    ...change,
  }, some);
}

Deno.test("interactions() are ratios of ratios, block by block", () => {
  const { interactions } = answers(rows());
  assertEquals(interactions.map(whereText), ["iodepth 1", "iodepth 8"]);
  for (const one of interactions) {
    assertAlmostEquals(one.estimate.ratio ?? NaN, 1.2 / 1.1, 1e-9);
    assertEquals([one.estimate.n, one.dropped], [4, 0]);
    assertEquals(armsText(one), "coop / default by busy on / off");
  }
});

Deno.test("interactions() count blocks that both ratios have", () => {
  const some = rows(({ cell: { repeat, params } }) =>
    params.busy && params.iodepth === 1 && repeat === 2
  );
  const [first, second] = answers(some).interactions;
  assertEquals([first?.estimate.n, first?.dropped], [3, 1]);
  assertEquals(second?.estimate.n, 4);
});

Deno.test("answersOf() compares the axes beside the last", () => {
  const { beside, main } = answers(rows());
  assertEquals(new Set(main.map(armsText)), new Set(["coop / default"]));
  assertEquals(new Set(beside.map(armsText)), new Set(["busy on / off"]));
  assertEquals(beside.map(whereText), [
    "iodepth 1, mode default",
    "iodepth 1, mode coop",
    "iodepth 8, mode default",
    "iodepth 8, mode coop",
  ]);
  assertAlmostEquals(beside[0]?.estimate.ratio ?? NaN, 0.5, 1e-9);
});

Deno.test("answersOf() asks nothing but equality of equals", () => {
  const { beside, interactions, along } = answers([], { aa: true });
  assertEquals([beside, interactions, along("busy", ["iops"])], [[], [], []]);
});

Deno.test("serialWidening() widens where neighbours are alike, never narrows", () => {
  const wave = Array.from({ length: 40 }, (_, i) => Math.sin(i / 6));
  const saw = Array.from({ length: 40 }, (_, i) => i % 2);
  assertEquals(serialWidening(saw), 1);
  assertEquals(serialWidening(Array(40).fill(1)), 1);
  // Too few to tell.
  assertEquals(serialWidening(wave.slice(0, 9)), 1);
  assertEquals(serialWidening(wave) > 3, true);
});
