import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Row } from "../../lib/model/row.ts";
import {
  CellError,
  ImpossibleError,
  TargetLostError,
} from "../../lib/run/executor.ts";
import { runVisits } from "../../lib/run/runner.ts";
import { rawMeasurement } from "../model/fixtures.ts";
import {
  context,
  executor,
  hogCounter,
  turnExecutor,
  VISITS,
} from "./runner_fixtures.ts";

Deno.test("arms that take turns have a row each, and hogs once", async () => {
  const hogs = hogCounter();
  const turns = turnExecutor(({ index }) => rawMeasurement({ strayed: index }));
  const alone = executor(() => rawMeasurement());
  const started: number[] = [];
  const rows = await Array.fromAsync(runVisits(
    VISITS,
    context({
      executor: alone,
      turns,
      hasFreeCpu: () => true,
      startBusy: hogs.startBusy,
      onStart: ({ index }) => started.push(index),
    }),
  ));
  assertEquals(rows.map(({ cell }) => cell.index), [0, 1, 2]);
  assertEquals(rows.map(({ metrics }) => metrics.strayed), [0, 1, 0]);
  assertEquals(rows.map(({ turns }) => turns?.length), [1, 1, 1]);
  assertEquals(turns.asked, [{ cells: [0, 1], turnSnapshots: true }]);
  assertEquals(alone.measured, [2]);
  assertEquals(started, [0, 2]);
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("where arms cannot be had together each says what it is refused", async () => {
  const refusedTogether = turnExecutor(() => {
    throw new ImpossibleError("io_uring_setup: EINVAL");
  });
  const alone = executor(({ index }) => {
    if (index === 1) throw new ImpossibleError("io_uring_setup: EINVAL");
    return rawMeasurement();
  });
  const rows = await Array.fromAsync(runVisits(
    VISITS.slice(0, 1),
    context({
      executor: alone,
      turns: refusedTogether,
      startBusy: hogCounter().startBusy,
    }),
  ));
  assertEquals(rows.map(({ status }) => status), ["ok", "impossible"]);
  assertEquals(alone.measured, [0, 1]);
});

Deno.test("a visit that fails is a failed row of each arm", async () => {
  const failing = turnExecutor(() => {
    throw new CellError("drain: 8 reads did not complete within 1 s");
  });
  const alone = executor(() => rawMeasurement());
  const rows = await Array.fromAsync(runVisits(
    VISITS.slice(0, 1),
    context({
      executor: alone,
      turns: failing,
      startBusy: hogCounter().startBusy,
    }),
  ));
  assertEquals(rows.map(({ status }) => status), ["failed", "failed"]);
  assertMatch(rows[1]?.reason ?? "", /^drain: /);
  assertEquals(alone.measured, []);
});

Deno.test("what stops a visit leaves no row of it", async () => {
  const stopped = turnExecutor(() => {
    throw new TargetLostError("the target does not answer");
  });
  const rows: Row[] = [];
  const alone = executor(() => rawMeasurement());
  await assertRejects(async () => {
    const run = context({
      executor: alone,
      turns: stopped,
      startBusy: hogCounter().startBusy,
    });
    for await (const row of runVisits(VISITS, run)) rows.push(row);
  }, TargetLostError);
  assertEquals([rows, alone.measured], [[], []]);
});

Deno.test("who cannot measure turns measures each arm alone", async () => {
  const alone = executor(() => rawMeasurement());
  await Array.fromAsync(runVisits(
    VISITS,
    context({ executor: alone, startBusy: hogCounter().startBusy }),
  ));
  assertEquals(alone.measured, [0, 1, 2]);
});
