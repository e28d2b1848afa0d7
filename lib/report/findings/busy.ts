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
  "cpu_share",
];

/** What the CPU hogs take, and what they do where only interrupts arrive. */
export function busyFindings({ answers }: Found): string[] {
  const compared = answers.along("busy", TOLD);
  const cores = new Set(compared.map(({ where }) => where.core));
  return groups(compared, ({ to }) => to, ({ where }) => where.core)
    .flatMap(([to, byCore]) => {
      const parts = byCore.flatMap(([core, some]) => {
        const text = pooledTexts(some);
        const on = cores.size > 1 ? `on the ${core} core ` : "";
        return text ? [`${on}${text}`] : [];
      });
      const what = to === "interrupt"
        ? "busy interrupt (hogs where the interrupts arrive)"
        : "busy";
      return parts.length > 0
        ? [`${what} against no busy: ${parts.join("; ")}.`]
        : [];
    });
}
