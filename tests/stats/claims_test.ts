import { assert, assertEquals } from "@std/assert";
import type { Claim, ClaimPart, Measure } from "../../lib/model/claim.ts";
import type { Figures } from "../../lib/model/figures/mod.ts";
import type { Row } from "../../lib/model/row.ts";
import { partFigures } from "../../lib/stats/claim_figures.ts";
import {
  bearsOut,
  estimateOf,
  explainedBy,
  judgeClaim,
  partVerdict,
  regionOf,
  roundsNeeded,
} from "../../lib/stats/claims.ts";
import { row } from "../model/fixtures.ts";

const FROM = { mode: "default" } as const;
const TO = { mode: "coop" } as const;

function part(
  published: ClaimPart["published"],
  margin = 0,
  measure: Measure = { kind: "ratio", figure: "iops", from: FROM, to: TO },
): ClaimPart {
  return { where: "here", measure, published, margin };
}

function claim(...parts: [ClaimPart, ...ClaimPart[]]): Claim {
  return {
    name: "x",
    sentence: "x",
    sources: [{ cite: "", where: "", date: "", machine: "", kernel: "" }],
    published: "",
    parts,
  };
}

function rounds(...values: number[]) {
  return {
    rounds: values.map((value, i) => ({ round: i + 1, value, reads: 0 })),
    leftOut: 0,
    broken: undefined,
  };
}

Deno.test("a part holds where all of its interval lies between its ends", () => {
  const one = part({ low: 1.1, high: 1.2 }, 0.05);
  const [least, most] = regionOf(one);
  assertEquals([least, most], [1.1 - 0.05, 1.2 + 0.05]);
  assertEquals(partVerdict(one, { low: least, high: most }), "holds");
  assertEquals(partVerdict(one, { low: least - 1e-9, high: most }), "open");
  assertEquals(partVerdict(one, { low: least, high: most + 1e-9 }), "open");
  assertEquals(partVerdict(one, { low: 0.9, high: least }), "open");
  assertEquals(
    partVerdict(one, { low: 0.9, high: least - 1e-9 }),
    "does not hold",
  );
  assertEquals(
    partVerdict(one, { low: most + 1e-9, high: 2 }),
    "does not hold",
  );
  assertEquals(partVerdict(one, undefined), "open");
});

Deno.test("a part with one end has no other", () => {
  assertEquals(partVerdict(part({ low: 2 }), { low: 2, high: 1e9 }), "holds");
  assertEquals(partVerdict(part({ high: 2 }), { low: -5, high: 2 }), "holds");
  assertEquals(
    partVerdict(part({ high: 2 }, 0.5), { low: 2.6, high: 3 }),
    "does not hold",
  );
});

Deno.test("judgeClaim() needs all parts to hold and one not to", () => {
  const good = rounds(1, 1.001, 0.999, 1, 1.001);
  const bad = rounds(1.5, 1.501, 1.499, 1.5, 1.501);
  const one = part({ low: 1, high: 1 }, 0.1);
  assertEquals(judgeClaim(claim(one), [good]).verdict, "holds");
  assertEquals(judgeClaim(claim(one, one), [good, good]).verdict, "holds");
  assertEquals(
    judgeClaim(claim(one, one), [good, bad]).verdict,
    "does not hold",
  );
  assertEquals(
    judgeClaim(claim(one, one), [good, rounds()]).verdict,
    "not shown",
  );
  // One that does not hold is enough, whatever becomes of the other.
  assertEquals(
    judgeClaim(claim(one, one), [rounds(), bad]).verdict,
    "does not hold",
  );
});

Deno.test("a claim with a wrong published figure planted is found not to hold", () => {
  const found = rounds(1.13, 1.14, 1.135, 1.128, 1.133, 1.137);
  const published = part({ low: 1.138, high: 1.138 }, 0.04);
  assertEquals(judgeClaim(claim(published), [found]).verdict, "holds");
  const planted = part({ low: 1.38, high: 1.38 }, 0.04);
  assertEquals(judgeClaim(claim(planted), [found]).verdict, "does not hold");
});

Deno.test("the more parts a claim has, the wider their intervals are", () => {
  const values = rounds(1, 1.1, 0.95, 1.05, 0.9, 1.02);
  const one = part({ low: 1, high: 1 }, 0.5);
  const width = (of: Claim) => {
    const { estimate } = judgeClaim(of, of.parts.map(() => values)).parts[0]!;
    return estimate!.high / estimate!.low;
  };
  assert(width(claim(one, one, one)) > width(claim(one)));
});

