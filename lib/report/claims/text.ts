/** Claims in words: for a terminal, and as Markdown for a page. */

import { duration, WIDTH, wrap } from "../../base/terminal_text.ts";
import { plural } from "../../base/number_text.ts";
import type {
  ClaimPartRecord,
  ClaimRecord,
  ClaimsRecord,
  ExplanationRecord,
} from "../../files/claims_json.ts";
import { CLAIM_VERDICTS } from "../../model/claim.ts";
import { ALPHA } from "../../stats/looks.ts";
import { escaped, list, textTable } from "../document/markdown.ts";
import { figureNumber, publishedText } from "../published_text.ts";

function withUnit(text: string, unit: string): string {
  return unit === "" ? text : `${text} ${unit}`;
}

/** The same with what it may be off. */
export function publishedRange(
  { published_low: low, published_high: high, margin, unit }: ClaimPartRecord,
): string {
  const range = publishedText({
    ...low !== null && { low },
    ...high !== null && { high },
  });
  const off = margin > 0 ? ` (+-${figureNumber(margin)})` : "";
  return withUnit(range, unit) + off;
}

/** "1.06 (1.02 to 1.10)"; "no figure yet" where there is none. */
export function hereText(
  { value, low, high, unit }: ClaimPartRecord,
): string {
  return value === null || low === null || high === null
    ? "no interval yet"
    : withUnit(
      `${figureNumber(value)} (${figureNumber(low)} to ${figureNumber(high)})`,
      unit,
    );
}

const HOUR = 3600;

