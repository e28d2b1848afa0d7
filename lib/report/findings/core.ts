// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { FigureName } from "../../model/figures/mod.ts";
import { pooledTexts } from "../ratio_text.ts";
import type { Found } from "./context.ts";

/** What is told. */
const TOLD: readonly FigureName[] = [
  "iops",
  "clat_avg_us",
  "clat_p99_us",
  "cpu_per_io_us",
];

/** What each other kind of core gains or loses in each mode. */
export function coreFindings({ answers }: Found): string[] {
  const compared = answers.along("core", TOLD);
  return groups(compared, ({ to }) => to).flatMap(([to, arms]) => {
    const parts = groups(arms, ({ where }) => where.mode).flatMap(
      ([mode, some]) => {
        const text = pooledTexts(some);
        return text
          ? [mode === undefined ? text : `mode ${mode}: ${text}`]
          : [];
      },
    );
    return parts.length > 0
      ? [
        `The ${to} core against the ${arms[0]?.from} core, ${
          parts.join("; ")
        }.`,
      ]
      : [];
  });
}
