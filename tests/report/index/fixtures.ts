/** Entries of runs that were never measured. */
import type { RunEntry } from "../../../lib/report/index/run_entry.ts";
import { IDENTITY } from "../../model/fixtures.ts";

/** A run on a host with a kernel, whose arms changed by so many percent. */
export function entry(
  { host = "alpha", kernel = "6.1.0", hour = 12, arms = { coop: 2 }, ...rest }:
    & {
      readonly host?: string;
      readonly kernel?: string;
      readonly hour?: number;
      readonly arms?: Readonly<Record<string, number>>;
    }
    & Partial<RunEntry> = {},
): RunEntry {
  return {
    directory: `results/${host}-${kernel}-${hour}`,
    identity: { ...IDENTITY, host, kernel, run: `${host}-${kernel}` },
    commit: "",
    startedAt: `2026-01-31T${hour}:00:00.000Z`,
    load: "read",
    combinations: "iodepth 1, 8",
    answers: Object.entries(arms).map(([to, percent]) => {
      const ratio = 1 + percent / 100;
      return {
        axis: "mode",
        from: "default",
        to,
        figure: "iops",
        combinations: 2,
        estimate: {
          ratio,
          low: ratio - 0.01,
          high: ratio + 0.01,
          n: 5,
          p: 0.01,
        },
      };
    }),
    rows: 20,
    invalid: 0,
    ...rest,
  };
}