Deno.test("equal values have an interval of their figure's resolution only", () => {
  const equal = estimateOf(
    part({ low: 0 }, 0, { kind: "level", figure: "cqes_per_reap", of: TO }),
    rounds(20, 20, 20, 20).rounds,
    0.99,
  );
  assertEquals([equal?.low, equal?.high], [20, 20]);
});

Deno.test("of events that were never seen there may be some in so many reads", () => {
  const none = rounds(0, 0, 0, 0).rounds.map((one) => ({ ...one, reads: 250 }));
  const counted: Measure[] = [
    { kind: "level", figure: "kicks_per_io", of: TO },
    { kind: "share", figure: "nvcsw", per: "ios", of: TO },
  ];
  for (const measure of counted) {
    const found = estimateOf(part({ low: 0 }, 0, measure), none, 0.99);
    assertEquals(found?.low, 0);
    // The probability to see none of 0.0053 for a read in 1000 reads: 0.5 %.
    assert(Math.abs(found!.high - 0.0053) < 1e-4, `${found!.high}`);
    assert(Math.abs(Math.exp(-found!.high * 1000) - 0.005) < 1e-9);
  }
});

Deno.test("no figure of a cell is below 0, but a difference of two may be", () => {
  const estimate = (measure: Measure) =>
    estimateOf(part({ low: 0 }, 0, measure), rounds(1, 0, 0, 0).rounds, 0.99);
  const figure = "kicks_user_share";
  assertEquals(estimate({ kind: "level", figure, of: TO })?.low, 0);
  const difference = estimate({ kind: "difference", figure, from: TO, to: TO });
  assert(difference!.low < 0);
});

const STOLEN = [{ premise: "cpu_steal", value: 0.2 }] as const;

/** Rows of four rounds and as many more that broke a premise. */
function disturbed(mode: "default" | "coop", iops: number, more: number) {
  return new Map(
    Array.from({ length: 4 + more }, (_, i): [number, Row] => [
      i + 1,
      row({ mode }, {
        repeat: i + 1,
        metrics: { iops: i < 4 ? iops + i : 5 * iops },
        broken: i < 4 || mode === "default" ? [] : STOLEN,
      }),
    ]),
  );
}

Deno.test("a round in which a premise was broken counts nowhere", () => {
  const one = part({ low: 1.1, high: 1.1 }, 0.05);
  const found = (more: number) => {
    const [a, b] = [
      disturbed("default", 1e5, more),
      disturbed("coop", 1.1e5, more),
    ];
    return partFigures(one, ({ mode }) => mode === "coop" ? b : a, undefined);
  };
  const few = found(4);
  assertEquals(few.rounds.map(({ round }) => round), [1, 2, 3, 4]);
  assertEquals([few.leftOut, few.broken], [4, STOLEN[0]]);
  assertEquals(judgeClaim(claim(one), [few]).verdict, "holds");
  // Where most rounds broke one, the others are those of luck.
  const { verdict, reason } = judgeClaim(claim(one), [found(5)]);
  assertEquals(verdict, "not shown");
  assertEquals(
    reason,
    "5 of 9 rounds broke a premise, most often cpu_steal 0.2 " +
      "(the hypervisor should leave the CPUs to this machine)",
  );
});

Deno.test("premises of speed do not matter to what is done for each read", () => {
  const one = part({ high: 0 }, 0.001, {
    kind: "level",
    figure: "kicks_per_io",
    of: TO,
  });
  const found = (premise: "cpu_steal" | "irqs_moved") =>
    partFigures(
      { ...one, atAnySpeed: true },
      () =>
        new Map([[
          1,
          row({}, {
            metrics: { kicks_per_io: 0, ios: 10 },
            broken: [{ premise, value: 1 }],
          }),
        ]]),
      undefined,
    );
  assertEquals(found("cpu_steal").rounds.length, 1);
  assertEquals(found("cpu_steal").leftOut, 0);
  assertEquals(found("irqs_moved").leftOut, 1);
});

Deno.test("no wrong published figure is found out by a broken premise", () => {
  const planted = part({ low: 3, high: 3 }, 0.05);
  const b = disturbed("coop", 1.1e5, 5);
  const found = partFigures(
    planted,
    ({ mode }) => mode === "coop" ? b : disturbed("default", 1e5, 5),
    undefined,
  );
  assertEquals(judgeClaim(claim(planted), [found]).verdict, "not shown");
});

