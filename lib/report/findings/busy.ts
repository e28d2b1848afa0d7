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

/** What the CPU hogs take. */
export function busyFindings({ answers }: Found): string[] {
  const text = pooledTexts(answers.along("busy", TOLD));
  return text ? [`busy against no busy: ${text}.`] : [];
}
