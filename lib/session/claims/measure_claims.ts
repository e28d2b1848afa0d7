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
import { Seen } from "./seen.ts";

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

/** The first rounds of a part. */
function firstRounds(part: PartFigures, count: number): PartFigures {
  return { ...part, rounds: part.rounds.slice(0, count) };
}

/** What was found of claims, and what ended their measuring before its time. */
export interface MeasuredClaims {
  readonly results: readonly MeasuredClaim[];
  readonly stopped: { readonly reason: unknown } | undefined;
}

/** What is known of a claim of a plan before anything is measured. */
function standingOf(
  claim: Claim,
  plan: ClaimPlan,
  { missing, traces }: ClaimOptions,
): Standing {
  const cells = plan.cellsOfClaim(claim);
  const reason = missing(claim) ??
    cells.find(({ impossible }) => impossible)?.impossible;
  const result = judgeClaim(claim, []);
  return {
    claim,
    keys: cells.map(({ key }) => key),
    explaining: plan.cellsExplaining(claim)
      .filter(({ impossible, traced }) =>
        impossible === undefined && (!traced || traces)
      ).map(({ key }) => key),
    state: reason === undefined ? "waiting" : "done",
    looks: 0,
    result: reason === undefined
      ? result
      : { ...result, verdict: "cannot be had", reason },
  };
}

/** The claims of a plan while they are measured, round after round. */
class Measuring {
  readonly #plan: ClaimPlan;
  readonly #options: ClaimOptions;
  readonly #began: number;
  readonly #seen = new Seen();
  readonly #rounds: Rounds;
  readonly #all: readonly Standing[];
  readonly #cheapestFirst: readonly Standing[];
  /** How much longer rounds take than was expected. */
  #pace = 1;

