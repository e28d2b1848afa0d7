import { assertEquals } from "@std/assert";
import { spread } from "../../../lib/chart/lines/move_apart.ts";

const at = (...middles: number[]) =>
  middles.map((middle) => ({ middle, height: 10 }));

Deno.test("spread leaves alone what does not overlap", () => {
  assertEquals(spread(at(50, 20, 30), 0, 100), [50, 20, 30]);
});

Deno.test("spread moves overlapping middles apart around their average", () => {
  assertEquals(spread(at(50, 52), 0, 100), [46, 56]);
});

Deno.test("spread keeps the order of equal wishes", () => {
  assertEquals(spread(at(50, 50, 50), 0, 100), [40, 50, 60]);
});

Deno.test("spread pushes on what a moved pile runs into", () => {
  assertEquals(spread(at(50, 50, 59), 0, 100), [43, 53, 63]);
});

Deno.test("spread stays between top and bottom", () => {
  assertEquals(spread(at(0, 0), 0, 100), [5, 15]);
  assertEquals(spread(at(100, 100), 0, 100), [85, 95]);
});

Deno.test("spread without wishes gives nothing", () => {
  assertEquals(spread([], 0, 100), []);
});
