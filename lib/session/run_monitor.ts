import { formatCpuList } from "../model/cpu_list.ts";
import { type Cell, cellName } from "../model/cell.ts";
import { valueText } from "../model/parameters/names.ts";
import { premiseText } from "../model/premises/mod.ts";
import type { Row } from "../model/row.ts";
import type { Progress } from "../run/executor.ts";
import type { Status } from "../run/surroundings.ts";
import { duration, WIDTH, wrap } from "../base/terminal_text.ts";
import type { Core } from "../model/parameters/params.ts";
import { hasPartner } from "../model/waits.ts";
import type { Place } from "../model/places.ts";
import type { Prepared } from "../setup/plan.ts";
import { priorityText } from "../setup/priority.ts";

function times(repeats: number): string {
  return repeats === 1 ? "once" : `${repeats} times`;
}

function placeText(
  { axes, base, places }: Prepared,
  core: Core,
  place: Place | string,
): string {
  if (typeof place === "string") return `no ${core} core: ${place}`;
  const which = places.size > 1 ? `${core} core` : "CPUs";
  const counts = axes.workers ?? [base.workers];
  const workers = `${counts} worker${`${counts}` === "1" ? "" : "s"}`;
  return `${which}: ${formatCpuList(place.cpus)} for ${workers} ` +
    `(${base.cpusAllowedPolicy}). ${place.why}`;
}

/** Where the second threads and SQ threads of the run are, if it has any. */
function partnerText({ cells }: Prepared): string[] {
  const some = cells.filter(({ params }) => hasPartner(params));
  const cpus = new Set(some.flatMap(({ params }) => params.partnerCpus));
  return cpus.size === 0 ? [] : [
    "second threads, eventfd readers and SQ threads: CPU " +
    formatCpuList([...cpus]),
  ];
}

/** Values that an announcement lists. */
const MAX_LISTED = 16;

/** "1,2,4", or "0,1,2,...,99 (100 values)" where there are many. */
function valuesText(values: readonly unknown[]): string {
  const texts = values.map(valueText);
  return texts.length <= MAX_LISTED
    ? texts.join(",")
    : `${texts.slice(0, 3).join(",")},...,${texts.at(-1)} ` +
      `(${texts.length} values)`;
}

/** What will run, on what and for how long: lines of at most `width` columns. */
export function announcement(run: Prepared, width = WIDTH): string[] {
  const { base, axes, cells, preset } = run;
  const axesText = Object.entries(axes).map(([name, list]) =>
    `${name} ${valuesText(list)}; `
  ).join("");
  const disks = run.survey?.disks.map(({ leaf }) =>
    `${leaf.name}, ${leaf.model}`
  ).join("; ");
  return [
    `${run.experiment.name}: ${cells.length} ` +
    `cell${cells.length === 1 ? "" : "s"} (${axesText}` +
    `each ${times(preset.repeats)}), ${preset.runtime} s after ` +
    `${preset.rampTime} s of ramp, about ${duration(run.expected)}`,
    `target: ${base.filename}${disks ? ` on ${disks}` : ""}; random reads of ` +
    `${base.bs} bytes over ${base.size} bytes`,
    ...[...run.places].map(([core, place]) => placeText(run, core, place)),
    ...partnerText(run),
    ...run.survey?.caveats ?? [],
    ...priorityText(run),
    `seed: ${run.seed}`,
  ].flatMap((line) => wrap(line, width));
}

/** A line that tells how a cell went. */
export function rowLine(row: Row, done: number, all: number): string {
  const { iops, clat_avg_us: clat, clat_p99_us: p99 } = row.metrics;
  const head = `[${done}/${all}] ${cellName(row.cell)}`;
  if (row.status === "failed") return `${head}: FAILED, ${row.reason}`;
  if (row.status === "impossible") return `${head}: impossible, ${row.reason}`;
  return `${head}: ${iops?.toFixed(0)} IOPS, clat ${clat?.toFixed(0)} us, ` +
    `p99 ${p99?.toFixed(0)} us` +
    (row.broken.length ? ` (${row.broken.map(premiseText).join(", ")})` : "");
}

/** Shows a run as it goes on: a live line, or plain lines when piped. */
export class RunMonitor {
  readonly #status: Status;
  readonly #run: Prepared;
  readonly #began = performance.now();
  #done = 0;
  #ios = 0;
  #at = 0;

  constructor(status: Status, run: Prepared) {
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
    const iops = ios > this.#ios ? `, ${(rate / 1e3).toFixed(1)}k IOPS` : "";
    this.#ios = ios;
    this.#at = now;
    this.#status.show(
      `[${this.#done + 1}/${this.#run.cells.length}] ${cellName(cell)}: ` +
        `${phase}${iops}, ${duration(this.#left())} left`,
    );
  }

  row(row: Row): void {
    this.#done++;
    this.#ios = 0;
    const line = rowLine(row, this.#done, this.#run.cells.length);
    if (row.status === "failed" || !this.#status.isLive) {
      this.#status.say(line);
    }
  }
}
