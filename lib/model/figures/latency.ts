import {
  type Histogram,
  HISTOGRAM_STEP,
  isSupported,
  type LatencyKind,
  percentile,
  total,
} from "../measurement/histogram.ts";
import {
  type Description,
  type Measured,
  type MeasuredFigure,
  sum,
} from "./figure.ts";

type Quantile = "avg" | "p50" | "p90" | "p99" | "p999" | "max";

/** What is shown where of the latencies of one kind. */
type Shown = {
  readonly [Q in Quantile]?: Pick<
    Description,
    "head" | "summary" | "compared"
  >;
};

/** Of a percentile. */
function percentileDoc(p: number): string {
  const reads = Math.round(10 / (1 - p));
  return `percentile ${p * 100}; of ${reads} reads or more`;
}

function latencies<K extends LatencyKind>(kind: K, what: string, shown: Shown) {
  const figure = <Q extends Quantile>(
    quantile: Q,
    doc: string,
    rest: Pick<Description, "resolution" | "percentile" | "prose" | "compared">,
    ns: (histogram: Histogram, m: Measured) => number | undefined,
  ) => ({
    name: `${kind}_${quantile}_us` as const,
    unit: "us" as const,
    doc: `${what}, ${doc}`,
    better: "lower" as const,
    ...rest,
    ...shown[quantile],
    value: (m: Measured) => {
      const histogram = m.measurement[kind];
      const value = m.ios === 0 || !histogram ? undefined : ns(histogram, m);
      return value === undefined ? undefined : value / 1e3;
    },
  });
  const at = <Q extends Quantile>(quantile: Q, p: number) =>
    figure(quantile, percentileDoc(p), {
      resolution: HISTOGRAM_STEP,
      percentile: { of: kind, share: p },
      prose: `${quantile} ${kind}`,
      compared: "asked",
    }, (all) => isSupported(p, total(all)) ? percentile(all, p) : undefined);
  return [
    figure("avg", "mean", {
      prose: `mean ${kind}`,
      compared: "asked",
    }, ({ sum }, { ios }) => sum / ios),
    at("p50", 0.5),
    at("p90", 0.9),
    at("p99", 0.99),
    at("p999", 0.999),
    figure("max", "largest", { prose: `largest ${kind}` }, ({ max }) => max),
  ] as const;
}

/** How long reads took. */
export const LATENCY = [
  ...latencies("slat", "preparation and submit call", {
    avg: { summary: true },
    p99: { summary: true },
  }),
  ...latencies("clat", "return of the submit call to reap", {
    avg: { head: "clat us", summary: true, compared: "always" },
    p50: { head: "p50 us", summary: true },
    p90: { summary: true },
    p99: { head: "p99 us", summary: true, compared: "always" },
    p999: { summary: true },
    max: { summary: true },
  }),
  ...latencies("lat", "preparation to reap", {
    avg: { head: "lat us", summary: true, compared: "told" },
    p50: { head: "p50 us", summary: true, compared: "told" },
    p90: { compared: "told" },
    p99: { head: "p99 us", summary: true, compared: "told" },
    p999: { compared: "told" },
    max: { head: "max us" },
  }),
  ...latencies("delivery", "cause of the completion to reap", {
    avg: { head: "deliv us", summary: true, compared: "told" },
    p50: { head: "p50 us", summary: true, compared: "told" },
    p99: { head: "p99 us", summary: true, compared: "told" },
  }),
  {
    name: "send_avg_us",
    unit: "us",
    doc: "the waker's call that completes an I/O, mean",
    better: "lower",
    head: "send us",
    label: "the waker's call",
    compared: "told",
    value: (m) => {
      const sends = sum(m, (w) => w.sends) ?? 0;
      const ns = sum(m, (w) => w.sendSumNs) ?? 0;
      return sends === 0 ? undefined : ns / sends / 1e3;
    },
  },
  {
    name: "lat_overflow",
    unit: "1",
    doc: "reads whose lat is above 100 s, the end of the histograms",
    better: "lower",
    value: (m) => m.measurement.lat.counts.at(-1),
  },
] as const satisfies readonly MeasuredFigure[];
