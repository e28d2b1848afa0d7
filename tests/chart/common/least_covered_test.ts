import { assertEquals } from "@std/assert";
import { leastCovered } from "../../../lib/chart/common/least_covered.ts";

const square = (left: number, top: number, size = 10) => ({
  left,
  top,
  right: left + size,
  bottom: top + size,
});

Deno.test("leastCovered takes the first candidate that covers nothing", () => {
  const obstacles = [square(0, 0), square(35, 0)];
  assertEquals(
    leastCovered([square(5, 5), square(20, 0), square(20, 50)], obstacles),
    { rect: square(20, 0), covered: 0 },
  );
});

Deno.test("leastCovered takes what covers least where nothing is free", () => {
  assertEquals(
    leastCovered([square(2, 0), square(8, 9), square(9, 0)], [
      square(0, 0),
      square(0, 0),
    ]),
    { rect: square(8, 9), covered: 4 },
  );
});

Deno.test("leastCovered takes the first of those that cover alike", () => {
  assertEquals(
    leastCovered([square(0, 9), square(0, -9)], [square(0, 0)])?.rect,
    square(0, 9),
  );
});

Deno.test("leastCovered lets neighbours touch", () => {
  assertEquals(leastCovered([square(10, 0)], [square(0, 0)])?.covered, 0);
});

Deno.test("leastCovered without candidates finds none", () => {
  assertEquals(leastCovered([], [square(0, 0)]), undefined);
});
