import type {
  ClaimPartRecord,
  ClaimRecord,
  ClaimsRecord,
  ExplanationRecord,
} from "../../../lib/files/claims_json.ts";

export function partRecord(
  change: Partial<ClaimPartRecord> = {},
): ClaimPartRecord {
  return {
    where: "iodepth 16",
    figure: "IOPS, ratio",
    unit: "",
    ratio: true,
    published_low: 1.138,
    published_high: 1.138,
    margin: 0.04,
    verdict: "holds",
    value: 1.13,
    low: 1.11,
    high: 1.15,
    level: 0.99375,
    left_out: 1,
    rounds: [[1, 1.13], [2, 1.12], [3, 1.14], [4, 1.13]],
    ...change,
  };
}

export function explanationRecord(
  change: Partial<ExplanationRecord> = {},
): ExplanationRecord {
  return {
    because: "few reads find their thread running",
    where: "iodepth 64, default",
    figure: "kicks per read",
    unit: "",
    low: null,
    high: 0.3,
    value: 0.002,
    rounds: 4,
    bears_out: true,
    ...change,
  };
}

export function claimRecord(change: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    name: "coop-gain",
    sentence: "COOP_TASKRUN gains 14 %.",
    sources: ["exp_05: somewhere (20 cores; Linux 6.3.8)"],
    published: "1.138 at iodepth 16",
    verdict: "holds",
    reason: "",
    explanations: [],
    otherwise: "few kicks",
    setting: "16 workers on non-interrupt core 0; lab, Linux 6.18.0",
    seconds: 0,
    parts: [partRecord()],
    ...change,
  };
}

/** One of each verdict. */
export function claimsRecord(change: Partial<ClaimsRecord> = {}): ClaimsRecord {
  return {
    format: 2,
    run: "claims-2026-11-28T06-40-00",
    version: "0.1.0",
    host: "lab",
    kernel: "6.18.0",
    seed: 42,
    started_at: "2026-11-28T06:40:00.000Z",
    ended_at: "2026-11-28T07:00:00.000Z",
    seconds: 1200,
    setting: "16 workers on non-interrupt core 0; lab, Linux 6.18.0",
    claims: [
      claimRecord(),
      claimRecord({
        name: "kicks",
        verdict: "does not hold",
        explanations: [
          explanationRecord(),
          explanationRecord({ value: 2, bears_out: false }),
          explanationRecord({ value: null, bears_out: null, rounds: 0 }),
        ],
        parts: [
          partRecord({
            where: "iodepth 64",
            figure: "kicks per read",
            ratio: false,
            published_low: 0.709,
            published_high: null,
            margin: 0.1,
            verdict: "does not hold",
            value: 0.002,
            low: 0.001,
            high: 0.003,
          }),
        ],
      }),
      claimRecord({
        name: "delay",
        verdict: "not shown",
        seconds: 8000,
        parts: [
          partRecord({
            where: "p90",
            figure: "lat p90",
            unit: "ticks",
            ratio: false,
            published_low: null,
            published_high: 1,
            margin: 0,
            verdict: "open",
            value: 1,
            low: 0.8,
            high: 1.2,
          }),
        ],
      }),
      claimRecord({
        name: "twin",
        verdict: "cannot be had",
        reason: "it takes cores with two hardware threads (SMT)",
        parts: [
          partRecord({
            verdict: "open",
            value: null,
            low: null,
            high: null,
            level: null,
            left_out: 0,
            rounds: [],
          }),
        ],
      }),
    ],
    ...change,
  };
}
