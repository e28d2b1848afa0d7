// @ts-types="@types/d3-array"
import { dirname } from "node:path";
import { extent } from "d3-array";
import { duration, WIDTH, wrap } from "../base/terminal_text.ts";
import { formatCpuList } from "../base/cpu_list.ts";
import { plural, sizeText } from "../base/number_text.ts";
import { unmeasured } from "../model/cell_seconds.ts";
import type { Cell } from "../model/cell.ts";
import type { Axes } from "../model/experiment.ts";
import { readsText } from "../model/parameters/directions.ts";
import { optionName, valueText } from "../model/parameters/names.ts";
import type { Core, ParameterName } from "../model/parameters/params.ts";
import {
  hasWaker,
  impossibleLoad,
  isBlock,
  isDelayed,
  standAlone,
} from "../model/parameters/loads.ts";
import { hasPartner } from "../model/parameters/waits.ts";
import type { Place } from "../model/places.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Row } from "../model/row.ts";
import { TRACE_BLOCKS } from "../options/experiment_options.ts";
import { aloneBecause } from "../model/turns.ts";
import { type Plan, surveyOf } from "../setup/plan.ts";
import { wantsTracing } from "../setup/choose_tracing.ts";
import { priorityText } from "../setup/priority.ts";
import {
  cellsToTrace,
  confinement,
  presetIn,
  tracingSeconds,
} from "../setup/traced_cells.ts";

/** Whether this machine, or its load, has no place for a cell. */
function isImpossible({ params, impossible }: Cell): boolean {
  return impossible !== undefined || impossibleLoad(params) !== undefined;
}

function times(repeats: number): string {
  return repeats === 1 ? "once" : `${repeats} times`;
}

