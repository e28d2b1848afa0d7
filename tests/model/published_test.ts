import { assert, assertEquals } from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import {
  LITERATURE,
  PUBLISHED,
  publishedFor,
} from "../../experiments/published/mod.ts";

Deno.test("every published figure has a source that says where it stands", () => {
  for (const { source } of [...PUBLISHED, ...LITERATURE]) {
    for (const text of [source.cite, source.where, source.date]) {
      assert(text !== "");
    }
    assert(source.machine !== "");
  }
});

Deno.test("published series rise along their axis and have figures only", () => {
  for (const { name, points } of PUBLISHED) {
    assert(points.length > 1, name);
    points.forEach(([x, y], i) => {
      assert(Number.isFinite(x) && Number.isFinite(y), name);
      assert(i === 0 || points[i - 1]![0] <= x, `${name} at ${x}`);
    });
  }
});

Deno.test("what is drawn of the published belongs to cells of its experiment", () => {
  for (const { name, drawn } of PUBLISHED) {
    for (const one of drawn) {
      const experiment = EXPERIMENTS.find((e) => e.name === one.experiment);
      assert(experiment, `${name}: ${one.experiment}`);
      const known: object = { ...experiment.base, ...experiment.axes };
      for (const key of Object.keys(one.where)) {
        assert(key in known, `${name}: ${key}`);
      }
    }
  }
});

Deno.test("exp7 is published with and without hogs, in three figures each", () => {
  assertEquals(publishedFor("exp7").length, 2 * 2 * 3);
});

Deno.test("irq_busy is published without hogs and with hogs beside the workers, on both cores", () => {
  // Who had hogs on the interrupted CPUs alone (exp_06) left no figures.
  const drawn = publishedFor("irq_busy").flatMap((series) =>
    series.drawn.filter(({ experiment }) => experiment === "irq_busy")
  );
  assertEquals(drawn.length, 2 * 2 * 2 * 3);
  assertEquals(
    new Set(drawn.map(({ where }) => where.busy)),
    new Set([false, true]),
  );
});

Deno.test("async is published of a bound and of a free worker, inline and through io-wq", () => {
  const drawn = publishedFor("async").flatMap((series) =>
    series.drawn.filter(({ experiment }) => experiment === "async")
  );
  assertEquals(
    drawn.map(({ where: { core, writer, forceAsync } }) =>
      `${core} ${writer} ${forceAsync}`
    ).sort(),
    [
      "any false false",
      "any false true",
      "any true false",
      "any true true",
      "non-interrupt false false",
      "non-interrupt false true",
    ],
  );
});
