/** Where and how it was measured, for the charts of a run. */
export interface ChartContext {
  /** One sentence under every title. */
  setting: string;
  /** Embedded in the file. */
  settings: Record<string, string>;
  repeats: number;
  /** Seconds per run. */
  runtime: number;
  /** CONFIG_HZ of the kernel; null where it is not known. */
  hz: number | null;
}
