/**
 * Measures claims in rounds until all of them have a verdict, or time is over.
 * A claim that has one leaves, so that time goes to those that are open.
 */

// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import type { Claim, ClaimPart } from "../../model/claim.ts";
import type { Row } from "../../model/row.ts";
import type { Visit } from "../../model/visit.ts";
import { type PartFigures, partFigures } from "../../stats/claim_figures.ts";
import {
  type ClaimResult,
  explainedBy,
  judgeClaim,
  type MeasuredClaim,
} from "../../stats/claims.ts";
import { LOOKS, looksAfter, roundsAt } from "../../stats/looks.ts";
import type { ClaimPlan } from "./claim_plan.ts";
import { type ClaimVisit, Rounds, roundSeconds } from "./rounds.ts";

/** What measures the visits of a round; the rows come in the order of cells. */
export interface ClaimMeasurer {
  timed(visits: readonly Visit[]): AsyncIterable<Row>;
  /** The same while they are traced, one cell a visit. */
  traced(visits: readonly Visit[]): AsyncIterable<Row>;
}

/** How claims are measured. */
export interface ClaimOptions {
  readonly measurer: ClaimMeasurer;
  /** Seconds after which no visit is begun. */
  readonly maxTime: number;
  /** Seconds since any time. */
  readonly now: () => number;
  readonly seed: number;
  /** Microseconds between two ticks of the kernel, where that is known. */
  readonly tickUs: number | undefined;
  /** Whether cells can be traced here. */
  readonly traces: boolean;
  /** Why this machine cannot tell of a claim, if it cannot. */
  readonly missing: (claim: Claim) => string | undefined;
  /** Told after every round, as of the last look at each claim. */
  readonly onRound?: (round: number, results: readonly MeasuredClaim[]) => void;
}

/** The first look is after so many rounds; none is begun that has no time for it. */
const FIRST_ROUNDS = roundsAt(1);
/** Runs of a cell without figures before it is given up. */
const MAX_WITHOUT = 2;
/** Rounds of a claim, none of which is valid, before it is given up. */
const MAX_LEFT_OUT = 8;
/** Rounds of what explains that a claim does not hold. */
const EXPLAINING = 3;

/** What is known of a claim while others are measured. */
interface Standing {
  readonly claim: Claim;
  readonly keys: readonly string[];
  /** Cells that are measured if it does not hold, to explain that. */
  readonly explaining: readonly string[];
  state: "waiting" | "running" | "explaining" | "done";
  looks: number;
  result: ClaimResult;
}

/** All rows so far, by cell and round. */
class Seen {
  readonly rows = new Map<string, Map<number, Row>>();
  readonly #without = new Map<string, Row[]>();

  add(key: string, row: Row): void {
    if (row.status === "ok") {
      const rounds = this.rows.get(key) ?? new Map<number, Row>();
      this.rows.set(key, rounds.set(row.cell.repeat, row));
    } else {
      this.#without.set(key, [...this.#without.get(key) ?? [], row]);
    }
  }

  /** Why there will never be figures of a cell. */
  lost(key: string): string | undefined {
    const rows = this.#without.get(key) ?? [];
    const [first] = rows;
    // What was refused once may be had the next time: no read may have come
    // back in a window that was disturbed.
    if (!first || rows.length < MAX_WITHOUT || this.rows.has(key)) {
      return undefined;
    }
    return first.status === "impossible"
      ? first.reason
      : `its cells fail: ${first.reason}`;
  }
}

/** The first rounds of a part. */
function firstRounds(part: PartFigures, count: number): PartFigures {
  return { ...part, rounds: part.rounds.slice(0, count) };
}

/** What was found of claims, and what ended their measuring before its time. */
export interface MeasuredClaims {
  readonly results: readonly MeasuredClaim[];
  readonly stopped: { readonly reason: unknown } | undefined;
}

/**
 * Measures the claims of a plan, and says what was found of each: also where a
 * signal or a target that does not answer ends it.
 */
