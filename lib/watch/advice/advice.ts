/** What could be gained, by all rules. */

import { plural } from "../../base/number_text.ts";
import { completionsOf, type ProcessActivity } from "../activity.ts";
import type { Finding } from "./rule.ts";
import { RULE_NAMES, type RuleName, RULES } from "./rules.ts";

/** What could be gained, with the figures that make it true here. */
export interface Advice extends Finding {
  readonly rule: RuleName;
  /** "ring 3: what was seen: what would help" */
  readonly text: string;
}

/** More rings than that are told by their number. */
const MAX_RINGS = 3;

function ringsText(rings: readonly number[]): string {
  if (rings.length === 0) return "";
  if (rings.length === 1) return `ring ${rings[0]}: `;
  const more = rings.length - MAX_RINGS;
  return `rings ${rings.slice(0, MAX_RINGS).join(", ")}` +
    `${more > 0 ? ` and ${more} more` : ""}: `;
}

/** What could be gained by a process; nothing is said without evidence. */
export function adviceOn(activity: ProcessActivity): Advice[] {
  return RULE_NAMES.flatMap((rule) =>
    (RULES[rule].judge(activity) ?? []).map((finding) => ({
      rule,
      ...finding,
      text: `${ringsText(finding.rings)}${finding.seen}: ${finding.gain}`,
    }))
  );
}

/** The rules for which what was seen is not enough. */
export function unjudgedRules(activity: ProcessActivity): RuleName[] {
  return RULE_NAMES.filter((rule) => RULES[rule].judge(activity) === undefined);
}

/** Why nothing can be advised; undefined where it can. */
export function noEvidence(activity: ProcessActivity): string | undefined {
  const completions = completionsOf(activity);
  if (completions === undefined) {
    return "this kernel does not tell how much rings do (Linux 5.17 does)";
  }
  return completions === 0 ? "no completion was seen" : undefined;
}

/** That no rule has found anything, and which could not look. */
export function nothingToGain(activity: ProcessActivity): string {
  const none = noEvidence(activity);
  if (none !== undefined) return `nothing can be advised: ${none}`;
  const unjudged = unjudgedRules(activity);
  const all = RULE_NAMES.length;
  const completions = plural(completionsOf(activity) ?? 0, "completion");
  if (unjudged.length === 0) {
    return `nothing to gain by ${all} rules over ${completions}`;
  }
  const others = activity.delivery
    ? `not judged here: ${unjudged.map((rule) => RULES[rule].about).join("; ")}`
    : "the others take what only the tracer sees";
  return `nothing to gain by ${all - unjudged.length} of ${all} rules over ` +
    `${completions}; ${others}`;
}
