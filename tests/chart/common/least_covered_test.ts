import { assertEquals } from "@std/assert";
import { freePlace } from "../../../lib/chart/common/least_covered.ts";

const square = (left: number, top: number, size = 10) => ({
  left,
  top,
  right: left + size,
  bottom: top + size,
});

Deno.test("freePlace takes the first candidate that covers nothing", () => {
  const obstacles = [square(0, 0), square(35, 0)];
  assertEquals(
    freePlace([square(5, 5), square(20, 0), square(20, 50)], obstacles),
    { rect: square(20, 0), covered: 0 },
  );
});

Deno.test("freePlace takes what covers least where nothing is free", () => {
  assertEquals(
    freePlace([square(2, 0), square(8, 9), square(9, 0)], [
      square(0, 0),
      square(0, 0),
    ]),
    { rect: square(8, 9), covered: 4 },
  );
});

Deno.test("freePlace takes the first of those that cover alike", () => {
  assertEquals(
    freePlace([square(0, 9), square(0, -9)], [square(0, 0)])?.rect,
    square(0, 9),
  );
});

Deno.test("freePlace lets neighbours touch", () => {
  assertEquals(freePlace([square(10, 0)], [square(0, 0)])?.covered, 0);
});

Deno.test("freePlace without candidates finds none", () => {
  assertEquals(freePlace([], [square(0, 0)]), undefined);
});