export async function measureClaims(
  plan: ClaimPlan,
  options: ClaimOptions,
): Promise<MeasuredClaims> {
  const { measurer, maxTime, now, tickUs } = options;
  const began = now();
  const spent = () => now() - began;
  const seen = new Seen();
  const rounds = new Rounds(plan, randomLcg(options.seed / 2 ** 32));
  const all = plan.claims.map((claim): Standing => {
    const cells = plan.cellsOfClaim(claim);
    const reason = options.missing(claim) ??
      cells.find(({ impossible }) => impossible)?.impossible;
    const result = judgeClaim(claim, []);
    return {
      claim,
      keys: cells.map(({ key }) => key),
      explaining: plan.cellsExplaining(claim)
        .filter(({ impossible, traced }) =>
          impossible === undefined && (!traced || options.traces)
        ).map(({ key }) => key),
      state: reason === undefined ? "waiting" : "done",
      looks: 0,
      result: reason === undefined
        ? result
        : { ...result, verdict: "cannot be had", reason },
    };
  });
  /** The cells of the next round. */
  const wanted = () =>
    new Set(
      all.flatMap(({ state, keys, explaining }) =>
        state === "running" ? keys : state === "explaining" ? explaining : []
      ),
    );
  const secondsFor = (some: readonly Standing[]) =>
    roundSeconds(
      new Rounds(plan, randomLcg(0.5)).round(
        1,
        new Set(some.flatMap(({ keys }) => keys)),
      ),
    );
  const costs = new Map(all.map((one) => [one, secondsFor([one])]));
  const cheapestFirst = all.toSorted((a, b) =>
    (costs.get(a) ?? 0) - (costs.get(b) ?? 0)
  );
  /** How much longer rounds take than was expected. */
  let pace = 1;

  const figuresOfOne = (
    one: Pick<ClaimPart, "measure" | "atAnySpeed">,
  ): PartFigures =>
    partFigures(
      one,
      (cell) => seen.rows.get(plan.cellOf(cell, one).key) ?? new Map(),
      tickUs,
    );
  const figuresOf = ({ claim }: Standing): PartFigures[] =>
    claim.parts.map(figuresOfOne);

  /** How many rounds have told of all parts of a claim. */
  const told = (one: Standing) =>
    Math.min(...figuresOf(one).map(({ rounds }) => rounds.length));

  /**
   * Lets claims begin, those of the cheapest cells first, that have time for
   * their first look beside those that have had one; others wait until these
   * leave. What time
   * there is looks different when rounds take longer than was expected, so that
   * who has begun may have to wait again.
   */
  const admit = () => {
    const some = all.filter(({ state, looks }) =>
      state === "running" && looks > 0
    );
    let rounds = 0;
    for (const one of cheapestFirst) {
      if (one.looks > 0 || !["waiting", "running"].includes(one.state)) {
        continue;
      }
      const more = Math.max(rounds, 1, FIRST_ROUNDS - told(one));
      const needed = secondsFor([...some, one]) * more * pace;
      // One that has the time alone may begin; it then takes what it can get.
      const fits = spent() + needed <= maxTime || some.length === 0;
      one.state = fits ? "running" : "waiting";
      if (!fits) continue;
      some.push(one);
      rounds = more;
    }
  };

  /** Lets a claim leave, or has it explained first. */
  const leave = (one: Standing) => {
    const explains = one.result.verdict === "does not hold" &&
      one.explaining.some((key) =>
        seen.lost(key) === undefined &&
        (seen.rows.get(key)?.size ?? 0) < EXPLAINING
      );
    one.state = explains ? "explaining" : "done";
  };

  const look = (one: Standing) => {
    if (one.state === "explaining") {
      leave(one);
      return;
    }
    const lost = one.keys.map((key) => seen.lost(key)).find((why) => why);
    if (lost !== undefined) {
      one.result = { ...one.result, verdict: "cannot be had", reason: lost };
      one.state = "done";
      return;
    }
    const figures = figuresOf(one);
    if (looksAfter(told(one)) <= one.looks) {
      const never = figures.find(({ rounds, leftOut }) =>
        rounds.length === 0 && leftOut >= MAX_LEFT_OUT
      );
      if (!never) return;
      // It is judged by its other parts, and what it lacks is its reason.
      one.result = judgeClaim(one.claim, figures);
      leave(one);
      return;
    }
    one.looks++;
    const some = figures.map((part) => firstRounds(part, roundsAt(one.looks)));
    one.result = judgeClaim(one.claim, some);
    if (one.result.verdict !== "not shown" || one.looks === LOOKS) leave(one);
  };

  const measure = async (
    visits: readonly ClaimVisit[],
    how: (visits: readonly Visit[]) => AsyncIterable<Row>,
  ) => {
    const keys = new Map(
      visits.flatMap(({ visit, keys }) =>
        visit.cells.map((cell, i) => [cell.index, keys[i] ?? ""] as const)
      ),
    );
    for await (const row of how(visits.map(({ visit }) => visit))) {
      seen.add(keys.get(row.cell.index) ?? "", row);
      if (spent() > maxTime) return;
    }
  };

  const explained = ({ claim: { explanations = [] } }: Standing) =>
    explanations.map((one) => explainedBy(one, figuresOfOne(one)));

  const resultOf = (one: Standing): MeasuredClaim => {
    const { claim, state, result: found } = one;
    if (state === "done" || state === "explaining") {
      return {
        ...found,
        // All looks have been taken: no time would be enough.
        seconds: found.verdict === "not shown" ? undefined : 0,
        explained: found.verdict === "does not hold" ? explained(one) : [],
      };
    }
    const tried = one.keys.every((key) =>
      (seen.rows.get(key)?.size ?? 0) >= FIRST_ROUNDS
    );
    // What was measured since the last look is a look of its own, the last.
    const figures = figuresOf(one);
    const least = Math.min(...figures.map(({ rounds }) => rounds.length));
    const result = judgeClaim(claim, figures);
    const more = result.rounds === undefined
      ? undefined
      : Math.max(1, result.rounds - least);
    return {
      ...result,
      ...tried && least === 0 && result.reason === "" && {
        reason: "no round told all of its figures",
      },
      seconds: result.verdict !== "not shown"
        ? 0
        : more && secondsFor([one]) * more * pace,
      explained: result.verdict === "does not hold" ? explained(one) : [],
    };
  };
  /** As of the last looks: to look once more costs seconds. */
  const resultsSoFar = () =>
    all.map(({ result }): MeasuredClaim => ({
      ...result,
      seconds: result.verdict === "not shown" ? undefined : 0,
      explained: [],
    }));

  /** Measures one round; false where there is none any more. */
  const oneRound = async (round: number): Promise<boolean> => {
    admit();
    const keys = wanted();
    if (keys.size === 0) return false;
    const next = rounds.round(round, keys);
    const expected = roundSeconds(next);
    if (round > 1 && spent() + expected * pace > maxTime) return false;
    const start = now();
    await measure(next.timed, measurer.timed);
    if (spent() <= maxTime) await measure(next.traced, measurer.traced);
    if (expected > 0) pace = Math.max(1, (now() - start) / expected);
    all.filter(({ state }) => state === "running" || state === "explaining")
      .forEach(look);
    options.onRound?.(round, resultsSoFar());
    return spent() <= maxTime;
  };

  let stopped: MeasuredClaims["stopped"];
  try {
    for (let round = 1; await oneRound(round);) round++;
  } catch (reason) {
    stopped = { reason };
  }
  return { results: all.map(resultOf), stopped };
}