function placeText(
  { axes, base, places }: Plan,
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
function partnerText({ cells }: Plan): string[] {
  const some = cells.filter((cell) =>
    hasPartner(cell.params) && !isImpossible(cell)
  );
  const cpus = new Set(some.flatMap(({ params }) => params.partnerCpus));
  return cpus.size === 0 ? [] : [
    "second threads, eventfd readers and SQ threads: CPU " +
    formatCpuList([...cpus]),
  ];
}

/** Where hogs are that run on no measured CPU. */
function hogsText({ cells, base }: Plan): string[] {
  const cpus = new Set(
    cells.filter(({ params, impossible }) =>
      params.busy === "interrupt" && !impossible
    ).flatMap(({ params }) => params.busyCpus),
  );
  return cpus.size === 0 ? [] : [
    `hogs of busy interrupt: ${base.busyPerCpu} on each of CPU ` +
    formatCpuList([...cpus]),
  ];
}

/** What is written beside the reads, and where. */
function writerText({ cells, base }: Plan): string[] {
  return cells.some(({ params, impossible }) => params.writer && !impossible)
    ? [
      "writer: 64 MiB without a name in " +
      `${dirname(base.filename)}, which the kernel takes back when it ends`,
    ]
    : [];
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

/** "0.05", or "0.05 to 0.4" where it is not the same everywhere. */
function rangeText(values: readonly number[]): string {
  const [least, most] = extent(values);
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** For how long each cell is measured: "2 s after 0.4 s of ramp". */
function timeText({ cells }: Plan): string {
  const params = cells.map((cell) => cell.params);
  const runtime = rangeText(params.map((p) => p.runtime));
  return `${runtime} s after ` +
    `${rangeText(params.map((p) => p.rampTime))} s of ramp`;
}

/** Why values of some axes never share a cell: workers keep their CPUs. */
function coresText({ axes, experiment }: Plan): string[] {
  const last = Object.keys(axes).at(-1);
  return (axes.core?.length ?? 0) > 1 &&
      (last === "core" || experiment.compared?.includes("core"))
    ? [
      "cells of their own in every block: workers cannot share a CPU of two " +
      "kinds of core",
    ]
    : [];
}

/** Which arms take turns, and why others do not. */
function turnsText(plan: Plan): string[] {
  const { cells, preset, checked: { options } } = plan;
  if (options.turn === 0) return [];
  const lengths = cells.map(({ params: { turn } }) =>
    Number(turn.toPrecision(3))
  ).filter((turn) => turn > 0);
  const alone = new Set(
    cells.filter((cell) => cell.params.turn === 0 && !isImpossible(cell))
      .flatMap(({ params }) => aloneBecause(params) ?? []),
  );
  // Without turns in its preset nobody expects them, but where a reason is.
  if (preset.turn === undefined && alone.size === 0) return [];
  return [
    lengths.length > 0
      ? `arms that are compared take turns of ${rangeText(lengths)} s`
      : "no arms take turns: each has a cell of its own",
    ...[...alone].sort().map((why) => `a cell of its own: ${why}`),
    ...coresText(plan),
  ];
}

/** ", of those with core non-interrupt; iodepth 32 (--trace: all)" */
export function confinementText(confined: Axes): string {
  const names = Object.entries(confined).map(([name, values]) =>
    `${optionName(name as ParameterName)} ${valuesText(values)}`
  );
  return names.length === 0
    ? ""
    : `, of those with ${names.join("; ")} (--trace: all)`;
}

/** What will be traced, where a dry run cannot know that it can be. */
function tracingText(plan: Plan): string[] {
  const { experiment, options, tracing } = plan.checked;
  if (!tracing && !(options["dry-run"] && wantsTracing(experiment, options))) {
    return [];
  }
  return [
    `then traces ${plural(cellsToTrace(plan).length, "cell")}, ` +
    `${times(TRACE_BLOCKS)} each${confinementText(confinement(plan))}, about ` +
    duration(tracingSeconds(plan)),
  ];
}

/** Which values the preset leaves out, and how to have them. */
function leftOutText({ axes, experiment, checked }: Plan): string[] {
  return Object.entries(presetIn(checked).axes ?? {}).flatMap(([name, few]) => {
    const parameter = name as ParameterName;
    const all: readonly unknown[] = experiment.axes[parameter] ?? [];
    return axes[parameter]?.join() !== few.join() || all.length <= few.length
      ? []
      : [
        `not with every ${optionName(parameter)}: ` +
        `--${optionName(parameter)} ${valuesText(all)} has them all`,
      ];
  });
}

/** What completes without a disk, where and when. */
function loadText({ axes, base }: Plan): string {
  const loads = axes.load ?? [base.load];
  const delays = axes.wakeDelay ?? [base.wakeDelay];
  const delayed = loads.some((load) => isDelayed({ load })) &&
    delays.some((delay) => delay > 0);
  return [
    ...loads.map((load) => `load: ${load}, ${standAlone(load)}`),
    ...hasWaker(base) ? [`waker: CPU ${formatCpuList(base.wakerCpus)}`] : [],
    ...delayed ? [`each takes ${valuesText(delays)} us`] : [],
    "no file is read or written",
  ].join("; ");
}

/** What will run, on what and for how long: lines of at most `width` columns. */
export function announcement(plan: Plan, width = WIDTH): string[] {
  const { base, axes, cells, preset } = plan;
  const axesText = Object.entries(axes).map(([name, list]) =>
    `${optionName(name as ParameterName)} ${valuesText(list)}; `
  ).join("");
  const survey = surveyOf(plan);
  const disks = survey?.disks.map(({ leaf }) =>
    leaf.model === null ? leaf.name : `${leaf.name}, ${leaf.model}`
  ).join("; ");
  return [
    `${plan.experiment.name}: ${plural(cells.length, "cell")} (${axesText}` +
    `each ${times(preset.repeats)}), ${timeText(plan)}, ` +
    `about ${duration(plan.expected)}`,
    ...leftOutText(plan),
    ...turnsText(plan),
    ...tracingText(plan),
    isBlock(base)
      ? `target: ${base.filename}${disks ? ` on ${disks}` : ""}; ${
        readsText(axes.rw ?? [base.rw])
      } ` +
        `of ${base.bs} bytes over ${sizeText(base.size)}`
      : loadText(plan),
    ...[...plan.places].map(([core, place]) => placeText(plan, core, place)),
    ...partnerText(plan),
    ...hogsText(plan),
    ...writerText(plan),
    ...survey?.caveats ?? [],
    ...priorityText(plan),
    `seed: ${plan.seed}`,
  ].flatMap((line) => wrap(line, width));
}

/** What a run that goes on has got already: lines of at most `width` columns. */
export function resumption(
  directory: string,
  run: Pick<PlannedRun, "cells" | "axes" | "aa">,
  rows: readonly Pick<Row, "cell">[],
  width = WIDTH,
): string[] {
  const left = unmeasured(run, rows);
  const have = run.cells.length - left.cells.length;
  return wrap(
    `going on with ${directory}: ${have} of these cells are kept` +
      (left.cells.length === 0
        ? ""
        : `, the others take about ${duration(left.expected)}`),
    width,
  );
}
