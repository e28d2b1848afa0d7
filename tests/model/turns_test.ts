import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Cell } from "../../lib/model/cell.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { plan } from "../../lib/model/plan.ts";
import {
  aloneBecause,
  gapSeconds,
  scheduleOf,
  settleSeconds,
  timingOf,
  visitsOf,
  withTurns,
} from "../../lib/model/turns.ts";
import { windowNs } from "../../lib/model/visit.ts";
import { cell, params } from "./fixtures.ts";

const AXES = { iodepth: [1, 64], mode: ["default", "coop", "sqpoll"] } as const;
const RUN = { axes: AXES, aa: false };
const RULE = { runtime: 0.1, turn: "rule" } as const;
const EXP7 = { workers: 16, cpus: [0, 1], busyPerCpu: 8 };
const never = () => false;

/** Arms that differ in nothing but their offsets. */
function arms(count: number, change: Partial<Params>): Cell[] {
  return Array.from(
    { length: count },
    (_, index) => cell(change, { index, seed: index }),
  );
}

/** "ABBA", a letter for as much time as the shortest turn takes. */
function orderOf(cells: readonly Cell[]): string {
  const { turns } = scheduleOf(cells);
  const unit = Math.min(...turns.map(({ lengthNs }) => lengthNs));
  return turns.map(({ arm, lengthNs }) =>
    "ABCD".charAt(arm).repeat(Math.round(lengthNs / unit))
  ).join(" ");
}

Deno.test("arms go forwards, backwards, and so on", () => {
  const turn = (count: number) => ({ turn: 0.05, runtime: 0.05 * count });
  assertEquals(orderOf(arms(2, turn(1))), "A B");
  assertEquals(orderOf(arms(2, turn(2))), "A BB A");
  assertEquals(orderOf(arms(2, turn(4))), "A BB AA BB A");
  assertEquals(orderOf(arms(3, turn(3))), "A B CC B AA B C");
});

Deno.test("a schedule gives every arm its time, with a gap where arms change", () => {
  for (const count of [2, 3, 5]) {
    for (const turns of [1, 2, 3, 7]) {
      const cells = arms(count, { turn: 0.033, runtime: 0.033 * turns });
      const { turns: all, settleNs } = scheduleOf(cells);
      const gapNs = gapSeconds([params()]) * 1e9;
      const measured = new Map<number, number>();
      let endNs = -gapNs;
      for (const { arm, startNs, lengthNs } of all) {
        assertEquals(startNs, endNs + gapNs);
        endNs = startNs + lengthNs;
        measured.set(arm, (measured.get(arm) ?? 0) + lengthNs);
      }
      assertEquals(all[0]?.startNs, 0);
      assertEquals(
        [...measured.values()],
        Array(count).fill(Math.round(0.033 * turns * 1e9)),
      );
      assert(settleNs < gapNs);
      assertEquals(
        all.every(({ arm }, i) => arm !== all[i + 1]?.arm),
        true,
      );
    }
  }
});

Deno.test("a third of a nanosecond is not lost", () => {
  const [, ...rest] =
    scheduleOf(arms(2, { turn: 0.1 / 3, runtime: 0.1 })).turns;
  assert(rest.every(({ lengthNs }) => Number.isInteger(lengthNs)));
  const cells = arms(2, { turn: 0.1 / 3, runtime: 0.1 });
  const own = scheduleOf(cells).turns.filter(({ arm }) => arm === 1);
  assertEquals(own.reduce((sum, { lengthNs }) => sum + lengthNs, 0), 1e8);
});

Deno.test("turns are long against reads, thinking and rounds of the scheduler", () => {
  const timing = (change: Partial<Params>) =>
    timingOf([params({ ...EXP7, ...change })], RULE);
  assertEquals(timing({ iodepth: 1 }), {
    turn: 0.016667,
    runtime: 0.1,
    rampTime: 0.004,
  });
  const deep = timing({ iodepth: 64 });
  assert(deep.runtime >= 6 * 16 * 64 / 50_000);
  assert(deep.rampTime >= 2 * 16 * 64 / 50_000);
  const thinking = timing({ wait: "compute", thinktime: 10_000 });
  assert(thinking.runtime >= 0.06 && thinking.rampTime >= 0.02);
  // A round takes 50 ms; a gap is more than two of them, a turn three.
  const busy = timing({ iodepth: 1, busy: true });
  assertEquals([busy.turn, busy.runtime], [0.15, 0.15]);
  assert(busy.rampTime >= 0.05);
  assert(gapSeconds([params({ ...EXP7, busy: true })]) > 0.1);
});

