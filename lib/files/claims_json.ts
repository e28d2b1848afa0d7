/** claims.json: what was found of claims, on which machine; and claims.csv. */

import * as v from "valibot";
import { RunError, UsageError } from "../base/errors.ts";
import {
  cellsOf,
  type Claim,
  CLAIM_VERDICTS,
  type Measure,
} from "../model/claim.ts";
import { figure, type FigureName } from "../model/figures/mod.ts";
import { FIO_LOOP } from "../model/parameters/fio_loop.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import type { RunIdentity } from "../model/row.ts";
import {
  bearsOut,
  type Explained,
  type MeasuredClaim,
} from "../stats/claims.ts";
import { csvLines } from "./csv_text.ts";
import { complaint, object } from "./schema.ts";
import { maxBytes, parseStranger, readStranger } from "./stranger_file.ts";

/** The file that a directory of claims is known by. */
export const CLAIMS_JSON = "claims.json";

/** Changes when a field does. */
const FORMAT = 2;

const end = v.nullable(v.number());

const partSchema = object({
  where: v.string(),
  figure: v.string(),
  /** "" for a ratio. */
  unit: v.string(),
  ratio: v.boolean(),
  published_low: end,
  published_high: end,
  margin: v.number(),
  verdict: v.picklist(["holds", "does not hold", "open"]),
  value: end,
  low: end,
  high: end,
  /** With which trust the interval holds the truth. */
  level: end,
  /** How many rounds are left out, as a run of them broke a premise. */
  left_out: v.number(),
  /** What each of the others says. */
  rounds: v.array(v.tuple([v.number(), v.number()])),
});

const explanationSchema = object({
  because: v.string(),
  where: v.string(),
  figure: v.string(),
  unit: v.string(),
  /** Between which values the figure speaks for it. */
  low: end,
  high: end,
  value: end,
  rounds: v.number(),
  /** Null where there is no figure. */
  bears_out: v.nullable(v.boolean()),
});

const claimSchema = object({
  name: v.string(),
  sentence: v.string(),
  sources: v.array(v.string()),
  published: v.string(),
  verdict: v.picklist(CLAIM_VERDICTS),
  reason: v.string(),
  /** Of one that does not hold: what may explain it, as far as was measured. */
  explanations: v.array(explanationSchema),
  /** What else may explain it. */
  otherwise: v.string(),
  /** On which CPUs its cells were, and what they read. */
  setting: v.string(),
  /** That it would take to tell; null where nobody knows. */
  seconds: end,
  parts: v.array(partSchema),
});

const schema = object({
  format: v.literal(FORMAT),
  run: v.string(),
  version: v.string(),
  host: v.string(),
  kernel: v.string(),
  seed: v.number(),
  started_at: v.string(),
  ended_at: v.string(),
  seconds: v.number(),
  setting: v.string(),
  claims: v.array(claimSchema),
});

/** What was found of some claims. */
export type ClaimsRecord = v.InferOutput<typeof schema>;
/** What was found of one. */
export type ClaimRecord = v.InferOutput<typeof claimSchema>;
/** What was found of a part. */
export type ClaimPartRecord = v.InferOutput<typeof partSchema>;
/** What may explain that a claim does not hold. */
export type ExplanationRecord = v.InferOutput<typeof explanationSchema>;

/**
 * What a measure is of, in the words of the load of its cells, and in which
 * unit: "IOPS, as a multiple".
 */
export function figureOf(measure: Measure): { figure: string; unit: string } {
  const [{ load = FIO_LOOP.load } = {}] = cellsOf(measure);
  const { labelUnit } = figure(measure.figure);
  const labelOf = (name: FigureName) => inWordsOf(load, figure(name).label);
  const label = labelOf(measure.figure);
  switch (measure.kind) {
    case "ratio":
      return { figure: `${label}, ratio`, unit: "" };
    case "change":
      return { figure: `${label}, ratio of two ratios`, unit: "" };
    case "level":
      return measure.in === undefined
        ? { figure: label, unit: labelUnit }
        : { figure: label, unit: "ticks" };
    case "share":
      return {
        figure: `${label} for each of ${labelOf(measure.per)}`,
        unit: "",
      };
    case "difference":
      return { figure: `${label}, difference`, unit: labelUnit };
    case "cost":
      return {
        figure: `${label} for one more of ${labelOf(measure.per)}`,
        unit: labelUnit,
      };
  }
}

