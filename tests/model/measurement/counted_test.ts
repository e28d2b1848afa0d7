import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  addUp,
  countBelow,
  counted,
  latencyAt,
  positionOf,
} from "../../../lib/model/measurement/counted.ts";
import { BUCKETS } from "../../../lib/model/measurement/histogram.ts";
import { bucketOf, histogramOf } from "../fixtures.ts";

const SOME = histogramOf([5, 5, 1000, 1000, 1000, 2e11]);

Deno.test("counted() keeps the buckets that are not empty", () => {
  const found = counted(SOME);
  assertEquals([...found.buckets], [5, bucketOf(1000), BUCKETS]);
  assertEquals([...found.counts], [2, 3, 1]);
  assertEquals(found.all, 6);
  assertEquals(counted(SOME) === found, true);
});

Deno.test("positionOf() and countBelow() undo each other", () => {
  const below = addUp([counted(SOME), counted(SOME)]);
  for (const reads of [0.5, 1, 3.9, 4, 4.1, 7, 10]) {
    const position = positionOf(below, reads) ?? NaN;
    assertAlmostEquals(2 * countBelow(counted(SOME), position), reads, 1e-9);
  }
  // What is above 100 s has no position.
  assertEquals(positionOf(below, 10.1), undefined);
});

Deno.test("latencyAt() grows through a bucket, whose middle is its own", () => {
  assertEquals(latencyAt(5.5), 5);
  const bucket = bucketOf(1000);
  // The bucket holds 1000 to 1003.
  assertEquals([0, 0.5, 1].map((part) => latencyAt(bucket + part)), [
    999.5,
    1001.5,
    1003.5,
  ]);
});
