import { latencyQuantile } from "../../trace/capture/latency.ts";
import type { RequestCount } from "../../trace/capture/rings.ts";
import { bytesPerRequest, failedOf, longestNs } from "../../watch/figures.ts";
import { operationName } from "../../watch/opcodes.ts";
import { type TextColumn, textTable } from "../tables/text_table.ts";
import { rateText, UNKNOWN, usText } from "./numbers.ts";

/** The columns; a page has the same as a terminal. */
export function requestColumns(seconds: number): TextColumn<RequestCount>[] {
  const column = (
    head: string,
    value: (one: RequestCount) => string,
  ): TextColumn<RequestCount> => ({ head, words: false, value });
  const quantile = (p: number) => ({ latency }: RequestCount) =>
    usText(latencyQuantile(latency, p));
  return [
    column("completed/s", (one) => rateText(one.completed, seconds)),
    column("p50 us", quantile(0.5)),
    column("p99 us", quantile(0.99)),
    column("max us", ({ latency }) => usText(longestNs(latency))),
    column("bytes", (one) => {
      const bytes = bytesPerRequest(one);
      return bytes === undefined ? "-" : `${Math.round(bytes)}`;
    }),
    column("failed", (one) => `${failedOf(one)}`),
    column("short", ({ short }) => `${short ?? UNKNOWN}`),
  ];
}

/** Requests by opcode: how many complete, how long they take, what failed. */
export function requestTable(
  requests: readonly RequestCount[],
  seconds: number,
): string {
  return textTable(requests, [{
    name: "operation",
    head: "operation",
    words: true,
    value: ({ opcode }) => operationName(opcode),
  }], requestColumns(seconds));
}