function recordOfExplanation(explained: Explained): ExplanationRecord {
  const { explanation: { because, where, measure, at }, value, rounds } =
    explained;
  return {
    because,
    where,
    ...figureOf(measure),
    low: at.low ?? null,
    high: at.high ?? null,
    value: value ?? null,
    rounds,
    bears_out: bearsOut(explained) ?? null,
  };
}

/** A claim as it is recorded, with the setting of its cells. */
export function recordOfClaim(
  { claim, parts, verdict, reason, seconds, explained }: MeasuredClaim,
  setting: string,
): ClaimRecord {
  return {
    name: claim.name,
    sentence: claim.sentence,
    sources: claim.sources.map(({ cite, where, machine, kernel }) =>
      `${cite}: ${where} (${machine}; ${kernel})`
    ),
    published: claim.published,
    verdict,
    reason,
    explanations: explained.map(recordOfExplanation),
    otherwise: claim.otherwise ?? "",
    setting,
    seconds: seconds ?? null,
    parts: parts.map(({ part, estimate, rounds, leftOut, verdict }) => ({
      where: part.where,
      ...figureOf(part.measure),
      ratio: part.measure.kind === "ratio" || part.measure.kind === "change",
      published_low: part.published.low ?? null,
      published_high: part.published.high ?? null,
      margin: part.margin,
      verdict,
      value: estimate?.value ?? null,
      low: estimate?.low ?? null,
      high: estimate?.high ?? null,
      level: estimate?.level ?? null,
      left_out: leftOut,
      rounds: rounds.map(({ round, value }): [number, number] => [
        round,
        value,
      ]),
    })),
  };
}

/** What was found, as a record. */
export function recordOfClaims(
  claims: readonly MeasuredClaim[],
  { run, version, host, kernel, seed }: RunIdentity,
  { setting, settingOf, startedAt, endedAt, seconds }: {
    readonly setting: string;
    /** That of the cells of one claim. */
    readonly settingOf: (claim: Claim) => string;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly seconds: number;
  },
): ClaimsRecord {
  return {
    format: FORMAT,
    run,
    version,
    host,
    kernel,
    seed,
    started_at: startedAt,
    ended_at: endedAt,
    seconds,
    setting,
    claims: claims.map((one) => recordOfClaim(one, settingOf(one.claim))),
  };
}

/** The text of claims.json. */
export function claimsJson(record: ClaimsRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Whether rows are those of claims, each of which has cells of its own. */
export function isOfClaims(
  { identity }: { readonly identity: Pick<RunIdentity, "experiment"> },
): boolean {
  return identity.experiment === "claims";
}

/** Whether a directory holds claims. */
export function holdsClaims(path: string): boolean {
  try {
    return Deno.lstatSync(`${path}/${CLAIMS_JSON}`).isFile;
  } catch {
    return false;
  }
}

/**
 * What a directory of claims says. Throws {@linkcode UsageError} where there is
 * none, {@linkcode RunError} where it is not uringlab's.
 */
export function readClaims(path: string): ClaimsRecord {
  const file = `${path}/${CLAIMS_JSON}`;
  const text = readStranger(file, maxBytes(CLAIMS_JSON));
  if (text === undefined) throw new UsageError(`${path}: no ${CLAIMS_JSON}`);
  const data = parseStranger(text, file);
  const read = v.safeParse(schema, data);
  if (read.success) return read.output;
  throw new RunError(`${file}: ${complaint(read.issues[0])}`);
}

const HEADER = [
  "claim",
  "verdict",
  "reason",
  "seconds_needed",
  "where",
  "figure",
  "unit",
  "published_low",
  "published_high",
  "margin",
  "value",
  "low",
  "high",
  "level",
  "rounds",
  "rounds_left_out",
  "part_verdict",
  "published",
  "sources",
  "host",
  "kernel",
  "version",
  "run",
];

/** A row per part of every claim. */
export function claimsCsv(record: ClaimsRecord): string {
  return csvLines([
    HEADER,
    ...record.claims.flatMap((claim) =>
      claim.parts.map((part) =>
        [
          claim.name,
          claim.verdict,
          claim.reason,
          claim.seconds,
          part.where,
          part.figure,
          part.unit,
          part.published_low,
          part.published_high,
          part.margin,
          part.value,
          part.low,
          part.high,
          part.level,
          part.rounds.length,
          part.left_out,
          part.verdict,
          claim.published,
          claim.sources.join("; "),
          record.host,
          record.kernel,
          record.version,
          record.run,
        ].map((value) => `${value ?? ""}`)
      )
    ),
  ]);
}
