import { assertEquals } from "@std/assert";
import { dodge } from "../../../lib/chart/marks/dodge.ts";

const point = (x: number, middle: number) => ({
  x,
  top: middle - 4,
  bottom: middle + 4,
});

Deno.test("dodge sets overlapping points side by side, in their order", () => {
  assertEquals(dodge([point(1, 52), point(1, 50)]), [-0.5, 0.5]);
});

Deno.test("dodge leaves points that are clear of each other", () => {
  assertEquals(dodge([point(1, 50), point(2, 50), point(1, 60)]), [0, 0, 0]);
});

Deno.test("dodge joins points that overlap through another", () => {
  assertEquals(
    dodge([point(1, 50), point(1, 62), point(1, 56)]),
    [-1, 0, 1],
  );
});
