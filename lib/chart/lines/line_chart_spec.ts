import type { XScale, YScale } from "../axes/scale.ts";
import type { ChartText } from "../common/chart_text.ts";
import type { Backdrop } from "../marks/backdrop.ts";
import type { Series } from "../marks/series.ts";

/** What lineChart draws. Every text may hold any characters. */
export interface LineChartSpec extends ChartText {
  readonly x: {
    readonly label: string;
    /**
     * The values that points have, each a tick; a series without one has a gap
     * there.
     */
    readonly values: readonly number[];
    readonly scale: XScale;
    /** What values are called that are places in an order and no quantities. */
    readonly names?: ReadonlyMap<number, string> | undefined;
  };
  readonly y: {
    readonly label: string;
    /** "ns", "us", "ms", "s" are written as durations, "%" and others as is. */
    readonly unit: string;
    readonly scale: YScale;
  };
  /** Later series are drawn over earlier ones. */
  readonly series: readonly Series[];
  /** Behind all series. */
  readonly backdrops?: readonly Backdrop[] | undefined;
}
