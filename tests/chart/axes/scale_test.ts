import { assertAlmostEquals, assertEquals } from "@std/assert";
import { roundScale, xScale } from "../../../lib/chart/axes/scale.ts";

const RANGE = [300, 0] as const;

Deno.test("a linear round scale starts at 0 and ends at a round value", () => {
  const { position, ticks } = roundScale("linear", [5000, 67900], RANGE);
  assertEquals([position(0), position(70000)], [300, 0]);
  assertEquals(ticks.length, 8);
});

Deno.test("a linear round scale has room for negative values", () => {
  const { ticks } = roundScale("linear", [-5, 10], RANGE);
  assertEquals([ticks[0], ticks.at(-1)], [-6, 10]);
});

Deno.test("a log round scale has ticks at 1, 2, 5", () => {
  const { position, ticks } = roundScale("log", [263, 9000], RANGE);
  assertEquals(ticks, [200, 500, 1000, 2000, 5000, 10000]);
  assertEquals([position(200), position(10000)], [300, 0]);
});

Deno.test("a log round scale over many decades has ticks at powers of ten", () => {
  const { ticks } = roundScale("log", [0.001, 1e6], RANGE);
  assertEquals(ticks, [0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
});

Deno.test("a round scale of equal values has them inside", () => {
  assertEquals(roundScale("log", [500, 500], RANGE).ticks, [200, 500, 1000]);
  assertEquals(roundScale("linear", [0, 0], RANGE).position(0), 300);
});

Deno.test("a round scale without values makes up no ticks", () => {
  assertEquals(roundScale("log", [], RANGE).ticks, []);
  assertEquals(roundScale("linear", [], RANGE).ticks, []);
});

Deno.test("a log2 x scale sets powers of two at equal distances", () => {
  const position = xScale("log2", [1, 2, 4, 8, 16], [0, 400]);
  assertEquals(
    [1, 2, 4, 8, 16].map((value) => Math.round(position(value))),
    [0, 100, 200, 300, 400],
  );
});

Deno.test("an x scale of one value has it in the middle", () => {
  assertEquals(xScale("log2", [8], [0, 400])(8), 200);
  assertEquals(xScale("linear", [], [0, 400])(8), 200);
});

Deno.test("a log2 round scale ends at powers of two, each a tick", () => {
  const { position, ticks, domain } = roundScale("log2", [3, 17], [0, 400]);
  assertEquals(ticks, [2, 4, 8, 16, 32]);
  assertEquals(ticks.map(position).map(Math.round), [0, 100, 200, 300, 400]);
  assertEquals(domain, [2, 32]);
  assertEquals(roundScale("log2", [8], [0, 400]).ticks, [8, 16]);
});

Deno.test("a round scale knows its ends", () => {
  assertEquals(roundScale("log", [263, 9000], RANGE).domain, [200, 10000]);
  assertEquals(roundScale("linear", [5000, 67900], RANGE).domain, [0, 70000]);
  assertEquals(roundScale("linear", [], RANGE).domain, undefined);
});

Deno.test("a round scale has no more ticks than there is room for", () => {
  assertEquals(roundScale("log", [263, 90000], RANGE, 5).ticks, [
    1000,
    10000,
    100000,
  ]);
  assertEquals(roundScale("linear", [0, 100], RANGE, 2).ticks, [0, 50, 100]);
});

Deno.test("an axis of ratios has 1 in its middle and equal steps", () => {
  const { position, ticks, domain } = roundScale("ratio", [0.97, 1.06], [
    0,
    200,
  ], 5);
  assertAlmostEquals(position(1), 100, 1e-9);
  assertAlmostEquals(position(1.06), 200, 1e-9);
  assertAlmostEquals(position(1 / 1.06), 0, 1e-9);
  assertEquals(ticks, [0.95, 1, 1.05]);
  assertAlmostEquals(domain![0], 1 / 1.06, 1e-12);
});

Deno.test("an axis of ratios keeps what is beyond its ends at them", () => {
  const { position } = roundScale("ratio", [0.5, 2], [0, 200]);
  assertAlmostEquals(position(5), 200, 1e-9);
  assertAlmostEquals(position(0.01), 0, 1e-9);
});

Deno.test("far ratios get round ticks, near ones an axis of 1 % at least", () => {
  assertEquals(roundScale("ratio", [0.09, 3], [0, 200], 9).ticks, [
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
  ]);
  assertEquals(roundScale("ratio", [0.009, 3], [0, 200], 5).ticks, [
    0.01,
    0.1,
    1,
    10,
    100,
  ]);
  const [low = 0, high = 0] = roundScale("ratio", [1], [0, 200]).domain ?? [];
  assertAlmostEquals(high, Math.exp(0.01), 1e-12);
  assertAlmostEquals(low * high, 1, 1e-12);
});

Deno.test("a log axis keeps all of its ticks where there would be two powers of ten", () => {
  const { ticks } = roundScale("log", [20, 5000], [0, 80], 7);
  assertEquals(ticks, [20, 50, 100, 200, 500, 1000, 2000, 5000]);
  const powers = roundScale("log", [10, 1000], [0, 80], 5).ticks;
  assertEquals(powers, [10, 100, 1000]);
});
