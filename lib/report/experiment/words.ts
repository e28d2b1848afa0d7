import { inWordsOf } from "../../model/parameters/loads.ts";
import type { ChartContext } from "./context.ts";

function mapped(value: unknown, words: (text: string) => string): unknown {
  if (typeof value === "string") return words(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, words));
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, mapped(one, words)]),
  );
}

/**
 * What a chart is drawn from, each of its texts in the words of the load that
 * was measured: before it is drawn, as the room that words take depends on them.
 */
export function inChartWords<T>({ load = "read" }: ChartContext, spec: T): T {
  return load === "read"
    ? spec
    : mapped(spec, (text) => inWordsOf(load, text)) as T;
}