Deno.test("an explanation is borne out by the figure that was measured, or not", () => {
  const explained = (...values: number[]) =>
    explainedBy({
      because: "few kicks",
      where: "here",
      measure: { kind: "level", figure: "kicks_per_io", of: FROM },
      at: { high: 0.3 },
    }, rounds(...values));
  assertEquals(explained(0.1, 0.3).value, 0.2);
  assertEquals(bearsOut(explained(0.1, 0.3)), true);
  assertEquals(bearsOut(explained(0.1, 0.9)), false);
  assertEquals(bearsOut(explained()), undefined);
});

Deno.test("roundsNeeded() grows with the square of what is missing", () => {
  const one = part({ low: 1 });
  const at = (value: number) =>
    roundsNeeded(one, {
      value,
      low: value / 1.2,
      high: value * 1.2,
      n: 10,
      level: 0.99,
    });
  // Half the interval is twice as far as the end.
  assert(Math.abs(at(Math.sqrt(1.2))! - 40) <= 1);
  assertEquals(at(1), undefined);
  assertEquals(roundsNeeded(one, undefined), 4);
});

function rowsOf(figures: readonly Figures[], mode: "default" | "coop") {
  return new Map(
    figures.map((metrics, i): [number, Row] => [
      i + 1,
      row({ mode }, { repeat: i + 1, metrics }),
    ]),
  );
}

function valuesOf(
  measure: Measure,
  from: readonly Figures[],
  to: readonly Figures[],
  tickUs?: number,
): number[] {
  const [a, b] = [rowsOf(from, "default"), rowsOf(to, "coop")];
  return partFigures(
    part({ low: 1 }, 0, measure),
    (cell) => cell.mode === "coop" ? b : a,
    tickUs,
  ).rounds.map(({ value }) => value);
}

Deno.test("partFigures() makes a value of each round that all cells have", () => {
  const of = { figure: "iops", from: FROM, to: TO } as const;
  const two = [{ iops: 100 }, { iops: 200 }];
  assertEquals(
    valuesOf({ kind: "ratio", ...of }, two, [{ iops: 110 }, { iops: 300 }]),
    [1.1, 1.5],
  );
  assertEquals(
    valuesOf({ kind: "difference", ...of }, two, [{ iops: 110 }]),
    [10],
  );
  // Of a figure that no run has there is no ratio.
  assertEquals(valuesOf({ kind: "ratio", ...of }, [{ iops: 0 }], two), []);
});

Deno.test("partFigures() tells shares, costs and parts of a tick", () => {
  assertEquals(
    valuesOf(
      { kind: "share", figure: "nvcsw", per: "ios", of: TO },
      [],
      [{ nvcsw: 5, ios: 10 }, { nvcsw: 5, ios: 0 }],
    ),
    [0.5],
  );
  assertEquals(
    valuesOf(
      {
        kind: "cost",
        figure: "cpu_per_io_us",
        per: "syscalls_per_io",
        from: FROM,
        to: TO,
      },
      [{ cpu_per_io_us: 4, syscalls_per_io: 0.5 }],
      [{ cpu_per_io_us: 4.5, syscalls_per_io: 1 }],
    ),
    [1],
  );
  const level: Measure = {
    kind: "level",
    figure: "lat_avg_us",
    of: TO,
    in: "ticks",
  };
  assertEquals(valuesOf(level, [], [{ lat_avg_us: 2000 }], 4000), [0.5]);
  assertEquals(valuesOf(level, [], [{ lat_avg_us: 2000 }]), []);
});

Deno.test("partFigures() tells the change of a ratio", () => {
  const cells = ["a", "b", "c", "d"].map((_, i) => ({ iodepth: i + 1 }));
  const iops = [100, 110, 50, 66];
  const found = partFigures(
    part({ low: 1 }, 0, {
      kind: "change",
      figure: "iops",
      before: [cells[0]!, cells[1]!],
      then: [cells[2]!, cells[3]!],
    }),
    ({ iodepth = 1 }) =>
      new Map([[
        1,
        row({ iodepth }, { metrics: { iops: iops[iodepth - 1]! } }),
      ]]),
    undefined,
  );
  assertEquals(found.rounds.map(({ value }) => Number(value.toFixed(9))), [
    1.2,
  ]);
});
