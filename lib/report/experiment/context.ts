import type { PublishedSeries } from "../../model/published.ts";
import type { LoadName } from "../../model/parameters/loads.ts";

/** Where and how it was measured, for the charts of a run. */
export interface ChartContext {
  /** One sentence under every title. */
  setting: string;
  /** Embedded in the file. */
  settings: Record<string, string>;
  /** What was measured; reads if absent. */
  load?: LoadName;
  repeats: number;
  /** Seconds per run. */
  runtime: number;
  /** Of the longest, where not all cells are measured as long. */
  longest?: number;
  /** CONFIG_HZ of the kernel; null where it is not known. */
  hz: number | null;
  /** What is shown behind the figures of its cells; usually nothing. */
  published?: readonly PublishedSeries[];
}

/** "0.2 s", or "0.2 to 0.3 s" where the cells are not all measured as long. */
export function secondsText(
  { runtime, longest = runtime }: Pick<ChartContext, "runtime" | "longest">,
): string {
  return longest === runtime ? `${runtime} s` : `${runtime} to ${longest} s`;
}
