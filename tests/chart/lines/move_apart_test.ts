import { assertEquals } from "@std/assert";
import { moveApart } from "../../../lib/chart/lines/move_apart.ts";

const at = (...middles: number[]) =>
  middles.map((middle) => ({ middle, height: 10 }));

Deno.test("moveApart leaves alone what does not overlap", () => {
  assertEquals(moveApart(at(50, 20, 30), 0, 100), [50, 20, 30]);
});

Deno.test("moveApart moves overlapping middles apart around their average", () => {
  assertEquals(moveApart(at(50, 52), 0, 100), [46, 56]);
});

Deno.test("moveApart keeps the order of equal wishes", () => {
  assertEquals(moveApart(at(50, 50, 50), 0, 100), [40, 50, 60]);
});

Deno.test("moveApart pushes on what a moved pile runs into", () => {
  assertEquals(moveApart(at(50, 50, 59), 0, 100), [43, 53, 63]);
});

Deno.test("moveApart stays between top and bottom", () => {
  assertEquals(moveApart(at(0, 0), 0, 100), [5, 15]);
  assertEquals(moveApart(at(100, 100), 0, 100), [85, 95]);
});

Deno.test("moveApart without wishes gives nothing", () => {
  assertEquals(moveApart([], 0, 100), []);
});
