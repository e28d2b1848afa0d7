import { type Cell, cellName } from "../model/cell.ts";
import type { Axes } from "../model/experiment.ts";
import { premiseText } from "../model/premises/mod.ts";
import type { Row } from "../model/row.ts";
import type { Progress } from "../run/executor.ts";
import type { Status } from "../run/surroundings.ts";
import { threeDigits } from "../base/number_text.ts";
import { duration, fold } from "../base/terminal_text.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import type { Plan } from "../setup/plan.ts";

/** "IOPS", "messages/s": what is counted in a second of a cell. */
function rateOf({ params: { load } }: Pick<Cell, "params">): string {
  return inWordsOf(load, "IOPS");
}

/**
 * A line that tells how a cell went. `toldAt` is the number of the line that
 * told the same reason why one is impossible, which is then not told again.
 * Premises that did not hold have a line of their own where they would end
 * beyond `width` columns.
 */
export function rowLine(
  row: Row,
  done: number,
  all: number,
  { axes = {}, toldAt, width = Infinity }: {
    readonly axes?: Axes;
    readonly toldAt?: number | undefined;
    readonly width?: number;
  } = {},
): string {
  const { iops, clat_avg_us: clat, clat_p99_us: p99 } = row.metrics;
  const head = `[${done}/${all}] ${cellName(row.cell, axes)}`;
  if (row.status === "failed") return `${head}: FAILED, ${row.reason}`;
  if (row.status === "impossible") {
    return `${head}: impossible, ` +
      (toldAt === undefined ? row.reason : `as [${toldAt}/${all}]`);
  }
  // Few reads have no 99th percentile.
  const tail = p99 === undefined ? "" : `, p99 ${threeDigits(p99)} us`;
  const measured = `${head}: ${iops?.toFixed(0)} ${rateOf(row.cell)}` +
    (clat === undefined ? "" : `, clat ${threeDigits(clat)} us`) + tail;
  if (row.broken.length === 0) return measured;
  const broken = `(${row.broken.map(premiseText).join(", ")})`;
  return measured.length + 1 + broken.length > width
    ? `${measured}\n  ${broken}`
    : `${measured} ${broken}`;
}

/** Shows a run as it goes on: a live line, or plain lines when piped. */
export class RunMonitor {
  readonly #status: Status;
  readonly #run: Pick<Plan, "cells" | "expected" | "axes">;
  readonly #began = performance.now();
  /** Why cells are impossible, and the number of the line that told it. */
  readonly #told = new Map<string, number>();
  #done = 0;
  #ios = 0;
  #at = 0;

  constructor(status: Status, run: Pick<Plan, "cells" | "expected" | "axes">) {
    this.#status = status;
    this.#run = run;
  }

  #left(): number {
    const spent = (performance.now() - this.#began) / 1e3;
    const { cells, expected } = this.#run;
    const share = this.#done / cells.length;
    // The pace so far is the better guess once there is one.
    const all = share > 0.1 ? spent / share : expected;
    return Math.max(0, Math.min(all, expected * 2) - spent);
  }

  progress(cell: Cell, { phase, ios }: Progress): void {
    const now = performance.now();
    const rate = (ios - this.#ios) / (now - this.#at) * 1e3;
    const iops = ios > this.#ios
      ? `, ${(rate / 1e3).toFixed(1)}k ${rateOf(cell)}`
      : "";
    this.#ios = ios;
    this.#at = now;
    this.#status.show(
      `[${this.#done + 1}/${this.#run.cells.length}] ${
        cellName(cell, this.#run.axes)
      }: ` +
        `${phase}${iops}, ${duration(this.#left())} left`,
    );
  }

  row(row: Row): void {
    this.#done++;
    this.#ios = 0;
    if (row.status !== "failed" && this.#status.isLive) return;
    const { cells, axes } = this.#run;
    const toldAt = row.reason === "" ? undefined : this.#told.get(row.reason);
    const { width } = this.#status;
    const line = rowLine(row, this.#done, cells.length, {
      axes,
      toldAt,
      width,
    });
    // A reason may be long, in a file as well.
    this.#status.say(fold(line, width));
    if (toldAt === undefined) this.#told.set(row.reason, this.#done);
  }
}
