import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  ownBlocks,
  type SidedVisit,
  sidedVisit,
  sidesOf,
} from "../../lib/stats/own_equals.ts";
import { turn } from "../model/fixtures.ts";

/** Turns of so many units of 10 ms, whose reads tell which one it is. */
function turns(...lengths: readonly number[]) {
  return lengths.map((length, i) =>
    turn({
      startNs: i * 1e9,
      endNs: i * 1e9 + length * 1e7,
      ios: 10 ** i,
      latSumNs: 1e6,
      userNs: 2e3,
      systemNs: 3e3,
    })
  );
}

/** The reads of both sides. */
function dealt(...lengths: readonly number[]): number[] | undefined {
  return sidesOf(turns(...lengths))?.map(({ ios }) => ios);
}

Deno.test("sidesOf() deals turns to two sides that are equally long", () => {
  assertEquals(dealt(1, 1), [1, 10]);
  // Neither is earlier than the other.
  assertEquals(dealt(1, 2, 1), [101, 10]);
  assertEquals(dealt(1, 2, 2, 2, 1), [10101, 1010]);
  assertEquals(dealt(2, 2, 2, 2), [1001, 110]);
  assertEquals(dealt(1, 1.001), [1, 10]);
});

Deno.test("sidesOf() has none where they cannot be equally long", () => {
  assertEquals(dealt(), undefined);
  assertEquals(dealt(2), undefined);
  assertEquals(dealt(1, 2), undefined);
  assertEquals(dealt(2, 2, 2), undefined);
});

Deno.test("sidesOf() leaves out what does not count, and deals the rest", () => {
  const [a, b, c, d, ...more] = turns(...Array(8).fill(1));
  const out = { ...b!, counts: false };
  const sides = sidesOf([a!, out, c!, d!, ...more]);
  assertEquals(sides?.map(({ ios }) => ios), [110001, 11001100]);
  assertEquals(sidesOf([a!, { ...b!, counts: false }]), undefined);
});

Deno.test("sidesOf() takes turns in the order of time", () => {
  const [a, b, c] = turns(1, 2, 1);
  assertEquals(
    sidesOf([c!, a!, b!])?.map(({ ios }) => ios),
    [101, 10],
  );
});

Deno.test("sidedVisit() tells what turns tell, and no percentile", () => {
  const sides = sidesOf(turns(1, 1))!;
  assertEquals(sidedVisit(3, sides, "iops"), {
    block: 3,
    first: 100,
    second: 1000,
  });
  assertEquals(sidedVisit(3, sides, "clat_avg_us")?.second, 100);
  assertEquals(sidedVisit(3, sides, "cpu_per_io_us")?.first, 5);
  assertEquals(sidedVisit(3, sides, "clat_p99_us"), undefined);
  const idle = sidesOf([turn(), turn({ startNs: 2e8, endNs: 3e8 })])!;
  for (const name of ["iops", "clat_avg_us", "cpu_per_io_us"] as const) {
    assertEquals(sidedVisit(1, idle, name), undefined);
  }
});

Deno.test("ownBlocks() cancels what drifts within visits, and their levels", () => {
  const visits = [1, 2, 5, 7, 8].map((block): SidedVisit => ({
    block,
    first: block * 1000,
    second: block * 900,
  }));
  const blocks = ownBlocks(visits);
  // An odd one is left over.
  assertEquals(blocks.map(({ block }) => block), [1, 5]);
  for (const { from, to } of blocks) assertAlmostEquals(from / to, 1, 1e-12);
});

Deno.test("ownBlocks() scatter as the blocks of two arms do", () => {
  const [block] = ownBlocks([
    { block: 1, first: 1, second: 4 },
    { block: 2, first: 1, second: 1 },
  ]);
  assertEquals(block, { block: 1, from: 1, to: 2 });
  assertEquals(ownBlocks([{ block: 1, first: 1, second: 2 }]), []);
});
