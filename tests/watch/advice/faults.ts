import type { RuleName } from "../../../lib/watch/advice/rules.ts";

/** The programs of c/tests/rings, and the rule that finds the fault of each. */
export const FAULTS = {
  nops: undefined,
  good: undefined,
  kicks: "kicks",
  deferrable: "deferrable",
  second: "second_thread",
  tick: "coop_tick",
  peeks: "empty_peeks",
  capped: "defer_cap",
  apart: "two_calls",
  wq: "io_wq",
  overflow: "cq_overflow",
  idle: "sq_thread_idle",
  shared: "sq_thread_shares_cpu",
  iowait: "iowait",
  unregistered: "unregistered",
} as const satisfies Record<string, RuleName | undefined>;