  constructor(plan: ClaimPlan, options: ClaimOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#began = options.now();
    this.#rounds = new Rounds(plan, randomLcg(options.seed / 2 ** 32));
    this.#all = plan.claims.map((claim) => standingOf(claim, plan, options));
    const costs = new Map(
      this.#all.map((one) => [one, this.#secondsFor([one])]),
    );
    this.#cheapestFirst = this.#all.toSorted((a, b) =>
      (costs.get(a) ?? 0) - (costs.get(b) ?? 0)
    );
  }

  /** Measures one round; false where there is none any more. */
  async round(number: number): Promise<boolean> {
    const { measurer, maxTime, now } = this.#options;
    this.#admit();
    const keys = this.#wanted();
    if (keys.size === 0) return false;
    const next = this.#rounds.round(number, keys);
    const expected = roundSeconds(next);
    if (number > 1 && this.#spent() + expected * this.#pace > maxTime) {
      return false;
    }
    const start = now();
    await this.#measure(next.timed, measurer.timed);
    if (this.#spent() <= maxTime) {
      await this.#measure(next.traced, measurer.traced);
    }
    if (expected > 0) this.#pace = Math.max(1, (now() - start) / expected);
    for (const one of this.#all) {
      if (one.state === "running" || one.state === "explaining") {
        this.#look(one);
      }
    }
    this.#options.onRound?.(number, this.#resultsSoFar());
    return this.#spent() <= maxTime;
  }

  /** What was found of each claim. */
  results(): MeasuredClaim[] {
    return this.#all.map((one) => this.#resultOf(one));
  }

  #spent(): number {
    return this.#options.now() - this.#began;
  }

  /** The cells of the next round. */
  #wanted(): ReadonlySet<string> {
    return new Set(
      this.#all.flatMap(({ state, keys, explaining }) =>
        state === "running" ? keys : state === "explaining" ? explaining : []
      ),
    );
  }

  /** Seconds of a round of these claims alone. */
  #secondsFor(some: readonly Standing[]): number {
    return roundSeconds(
      new Rounds(this.#plan, randomLcg(0.5)).round(
        1,
        new Set(some.flatMap(({ keys }) => keys)),
      ),
    );
  }

  #figuresOfOne(one: Pick<ClaimPart, "measure" | "atAnySpeed">): PartFigures {
    return partFigures(
      one,
      (cell) => this.#seen.rowsOf(this.#plan.cellOf(cell, one).key),
      this.#options.tickUs,
    );
  }

  #figuresOf({ claim }: Standing): PartFigures[] {
    return claim.parts.map((part) => this.#figuresOfOne(part));
  }

  /** How many rounds have told of all parts of a claim. */
  #told(one: Standing): number {
    return Math.min(...this.#figuresOf(one).map(({ rounds }) => rounds.length));
  }

  /**
   * Lets claims begin, those of the cheapest cells first, that have time for
   * their first look beside those that have had one; others wait until these
   * leave. What time there is looks different when rounds take longer than was
   * expected, so that who has begun may have to wait again.
   */
  #admit(): void {
    const some = this.#all.filter(({ state, looks }) =>
      state === "running" && looks > 0
    );
    let rounds = 0;
    for (const one of this.#cheapestFirst) {
      if (one.looks > 0 || !["waiting", "running"].includes(one.state)) {
        continue;
      }
      const more = Math.max(rounds, 1, FIRST_ROUNDS - this.#told(one));
      const needed = this.#secondsFor([...some, one]) * more * this.#pace;
      // One that has the time alone may begin; it then takes what it can get.
      const fits = this.#spent() + needed <= this.#options.maxTime ||
        some.length === 0;
      one.state = fits ? "running" : "waiting";
      if (!fits) continue;
      some.push(one);
      rounds = more;
    }
  }

  /** Lets a claim leave, or has it explained first. */
  #leave(one: Standing): void {
    const explains = one.result.verdict === "does not hold" &&
      one.explaining.some((key) =>
        this.#seen.lost(key) === undefined &&
        this.#seen.rowsOf(key).size < EXPLAINING
      );
    one.state = explains ? "explaining" : "done";
  }

  /** Looks at a claim after a round, and judges it if it is time. */
  #look(one: Standing): void {
    if (one.state === "explaining") {
      this.#leave(one);
      return;
    }
    const lost = one.keys.map((key) => this.#seen.lost(key))
      .find((why) => why);
    if (lost !== undefined) {
      one.result = { ...one.result, verdict: "cannot be had", reason: lost };
      one.state = "done";
      return;
    }
    const figures = this.#figuresOf(one);
    if (looksAfter(this.#told(one)) <= one.looks) {
      const never = figures.find(({ rounds, leftOut }) =>
        rounds.length === 0 && leftOut >= MAX_LEFT_OUT
      );
      if (!never) return;
      // It is judged by its other parts, and what it lacks is its reason.
      one.result = judgeClaim(one.claim, figures);
      this.#leave(one);
      return;
    }
    one.looks++;
    const some = figures.map((part) => firstRounds(part, roundsAt(one.looks)));
    one.result = judgeClaim(one.claim, some);
    if (one.result.verdict !== "not shown" || one.looks === LOOKS) {
      this.#leave(one);
    }
  }

  async #measure(
    visits: readonly ClaimVisit[],
    how: (visits: readonly Visit[]) => AsyncIterable<Row>,
  ): Promise<void> {
    const keys = new Map(
      visits.flatMap(({ visit, keys }) =>
        visit.cells.map((cell, i) => [cell.index, keys[i] ?? ""] as const)
      ),
    );
    for await (const row of how(visits.map(({ visit }) => visit))) {
      this.#seen.add(keys.get(row.cell.index) ?? "", row);
      if (this.#spent() > this.#options.maxTime) return;
    }
  }

  /** What explains that a claim does not hold; of one that may, nothing. */
  #explained(
    { claim: { explanations = [] } }: Standing,
    { verdict }: ClaimResult,
  ): MeasuredClaim["explained"] {
    return verdict === "does not hold"
      ? explanations.map((one) => explainedBy(one, this.#figuresOfOne(one)))
      : [];
  }

  #resultOf(one: Standing): MeasuredClaim {
    const { claim, state, result: found } = one;
    if (state === "done" || state === "explaining") {
      return {
        ...found,
        // All looks have been taken: no time would be enough.
        seconds: found.verdict === "not shown" ? undefined : 0,
        explained: this.#explained(one, found),
      };
    }
    const tried = one.keys.every((key) =>
      this.#seen.rowsOf(key).size >= FIRST_ROUNDS
    );
    // What was measured since the last look is a look of its own, the last.
    const figures = this.#figuresOf(one);
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
        : more && this.#secondsFor([one]) * more * this.#pace,
      explained: this.#explained(one, result),
    };
  }

  /** As of the last looks: to look once more costs seconds. */
  #resultsSoFar(): MeasuredClaim[] {
    return this.#all.map(({ result }) => ({
      ...result,
      seconds: result.verdict === "not shown" ? undefined : 0,
      explained: [],
    }));
  }
}

/**
 * Measures the claims of a plan, and says what was found of each: also where a
 * signal or a target that does not answer ends it.
 */
export async function measureClaims(
  plan: ClaimPlan,
  options: ClaimOptions,
): Promise<MeasuredClaims> {
  const measuring = new Measuring(plan, options);
  let stopped: MeasuredClaims["stopped"];
  try {
    for (let number = 1; await measuring.round(number);) number++;
  } catch (reason) {
    stopped = { reason };
  }
  return { results: measuring.results(), stopped };
}
