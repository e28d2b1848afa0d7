import { percent, type Reader } from "../../options/values.ts";
import { UsageError } from "../../base/errors.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import type { Verdict } from "../../stats/verdict.ts";

const KINDS = ["slower", "faster", "different"] as const;

/** A difference that fails a comparison of two runs. */
export interface FailOn {
  readonly kind: typeof KINDS[number];
  /** From 0 to 99. */
  readonly percent: number;
}

/** "slower:5%" */
export const failOn: Reader<FailOn> = (text, name) => {
  const [word, share, ...rest] = text.split(":");
  const kind = KINDS.find((kind) => kind === word);
  if (!kind || share === undefined || rest.length > 0) {
    throw new UsageError(
      `--${name}: "${text}" is not a condition such as slower:5%, faster:10% ` +
        "or different:2%",
    );
  }
  return { kind, percent: percent(0, 99)(share, name) };
};

/** "slower:5%" */
export function failOnText({ kind, percent }: FailOn): string {
  return `${kind}:${percent}%`;
}

/**
 * Whether a comparison fails a condition: it claims the difference, and all of
 * its 95 % interval lies beyond the limit. The limit of N % is where the slower
 * side has N % less IOPS, or the faster side N % less latency, so swapping the
 * runs swaps "slower" and "faster": slower:5% are IOPS below 0.95 and latencies
 * above 1/0.95, faster:5% are IOPS above 1/0.95 and latencies below 0.95.
 */
export function fails(
  { kind, percent }: FailOn,
  { estimate: { low, high }, verdict }: {
    readonly estimate: Pick<PairedRatio, "low" | "high">;
    readonly verdict: Verdict;
  },
): boolean {
  if (!verdict.claims || low === undefined || high === undefined) return false;
  const limit = 1 - percent / 100;
  const beyond = high < limit || low > 1 / limit;
  return beyond && (kind === "different" || verdict.kind === kind);
}
