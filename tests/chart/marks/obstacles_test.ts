import { assert, assertEquals } from "@std/assert";
import {
  lineObstacles,
  pointObstacles,
} from "../../../lib/chart/marks/obstacles.ts";

const PLACEMENT = {
  x: (value: number) => 10 * value,
  y: (value: number) => value > 0 ? 100 - value : NaN,
  dodgedX: ({ x }: { x: number }) => 10 * x + 3,
  clearX: () => 0,
};

Deno.test("a point covers its marker and its whisker", () => {
  const drawn = [
    { x: 1, y: 50, cut: false },
    { x: 2, y: 50, low: 20, high: 80, cut: false },
    { x: 3, y: 50, low: 0, cut: true },
  ];
  const series = {
    name: "one",
    style: { color: 0, dashed: false, marker: "circle" },
    points: drawn,
  } as const;
  const sifted = { series, drawn, stretches: [], missing: [] };
  assertEquals(
    pointObstacles({ ...sifted, offScale: [] }, PLACEMENT, 100),
    [
      { left: 7, right: 19, top: 44, bottom: 56 },
      { left: 17, right: 29, top: 20, bottom: 80 },
      { left: 27, right: 39, top: 44, bottom: 100 },
    ],
  );
});

Deno.test("a level line covers one box", () => {
  assertEquals(lineObstacles([{ x: 0, y: 5 }, { x: 100, y: 5 }]), [
    { left: -1, right: 101, top: 4, bottom: 6 },
  ]);
});

Deno.test("a slanted line covers small boxes along it", () => {
  const boxes = lineObstacles([{ x: 0, y: 0 }, { x: 40, y: 40 }, {
    x: 40,
    y: 50,
  }]);
  assertEquals(boxes.length, 16);
  for (const { left, right, top, bottom } of boxes.slice(0, -1)) {
    assert(right - left < 6 && bottom - top < 6);
    assert(Math.abs(left - top) < 1e-9 && Math.abs(right - bottom) < 1e-9);
  }
  assertEquals(boxes.at(-1), { left: 39, right: 41, top: 39, bottom: 51 });
});
