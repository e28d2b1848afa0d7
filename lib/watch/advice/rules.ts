import { cqOverflow, deferCap, emptyPeeks, twoCalls } from "./calls.ts";
import { ioWq } from "./io_wq.ts";
import { iowait } from "./iowait.ts";
import { coopTick, deferrable, kicks, secondThread } from "./kicks.ts";
import { unregistered } from "./registered.ts";
import type { Rule } from "./rule.ts";
import { sqThreadIdle, sqThreadSharesCpu } from "./sq_thread.ts";

/** All rules, in the order in which they are told. */
export const RULES = {
  kicks,
  deferrable,
  second_thread: secondThread,
  coop_tick: coopTick,
  defer_cap: deferCap,
  two_calls: twoCalls,
  empty_peeks: emptyPeeks,
  io_wq: ioWq,
  cq_overflow: cqOverflow,
  sq_thread_shares_cpu: sqThreadSharesCpu,
  sq_thread_idle: sqThreadIdle,
  iowait,
  unregistered,
} as const satisfies Record<string, Rule>;

/** The name of a rule. */
export type RuleName = keyof typeof RULES;

/** The names of all rules. */
export const RULE_NAMES = Object.keys(RULES) as RuleName[];
