// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { optionName, valueText } from "../../model/parameters/names.ts";
import type { Interaction } from "../../stats/interactions.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { pooledTexts } from "../ratio_text.ts";
import type { Found } from "./context.ts";

/** What is told. */
const TOLD: readonly FigureName[] = ["iops", "clat_avg_us", "clat_p99_us"];

/** "busy on against off" */
function byText({ by, byFrom, byTo }: Interaction): string {
  return `${optionName(by)} ${valueText(byTo)} against ${valueText(byFrom)}`;
}

function sentence(some: readonly Interaction[]): string[] {
  const [first] = some;
  const text = pooledTexts(some);
  if (!first || text === "") return [];
  const changed = groups(some, ({ metric }) => metric.name)
    .filter(([, of]) => {
      const { low = 0, high = Infinity } = pooledRatio(of);
      return low > 1 || high < 1;
    }).map(([name]) => figure(name).prose);
  const judged = pooledRatio(groups(some, ({ metric }) => metric.name)[0]![1]);
  const verdict = judged.low === undefined
    ? "too few repeats to tell"
    : changed.length === 0
    ? "that it changes is not shown"
    : `it changes in ${changed.join(" and ")}`;
  const { axis, from, to } = first;
  const what = typeof to === "boolean"
    ? `${optionName(axis)} ${valueText(to)}`
    : valueText(to);
  return [
    `What ${what} does against ${valueText(from)}, with ` +
    `${byText(first)}: ${text}: ${verdict}.`,
  ];
}

/** Whether what one axis does changes with another. */
export function interactionFindings({ answers }: Found): string[] {
  const told = answers.interactions.filter(({ metric }) =>
    TOLD.includes(metric.name)
  );
  return groups(told, (one) => `${one.axis} ${one.to} ${byText(one)}`)
    .flatMap(([, some]) => sentence(some));
}
