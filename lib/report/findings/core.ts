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

/** What the second kind of core gains or loses in each mode. */
export function coreFindings({ answers }: Found): string[] {
  const compared = answers.along("core", TOLD);
  const [first] = compared;
  if (!first) return [];
  const parts = groups(compared, ({ where }) => where.mode).flatMap(
    ([mode, some]) => {
      const text = pooledTexts(some);
      return text ? [mode === undefined ? text : `mode ${mode}: ${text}`] : [];
    },
  );
  return parts.length > 0
    ? [
      `The ${first.to} core against the ${first.from} core, ${
        parts.join("; ")
      }.`,
    ]
    : [];
}
