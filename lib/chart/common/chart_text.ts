/** The texts around a chart of any kind; they may hold any characters. */
export interface ChartText {
  /** What is shown. */
  readonly title: string;
  /** Where the values come from. */
  readonly subtitle?: string | undefined;
  /** Lines below the chart, such as what the whiskers mean. */
  readonly caption?: readonly string[] | undefined;
  /** Embedded as JSON in the SVG's metadata element. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}