/** "3m 12s"; from an hour on in whole hours or days. */
function timeText(seconds: number): string {
  if (seconds < HOUR) return duration(Math.max(1, seconds));
  const hours = Math.round(seconds / HOUR);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** What is said of a claim, with what it would take or what is missing. */
export function verdictText({ verdict, reason, seconds }: ClaimRecord): string {
  if (verdict === "cannot be had") return `cannot be had here: ${reason}`;
  if (verdict !== "not shown") return verdict;
  if (reason !== "") return `not shown: ${reason}`;
  return "not shown at this precision (" +
    (seconds === null
      ? "the figure lies at the end of what was published: no time would tell"
      : `about ${timeText(seconds)} more, alone`) +
    ")";
}

function partLine(part: ClaimPartRecord): string {
  const { where, figure, rounds, left_out: leftOut, verdict } = part;
  const counted = rounds.length + leftOut === 0
    ? ""
    : `; ${plural(rounds.length, "round")}` +
      (leftOut > 0 ? ` beside ${leftOut} that are not valid` : "");
  const own = verdict === "open" ? "" : `: ${verdict}`;
  return `${where}: ${figure}, published ${publishedRange(part)}, here ${
    hereText(part)
  }${counted}${own}`;
}

function hanging(text: string, indent: number): string {
  return wrap(text, WIDTH - indent - 2)
    .map((line, i) => " ".repeat(indent + (i > 0 ? 2 : 0)) + line)
    .join("\n");
}

/** "at most 0.3", "0.9 to 1.1": where a figure speaks for an explanation. */
function atText({ low, high }: ExplanationRecord): string {
  return low === null
    ? `at most ${figureNumber(high ?? 0)}`
    : high === null
    ? `at least ${figureNumber(low)}`
    : `${figureNumber(low)} to ${figureNumber(high)}`;
}

/**
 * What may explain that a claim does not hold, and whether the figure that was
 * measured here speaks for it.
 */
export function explanationText(one: ExplanationRecord): string {
  const { because, where, figure, unit, value, rounds, bears_out } = one;
  const told = value === null
    ? "no figure here tells"
    : `${figure} here ${withUnit(figureNumber(value), unit)} (${
      plural(rounds, "round")
    }), which ${bears_out ? "bears it out" : "does not bear it out"} (${
      withUnit(atText(one), unit)
    } would)`;
  return `${because}? ${where}: ${told}`;
}

/** All that may explain that a claim does not hold; of others nothing. */
function explanationsOf({ verdict, explanations, otherwise }: ClaimRecord) {
  if (verdict !== "does not hold") return [];
  return [
    ...explanations.map(explanationText),
    ...otherwise === "" ? [] : [`not measured here: ${otherwise}`],
  ];
}

/** How many claims have which verdict: "12 hold, 3 do not hold, ...". */
export function tally(claims: readonly ClaimRecord[]): string {
  const words: Readonly<Record<ClaimRecord["verdict"], [string, string]>> = {
    "holds": ["holds", "hold"],
    "does not hold": ["does not hold", "do not hold"],
    "not shown": [
      "is not shown at this precision",
      "are not shown at this precision",
    ],
    "cannot be had": ["cannot be had here", "cannot be had here"],
  };
  const counts = CLAIM_VERDICTS.map((verdict) => ({
    verdict,
    count: claims.filter((one) => one.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  return `Of ${plural(claims.length, "claim")} ` +
    counts.map(({ verdict, count }) =>
      `${count} ${words[verdict][count === 1 ? 0 : 1]}`
    ).join(", ") + ".";
}

/** What the intervals and verdicts of a run promise. */
export function promise(claims: readonly ClaimRecord[]): string {
  const share = ALPHA * 100;
  const told =
    claims.filter(({ verdict }) =>
      verdict === "holds" || verdict === "does not hold"
    ).length;
  return "An interval holds the truth of its part in at least " +
    `${100 - share} % of runs, at whichever round its claim was left; all ` +
    `parts of a claim together. So a claim's verdict is wrong in at most ` +
    `${share} % of runs. Intervals are not made wider by how many claims are ` +
    "asked for" +
    (told === 0 ? "" : `: of the ${plural(told, "verdict")} here at most ` +
      `${figureNumber(told * ALPHA)} are wrong on average`) +
    ". Rounds in which a premise was broken are left out, and where they are " +
    "more than half there is no verdict.";
}

/** One claim for a terminal, in some lines. */
export function claimText(claim: ClaimRecord): string {
  const lines = [
    `${claim.name}: ${verdictText(claim)}`,
    hanging(`${claim.sentence} (${claim.published})`, 2),
    ...claim.verdict === "cannot be had"
      ? []
      : claim.parts.map((part) => hanging(partLine(part), 4)),
    ...explanationsOf(claim).map((text) => hanging(text, 4)),
  ];
  return lines.map((line, i) => i === 0 ? hanging(line, 0) : line).join("\n");
}

/** All claims for a terminal. */
export function claimsText({ claims }: ClaimsRecord): string {
  return [
    ...claims.map(claimText),
    wrap(tally(claims)).join("\n"),
    wrap(promise(claims)).join("\n"),
  ].join("\n\n") + "\n";
}

/** The name of a claim's chart. */
export function chartName({ name }: Pick<ClaimRecord, "name">): string {
  return `${name}.svg`;
}

/** The text of claims.md, from which the page is made too. */
export function claimsMarkdown(
  record: ClaimsRecord,
  charts: ReadonlySet<string>,
): string {
  const { claims } = record;
  const explained = claims.flatMap((claim) =>
    explanationsOf(claim).map((text) =>
      `[${escaped(claim.name)}](#${claim.name}): ${escaped(text)}`
    )
  );
  return [
    `# ${escaped(record.run)}: which published findings hold here?`,
    escaped(`${record.setting}. Measured in ${duration(record.seconds)}.`),
    escaped(tally(claims)),
    textTable(
      ["claim", "verdict", "here", "published"],
      claims.map((claim) => [
        `[${escaped(claim.name)}](#${claim.name})`,
        escaped(verdictText(claim)),
        claim.parts.map((part) => escaped(`${part.where}: ${hereText(part)}`))
          .join("; "),
        escaped(claim.published),
      ]),
    ),
    ...explained.length === 0 ? [] : [
      "Why claims may not hold here, and whether what was measured here bears " +
      "that out:",
      list(explained),
    ],
    escaped(promise(claims)),
    "Figures and intervals as a table: [claims.csv](claims.csv), and with what " +
    "each round says: [claims.json](claims.json).",
    ...claims.flatMap((claim) => [
      `## ${escaped(claim.name)}`,
      escaped(claim.sentence),
      `**${escaped(verdictText(claim))}**`,
      ...charts.has(chartName(claim))
        ? [`![${escaped(claim.name)}](${chartName(claim)})`]
        : [],
      list([
        ...claim.parts.map((part) => escaped(partLine(part))),
        ...claim.sources.map((source) => escaped(`published in ${source}`)),
        ...explanationsOf(claim).map(escaped),
      ]),
    ]),
  ].join("\n\n") + "\n";
}