Deno.test("arms have as many turns as the gaps leave time for, an even number", () => {
  const timing = (runtime: number, change: Partial<Params>) => {
    const cells = [params({ ...EXP7, iodepth: 1, ...change })];
    const { turn, runtime: measured } = timingOf(cells, {
      runtime,
      turn: "rule",
    });
    const gap = gapSeconds(cells);
    // Three times a millisecond for I/Os, or 25 ms for workers that never sleep.
    const { load, iodepth } = params({ iodepth: 1, ...change });
    const restless = { read: 65, tcp: 16 }[load as "read" | "tcp"] ?? 64;
    const rounds = iodepth >= restless ? 0.075 : 0;
    const others = Math.max(rounds, load === "eventfd" ? 0.003 : 0);
    return { count: measured / turn, gaps: turn / gap, others: others / gap };
  };
  for (const load of ["read", "eventfd", "tcp"] as const) {
    for (const iodepth of [1, 4, 16, 64]) {
      for (const runtime of [0.1, 0.2, 1, 6]) {
        const { count, gaps, others } = timing(runtime, { load, iodepth });
        const turns = Math.round(count);
        assertAlmostEquals(count, turns, 0.05);
        const [most, least] = load === "eventfd" ? [100, 1] : [20, 2];
        assert(turns === 1 || turns % 2 === 0 && turns <= most);
        const told = `${load} ${iodepth} ${gaps}`;
        if (turns > 1) assert(gaps >= least - 2e-3, told);
        // With one turn more for each, the gaps would take too long.
        if (turns < most) {
          const shortest = Math.max(least, others) + 0.02;
          assert(gaps * count / (turns + 2) < shortest, told);
        }
      }
    }
  }
  // A burst of a busy host lasts 10 to 40 ms, and strikes several of these.
  assert(timing(0.2, { load: "eventfd" }).count >= 50);
  assert(timing(0.2, { load: "tcp" }).count <= 20);
  // No disk is waited for, so that deeper queues have short turns too.
  assert(
    timing(0.2, { load: "eventfd", iodepth: 32 }).count >
      timing(0.2, { iodepth: 32 }).count,
  );
});

Deno.test("workers that do not sleep take rounds too, where they share a CPU", () => {
  const settle = (change: Partial<Params>) =>
    settleSeconds([params({ ...EXP7, iodepth: 1, ...change })]);
  const sleeping = settle({});
  assert(settle({ wait: "spin" }) > sleeping + 0.02);
  assertEquals(settle({ wait: "spin", workers: 2 }), 0.004);
  assert(settle({ wait: "spin", busy: true }) > settle({ wait: "spin" }));
  // No-ops are never waited for, and of deep queues a waker leaves none empty.
  assert(settle({ load: "nop" }) > sleeping + 0.02);
  const depths = (iodepth: number) => settle({ load: "eventfd", iodepth });
  assert(depths(64) > depths(32) + 0.02);
  assert(depths(32) < sleeping + 0.01);
  const messages = (iodepth: number) => settle({ load: "tcp", iodepth });
  assert(messages(16) > messages(8) + 0.02);
});

Deno.test("turns are long against what a waker and a timer take", () => {
  const settle = (change: Partial<Params>) =>
    settleSeconds([params({ workers: 1, iodepth: 1, ...change })]);
  const quick = settle({ load: "eventfd", wakeDelay: 0 });
  for (const load of ["eventfd", "timeout"] as const) {
    const slow = settle({ load, wakeDelay: 20_000 });
    assertAlmostEquals(slow - quick, 2 * 0.02, 0.0015);
  }
  // What completes in its submit call takes no delay.
  assertEquals(settle({ load: "nop", wakeDelay: 20_000 }), quick);
});

Deno.test("arms of one visit have the timing of the slowest", () => {
  const [quick, slow] = [1, 64].map((iodepth) => params({ ...EXP7, iodepth }));
  assert(quick && slow);
  assertEquals(timingOf([quick, slow], RULE), timingOf([slow], RULE));
  assertEquals(settleSeconds([quick, slow]), settleSeconds([slow]));
});

Deno.test("turns that are asked for are as long as that", () => {
  const timing = (runtime: number, turn: number) => {
    const { rampTime: _, ...rest } = timingOf([params()], { runtime, turn });
    return rest;
  };
  assertEquals(timing(2, 0.1), { turn: 0.1, runtime: 2 });
  assertEquals(timing(0.25, 0.1), { turn: 0.1, runtime: 0.3 });
  assertEquals(timing(0.01, 0.1), { turn: 0.1, runtime: 0.1 });
});

