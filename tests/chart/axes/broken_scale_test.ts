import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  brokenScale,
  isShowable,
} from "../../../lib/chart/axes/broken_scale.ts";

const RANGE = [0, 400] as const;

Deno.test("a log scale has a place for 0 but not for less", () => {
  const showable = [0, 1, -1, NaN].map((value) => isShowable(value, "log"));
  assertEquals(showable, [true, true, false, false]);
  assertEquals(isShowable(-1, "linear"), true);
});

Deno.test("a broken scale sets 0 left of the break, all else right of it", () => {
  const { position, ticks, domain, breakAt } = brokenScale(
    "log",
    [0, 30, 3000],
    RANGE,
    { padding: 10, zeroRoom: 40, ticks: [0, 30, 300, 3000] },
  );
  assertEquals([position(0), breakAt], [10, 30]);
  assertEquals([30, 3000].map(position).map(Math.round), [50, 390]);
  assertAlmostEquals(position(300), 220, 1e-6);
  assertEquals(ticks, [0, 30, 300, 3000]);
  assertEquals(domain, [30, 3000]);
});

Deno.test("a log scale without 0 is not broken", () => {
  const scale = brokenScale("log", [30, 3000], RANGE, {
    padding: 10,
    ticks: [30, 3000],
  });
  assertEquals(scale.breakAt, undefined);
  assertEquals([30, 3000].map(scale.position).map(Math.round), [10, 390]);
});

Deno.test("a linear scale shows 0 without a break", () => {
  const scale = brokenScale("linear", [0, 100], RANGE, {
    padding: 0,
    ticks: [0, 100],
  });
  assertEquals(scale.breakAt, undefined);
  assertEquals([0, 25, 100].map(scale.position), [0, 100, 400]);
});

Deno.test("a scale without given ticks has round ones", () => {
  const { ticks, domain, position } = brokenScale("log", [0, 30, 900], RANGE, {
    padding: 10,
    zeroRoom: 40,
  });
  assertEquals(ticks, [0, 20, 50, 100, 200, 500, 1000]);
  assertEquals(domain, [20, 1000]);
  assertEquals([0, 20, 1000].map(position).map(Math.round), [10, 50, 390]);
});

Deno.test("a scale of nothing but 0 has no break", () => {
  const { position, ticks, breakAt } = brokenScale("log", [0], RANGE, {
    padding: 10,
  });
  assertEquals([position(0), ticks, breakAt], [10, [0], undefined]);
});

Deno.test("a scale takes every tick once, and only those it has a place for", () => {
  const { ticks } = brokenScale("log", [0, 5], RANGE, {
    padding: 0,
    ticks: [5, 0, 10, 5, 0, -3],
  });
  assertEquals(ticks, [0, 5, 10]);
});
