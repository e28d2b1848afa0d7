/** What a round of churn.ts is where the kernel has not got every kind of cell. */
import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import type { Params } from "../../lib/model/parameters/params.ts";
import { CellError, ImpossibleError } from "../../lib/run/executor.ts";
import { params } from "../model/fixtures.ts";
import { rounds } from "./churning.ts";

/** An engine whose cells with some parameters fail as told, and what it ran. */
function engine(fails: (change: Partial<Params>) => Error | undefined) {
  const tried: Partial<Params>[] = [];
  const said: string[] = [];
  const round = rounds((change) => {
    tried.push(change);
    const failure = fails(change);
    return failure
      ? Promise.reject(failure)
      : Promise.resolve(params({ workers: 1, ...change }));
  }, (text) => said.push(text));
  return { round, tried, said };
}

Deno.test("a kind that the kernel refuses is said once, and left out", async () => {
  const all = engine(() => undefined);
  const connections = await all.round();
  assertEquals(all.said, []);
  const some = engine(({ recv }) =>
    recv === "bundle"
      ? new ImpossibleError("bundles: EINVAL (invalid argument)")
      : undefined
  );
  // Of 100 connections each, over unix and tcp.
  assertEquals(await some.round(), connections - 200);
  assertEquals(some.tried, all.tried);
  const said = [
    "left out: recv bundle, iodepth 800, pipeline 8, mode defer: bundles: " +
    "EINVAL (invalid argument)",
  ];
  assertEquals(some.said, said);
  some.tried.length = 0;
  assertEquals(await some.round(), connections - 200);
  assertEquals(
    some.tried,
    all.tried.filter(({ recv }) => recv !== "bundle"),
  );
  assertEquals(some.said, said);
});

Deno.test("connections that cannot be accepted in a way are left out too", async () => {
  const { round, tried, said } = engine(({ accept }) =>
    accept === "multishot" ? new ImpossibleError("EINVAL") : undefined
  );
  assertGreater(await round(), 0);
  assertEquals(said.length, 2);
  tried.length = 0;
  await round();
  assertEquals(tried.filter(({ accept }) => accept === "multishot"), []);
  assertEquals(said.length, 2);
});

Deno.test("a cell that fails ends the churning, whatever its kind", async () => {
  const { round, said } = engine(({ recv }) =>
    recv === "bundle" ? new CellError("recv: ECONNRESET") : undefined
  );
  await assertRejects(round, CellError, "ECONNRESET");
  assertEquals(said, []);
});