Deno.test("what would go on in the turns of others has a cell of its own", () => {
  const alone = (change: Partial<Params>) =>
    aloneBecause(params(change)) !== undefined;
  assertEquals(alone({}), false);
  assertEquals(alone({ mode: "defer", wait: "compute" }), false);
  assertEquals(alone({ mode: "sqpoll" }), true);
  assertEquals(alone({ mode: "iopoll" }), true);
  assertEquals(alone({ wait: "eventfd" }), true);
  assertEquals(alone({ wait: "second_thread" }), true);
  assertEquals(alone({ numberIos: 5 }), true);
  assertEquals(alone({ forceAsync: true }), true);
});

Deno.test("arms that can share a cell do, the others are alone beside them", () => {
  const planned = plan(params(), AXES, {
    repeats: 2,
    order: "random",
    seed: 3,
  });
  const cells = withTurns(planned, RUN, RULE, never);
  const turns = cells.map(({ params: { mode, turn } }) => [mode, turn > 0]);
  for (const [mode, takes] of turns) assertEquals(takes, mode !== "sqpoll");
  // As long as the others all the same.
  assertEquals(new Set(cells.map(({ params: p }) => p.runtime)).size, 1);
  const visits = visitsOf(cells, RUN);
  assertEquals(visits.length, 2 * 2 * 2);
  assertEquals(
    visits.flatMap((visit) => visit.cells).map(({ index }) => index).sort(
      (a, b) => a - b,
    ),
    cells.map(({ index }) => index),
  );
  for (const visit of visits) {
    const [first, second] = visit.cells;
    assertEquals(visit.cells.length, first.params.mode === "sqpoll" ? 1 : 2);
    // In the plan's order.
    assert(!second || second.index > first.index);
    assert(windowNs(visit) > 0.1e9 - 1);
  }
});

Deno.test("a machine that refuses an arm's ring leaves the others together", () => {
  const planned = plan(params(), AXES, {
    repeats: 1,
    order: "sequential",
    seed: 3,
  });
  const noCoop = ({ mode }: Params) => mode === "coop";
  const cells = withTurns(planned, RUN, RULE, noCoop);
  // One arm alone takes no turns.
  assertEquals(cells.map(({ params }) => params.turn), Array(6).fill(0));
  assertEquals(visitsOf(cells, RUN).length, 6);
});

Deno.test("arms that differ in what a cell has do not share one", () => {
  const axes = { workers: [1, 2] } as const;
  const planned = plan(params(), axes, {
    repeats: 1,
    order: "sequential",
    seed: 3,
  });
  const run = { axes, aa: false };
  const cells = withTurns(planned, run, RULE, never);
  assertEquals(visitsOf(cells, run).map(({ cells }) => cells.length), [1, 1]);
  const impossible = planned.map((one) => ({ ...one, impossible: "no" }));
  const alone = withTurns(impossible, run, RULE, never);
  assertEquals(visitsOf(alone, run).length, 2);
});

Deno.test("equal arms take turns too", () => {
  const axes = { mode: ["default"] } as const;
  const planned = plan(params(), axes, {
    repeats: 3,
    order: "random",
    seed: 3,
    aa: true,
  });
  const run = { axes, aa: true };
  const visits = visitsOf(withTurns(planned, run, RULE, never), run);
  assertEquals(visits.length, 3);
  for (const { cells } of visits) {
    assertEquals(cells.map(({ arm }) => arm).sort(), ["A", "B"]);
  }
});

Deno.test("turns are left out of all arms that are compared, or of none", () => {
  const mostOf = (modes: readonly Params["mode"][]) => {
    const run = { ...RUN, axes: { mode: modes } };
    const planned = modes.map((mode, index) =>
      cell({ ...EXP7, mode }, { index })
    );
    const visits = visitsOf(withTurns(planned, run, RULE, never), run);
    return visits.map((
      { cells, schedule },
    ) => [cells.length, schedule.mostAbsent]);
  };
  assertEquals(mostOf(["default", "coop"]), [[2, 0.1]]);
  // The SQ thread has a cell of its own, whose one turn always counts.
  assertEquals(mostOf(["default", "coop", "sqpoll"]), [[2, 0], [1, 0]]);
});

Deno.test("without turns every cell is alone for its runtime", () => {
  const [visit] = visitsOf([cell({ runtime: 2 })], RUN);
  assert(visit);
  assertEquals(windowNs(visit), 2e9);
  assertEquals(visit.schedule.settleNs, 0);
});
