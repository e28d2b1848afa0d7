import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Claim } from "../../../lib/model/claim.ts";
import type { Cell } from "../../../lib/model/cell.ts";
import type { Row } from "../../../lib/model/row.ts";
import type { Visit } from "../../../lib/model/visit.ts";
import { planClaims } from "../../../lib/session/claims/claim_plan.ts";
import { measureClaims } from "../../../lib/session/claims/measure_claims.ts";
import { IDENTITY } from "../../model/fixtures.ts";
import { claim, gain, ground, part } from "./fixtures.ts";

/** What a simulated machine says of a cell. */
type Answer = (cell: Cell) => Partial<Row>;

/** Measures claims on a machine whose visits take a second each. */
async function measured(
  claims: readonly Claim[],
  answer: Answer,
  {
    maxTime = 1e4,
    on = ground(),
    missing = () => undefined,
    interruptAfter = Infinity,
  }: {
    maxTime?: number;
    on?: ReturnType<typeof ground>;
    missing?: (claim: Claim) => string | undefined;
    interruptAfter?: number;
  } = {},
) {
  const plan = planClaims(claims, on);
  const visited: Cell[] = [];
  let seconds = 0;
  async function* rows(visits: readonly Visit[]): AsyncGenerator<Row> {
    for (const visit of visits) {
      seconds++;
      if (seconds > interruptAfter) throw new Error("interrupted");
      for (const cell of visit.cells) {
        visited.push(cell);
        yield await Promise.resolve({
          identity: IDENTITY,
          cell,
          startedAt: "",
          status: cell.impossible === undefined ? "ok" : "impossible",
          reason: cell.impossible ?? "",
          metrics: {},
          interrupts: [],
          broken: [],
          ...answer(cell),
        });
      }
    }
  }
  const { results, stopped } = await measureClaims(plan, {
    measurer: { timed: rows, traced: rows },
    maxTime,
    now: () => seconds,
    seed: 1,
    tickUs: 4000,
    missing,
    traces: true,
  });
  return { results, stopped, visited, seconds };
}

/** A machine on which coop has so many times the IOPS, a little noise apart. */
function coopIs(gainOf: (cell: Cell) => number): Answer {
  return (cell) => ({
    metrics: {
      iops: 1e5 * (cell.params.mode === "coop" ? gainOf(cell) : 1) *
        (1 + (cell.repeat * 7919 % 11 - 5) / 1e4),
    },
  });
}

Deno.test("a claim holds where the machine does as was published", async () => {
  const { results } = await measured(
    [claim("a", [gain(1.12)])],
    coopIs(() => 1.13),
  );
  assertEquals(results[0]!.verdict, "holds");
});

Deno.test("a claim with a wrong published figure planted does not hold", async () => {
  const { results } = await measured(
    [claim("right", [gain(1.12)]), claim("planted", [gain(1.5)])],
    coopIs(() => 1.13),
  );
  assertEquals(results.map(({ verdict }) => verdict), [
    "holds",
    "does not hold",
  ]);
});

Deno.test("a claim whose cells are impossible cannot be had, with the reason", async () => {
  const { results, visited } = await measured(
    [
      claim("core", [gain(1, { core: "interrupt" })]),
      claim("mode", [gain(1, { iodepth: 2 })]),
      claim("need", [gain(1, { iodepth: 3 })]),
      claim("other", [gain(1.12)]),
    ],
    (cell) =>
      cell.params.iodepth === 2 && cell.params.mode === "coop"
        ? { status: "impossible", reason: "EINVAL" }
        : coopIs(() => 1.12)(cell),
    {
      on: ground("missing"),
      missing: ({ name }) => name === "need" ? "it takes a moon" : undefined,
    },
  );
  assertEquals(results.map(({ verdict }) => verdict), [
    "cannot be had",
    "cannot be had",
    "cannot be had",
    "holds",
  ]);
  assertStringIncludes(results[0]!.reason, "no interrupt core");
  assertEquals(results[1]!.reason, "EINVAL");
  assertEquals(results[2]!.reason, "it takes a moon");
  // Nothing is tried of what cannot be had anyway.
  assert(visited.every(({ params: p }) => p.iodepth !== 3));
});

Deno.test("a cell that is refused once and works then is no reason", async () => {
  const { results } = await measured(
    [claim("a", [gain(1.12)])],
    (cell) =>
      cell.repeat === 1
        ? { status: "impossible", reason: "no read came back" }
        : coopIs(() => 1.12)(cell),
  );
  assertEquals(results[0]!.verdict, "holds");
});

