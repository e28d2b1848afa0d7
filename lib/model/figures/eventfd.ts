import type { WorkerCounts } from "../measurement/measurement.ts";
import { type Measured, type MeasuredFigure, sum } from "./figure.ts";

/** Absent where nobody reads an eventfd. */
function ofEventfd(
  m: Measured,
  of: (counts: WorkerCounts["eventfd"]) => number,
): number | undefined {
  return m.params.wait === "eventfd" ? sum(m, (w) => of(w.eventfd)) : undefined;
}

/** What the readers of eventfds were woken for. */
export const EVENTFD = [
  {
    name: "eventfd_wakeups",
    unit: "1",
    doc: "wake-ups of eventfd readers",
    better: "none",
    value: (m) => ofEventfd(m, ({ wakeups }) => wakeups),
  },
  {
    name: "eventfd_empty",
    unit: "1",
    doc: "of these, those that found no CQE",
    better: "lower",
    value: (m) => ofEventfd(m, ({ empty }) => empty),
  },
  {
    name: "eventfd_wake_avg_us",
    unit: "us",
    doc: "return of the submit call to the reader's next wake-up, mean",
    better: "lower",
    value: (m) => {
      const timed = ofEventfd(m, (e) => e.timed);
      const all = ofEventfd(m, (e) => e.wakeSumNs);
      return timed && all !== undefined ? all / timed / 1e3 : undefined;
    },
  },
] as const satisfies readonly MeasuredFigure[];
