import type { MeasuredFigure } from "./figure.ts";

/** How many reads completed. */
export const THROUGHPUT = [
  {
    name: "ios",
    unit: "1",
    doc: "reads that completed inside the window",
    better: "none",
    head: "reads",
    decimals: 0,
    value: (m) => m.ios,
  },
  {
    name: "iops",
    unit: "1/s",
    doc: "ios per second of the window",
    better: "higher",
    head: "IOPS",
    decimals: 0,
    label: "IOPS",
    labelHasUnit: true,
    summary: true,
    compared: "always",
    value: (m) => m.ios / m.windowSeconds,
  },
] as const satisfies readonly MeasuredFigure[];