Deno.test("a claim that is told leaves; the time goes to those that are open", async () => {
  const noisy: Answer = (cell) => ({
    metrics: {
      iops: 1e5 *
        (cell.params.iodepth === 4
          ? 1 + (cell.repeat * 7919 % 11 - 5) / 20 * (cell.index % 2 ? 1 : -1)
          : 1),
    },
  });
  const { results, visited } = await measured(
    [claim("told", [gain(1)]), claim("open", [gain(1.5, { iodepth: 4 })])],
    noisy,
    { maxTime: 60 },
  );
  assertEquals(results[0]!.verdict, "holds");
  const rounds = (iodepth: number) =>
    new Set(
      visited.filter(({ params: p }) => p.iodepth === iodepth)
        .map(({ repeat }) => repeat),
    ).size;
  assertEquals(rounds(1), 4);
  assert(rounds(4) > rounds(1));
});

Deno.test("what time leaves open is not shown, with how long it would take", async () => {
  const noisy: Answer = (cell) => ({
    metrics: { iops: 1e5 * (1 + (cell.index * 7919 % 11 - 5) / 10) },
  });
  const { results, seconds } = await measured(
    [claim("a", [gain(1, { margin: 0.02 })])],
    noisy,
    { maxTime: 20 },
  );
  assertEquals(results[0]!.verdict, "not shown");
  assert(seconds <= 21, `${seconds} s`);
  assert((results[0]!.seconds ?? 1) > 0);
});

Deno.test("claims begin only where there is time for their first look", async () => {
  const claims = [1, 2, 4, 8, 16, 32].map((iodepth) =>
    claim(`depth-${iodepth}`, [gain(1.12, { iodepth })])
  );
  const { results, seconds } = await measured(
    claims,
    coopIs(() => 1.12),
    // Visits take a second where 0.6 s are expected: that is learnt.
    { maxTime: 15 },
  );
  assert(seconds <= 15, `${seconds} s`);
  assertEquals(results[0]!.verdict, "holds");
  assert(results.some(({ verdict }) => verdict === "not shown"));
});

Deno.test("what was found before an interruption is found", async () => {
  const { results, stopped } = await measured(
    [claim("told", [gain(1.12)]), claim("open", [gain(1, { iodepth: 4 })])],
    coopIs(({ params: p, index }) => p.iodepth === 4 ? 1 + index % 7 : 1.12),
    { interruptAfter: 12 },
  );
  assert(stopped);
  assertEquals(results[0]!.verdict, "holds");
});

Deno.test("a claim whose premises never hold leaves, and says which", async () => {
  const { results, visited } = await measured(
    [claim("a", [gain(1.12)]), claim("b", [gain(1.12, { iodepth: 4 })])],
    (cell) => ({
      ...coopIs(() => 1.12)(cell),
      ...cell.params.iodepth === 1 && {
        broken: [{ premise: "cpu_other", value: 0.4 }],
      },
    }),
  );
  assertEquals(results.map(({ verdict }) => verdict), ["not shown", "holds"]);
  assertStringIncludes(results[0]!.reason, "8 of 8 rounds broke a premise");
  assertStringIncludes(results[0]!.reason, "cpu_other 0.4");
  assertEquals(results[0]!.seconds, undefined);
  const rounds = visited.filter(({ params: p }) => p.iodepth === 1)
    .map(({ repeat }) => repeat);
  assertEquals(Math.max(...rounds), 8);
});

Deno.test("what explains a claim is measured if it does not hold, and not else", async () => {
  const explanations = [{
    because: "few kicks",
    where: "here",
    measure: { kind: "level", figure: "kicks_per_io", of: { iodepth: 32 } },
    at: { high: 0.3 },
  }] as const;
  const tried = async (gained: number) => {
    const { results: [one], visited } = await measured(
      [claim("a", [gain(1.12)], { explanations })],
      (cell) => ({
        metrics: {
          ...coopIs(() => gained)(cell).metrics,
          kicks_per_io: 0.01,
        },
      }),
    );
    return {
      one: one!,
      explaining: visited.filter(({ params: p }) => p.iodepth === 32).length,
    };
  };
  const holds = await tried(1.12);
  assertEquals([holds.one.verdict, holds.explaining], ["holds", 0]);
  assertEquals(holds.one.explained, []);
  const not = await tried(1.5);
  assertEquals([not.one.verdict, not.explaining], ["does not hold", 3]);
  assertEquals(not.one.explained.map(({ value }) => value), [0.01]);
});

Deno.test("counts of traced cells are claims like others", async () => {
  const { results } = await measured(
    [
      claim("none", [
        {
          ...part({ kind: "level", figure: "kicks_per_io", of: {} }, 0, 0.001),
        },
      ]),
    ],
    () => ({ metrics: { kicks_per_io: 0 } }),
  );
  assertEquals(results[0]!.verdict, "holds");
});
