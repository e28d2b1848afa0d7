// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { FigureName } from "../../model/figures/mod.ts";
import { busyText } from "../../model/parameters/busy.ts";
import { valueText } from "../../model/parameters/names.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { pooledTexts } from "../ratio_text.ts";
import type { Found } from "./context.ts";

/** What is told. */
const TOLD: readonly FigureName[] = ["iops", "clat_avg_us", "clat_p99_us"];

/** The parts of an experiment that are told apart: "with busy on the ... core". */
function partName(
  { where: { busy, core } }: Comparison,
  cores: ReadonlySet<unknown>,
): string {
  return [
    busy === undefined
      ? ""
      : `with${busy ? "" : "out"} ${busyText(busy || true)}`,
    cores.size > 1 ? `on the ${core} core` : "",
  ].filter(Boolean).join(" ");
}

/** What each mode does against the first one, without and with busy. */
export function modeFindings({ answers }: Found): string[] {
  const compared = answers.along("mode", TOLD);
  const cores = new Set(compared.map(({ where }) => where.core));
  return groups(compared, ({ to }) => to).flatMap(([mode, some]) => {
    const parts = groups(some, (one) => partName(one, cores))
      .flatMap(([name, part]) => {
        const text = pooledTexts(part);
        return text ? [[name, text].filter(Boolean).join(" ")] : [];
      });
    const what = mode === "coop" ? "COOP_TASKRUN" : `mode ${mode}`;
    return parts.length > 0
      ? [`${what} against ${valueText(some[0]?.from)}, ${parts.join("; ")}.`]
      : [];
  });
}
