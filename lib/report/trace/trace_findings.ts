// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { percent, plural } from "../../base/number_text.ts";
import { variantParts } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import {
  type Blocks,
  byCell,
  kicksPerRead,
  meanShare,
  rateText,
  shareIn,
  sumOver,
  triggerShare,
} from "../../trace/blocks.ts";
import {
  kicks,
  sentRes,
  total,
  type TracedCell,
  wakeupIpis,
} from "../../trace/traced_cell.ts";
import { type Trigger, TRIGGERS } from "../../trace/trigger.ts";
import { passes } from "../../trace/stack.ts";
import { type Waker, wakerOf, WAKERS } from "../../trace/waker.ts";
import { timelinesOf } from "../timelines/shown.ts";
import { cellLabel, runName } from "./cell_label.ts";
import { ownEyes } from "./own_eyes.ts";
import { lostStacks } from "./lost_stacks.ts";
import { notValid, reconciled } from "./reconciled.ts";
import { triggerTable } from "./trigger_table.ts";
import { escaped, list, textTable } from "../document/markdown.ts";

/** What the findings need beside the traced cells. */
export interface FindingsContext {
  /** One sentence on where and how it was measured. */
  setting: string;
  run: string;
  /** Those of the run, by which its cells are told apart. */
  axes: Axes;
  /** What traced, in words. */
  by: string;
  /** What was missing for more, in sentences. */
  obstacles: readonly string[];
  syscallName: (number: number) => string;
}

function partText(part: number, all: number): string {
  return percent(all ? part / all : 0);
}

function shareText(share: number | undefined): string {
  return percent(share ?? 0);
}

function sumOf(
  cells: readonly TracedCell[],
  of: (cell: TracedCell) => number | undefined,
): number {
  return sumOver(cells, of) ?? 0;
}

function byMode(
  cells: readonly TracedCell[],
  line: (mode: ModeName, some: readonly TracedCell[]) => string,
): string {
  const modes = [...new Set(cells.map(({ row }) => row.cell.params.mode))];
  return modes.map((mode) =>
    line(mode, cells.filter(({ row }) => row.cell.params.mode === mode))
  ).join("\n");
}

/** What the shares of a mode are. */
const ALIKE = "Shares are means: all cells of a mode count alike, and all " +
  "traced runs of a cell, however many reads each had.";

function whenIsItRun(
  cells: readonly TracedCell[],
  { syscallName }: FindingsContext,
): string {
  const sentences = byMode(cells, (mode, some) => {
    const runs = sumOf(some, ({ trace }) => total(trace?.triggers));
    const parts = (Object.keys(TRIGGERS) as Trigger[]).map((trigger) => ({
      trigger,
      share: triggerShare(some, trigger) ?? 0,
    })).filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
    const syscalls = new Map<number, number>();
    for (const { trace } of some) {
      for (const [number, count] of trace?.otherSyscalls ?? []) {
        syscalls.set(number, (syscalls.get(number) ?? 0) + count);
      }
    }
    const names = [...syscalls].map(([number, count]) =>
      `${escaped(syscallName(number))} ${count}`
    );
    const list = parts.map(({ trigger, share }) =>
      `${trigger} ${shareText(share)}`
    ).join(", ");
    return `- \`${mode}\`, ${runs} runs${list && `: ${list}`}.` +
      (names.length ? ` The other system calls: ${names.join(", ")}.` : "");
  });
  const meanings = (Object.keys(TRIGGERS) as Trigger[]).filter((trigger) =>
    cells.some(({ trace }) => trace?.triggers.get(trigger))
  ).map((trigger) => `- \`${trigger}\`: ${TRIGGERS[trigger]}`).join("\n");
  return `${sentences}\n\n${ALIKE}\n\n${meanings}\n\n` +
    `\`\`\`\n${triggerTable(cells)}\`\`\``;
}

/**
 * Whether each time that completions are wanted and missing is one call that
 * waits: other cells look again and again, wait in the call that submits or in
 * another thread, poll the disk in the call, or call again where they want
 * several and some have come.
 */
function waitsOnce({ row }: TracedCell): boolean {
  const { mode, wait, submitAndWait, iodepthBatchCompleteMin } =
    row.cell.params;
  return wait === "wait" && !submitAndWait && mode !== "iopoll" &&
    iodepthBatchCompleteMin === 1;
}

function timelines(cells: readonly TracedCell[], axes: Axes): string {
  const head = [
    "mode",
    "iodepth",
    "wanted",
    "already in the CQ",
    "GETEVENTS ran the work, no sleep",
    "GETEVENTS slept",
  ];
  const told = byCell(cells.filter(waitsOnce));
  const rows = told.flatMap((blocks) => {
    const wantedOf = ({ row: { metrics } }: TracedCell) => metrics.reaps;
    const share = (part: (cell: TracedCell) => number | undefined) =>
      shareText(meanShare(blocks, part, wantedOf));
    const wanted = sumOf(blocks, wantedOf);
    const [cell] = blocks;
    return wanted === 0 ? [] : [[
      cell.row.cell.params.mode,
      cellLabel(cell, axes),
      `${wanted}`,
      share(({ row: { metrics } }) => metrics.cq_ready),
      share(({ trace }) => trace?.waits.awake),
      share(({ trace }) => trace?.waits.slept),
    ]];
  });
  const others = cells.filter((cell) => !waitsOnce(cell));
  return textTable(head, rows) +
    (others.length === 0
      ? ""
      : "\n\nLeft out, as they do not wait once for what they want: " +
        `${
          [
            ...new Set(
              others.map(({ row: { cell: { params } } }) =>
                [params.mode, ...variantParts({ ...params, busy: false }, axes)]
                  .join(
                    " ",
                  )
              ),
            ),
          ].join(", ")
        }.`);
}

/** The figures of the timelines that these cells may meet, as images. */
function timelineImages(cells: readonly TracedCell[]): string {
  return timelinesOf(cells.map(({ row }) => row.cell.params))
    .map(({ name, title }) => `![${escaped(title)}](${name})\n\n`).join("");
}

function agreement(cells: readonly TracedCell[]): string {
  const ratios = cells.flatMap(({ row, trace }) =>
    trace && trace.waits.slept > 0 && row.metrics.nvcsw !== undefined
      ? [row.metrics.nvcsw / trace.waits.slept]
      : []
  );
  if (ratios.length === 0) return "";
  return "Untraced runs tell the same split approximately: `cq_ready` is " +
    "counted by the engine, sleeps are about `nvcsw`, and " +
    "`getevents_calls - nvcsw` did not sleep. In these traced runs `nvcsw` " +
    `was ${Math.min(...ratios).toFixed(3)} to ` +
    `${Math.max(...ratios).toFixed(3)} times the sleeps that were seen.` +
    (Math.max(...ratios) > 1.1
      ? " It is more where workers also sleep in the submit call, waiting for " +
        "a free request of the disk."
      : "");
}

function sleepFirst(cells: readonly TracedCell[]): string {
  return byMode(cells.filter(waitsOnce), (mode, some) => {
    const awake = sumOf(some, ({ trace }) => trace?.waits.awake);
    const slept = sumOf(some, ({ trace }) => trace?.waits.slept);
    const before = sumOf(
      some,
      ({ trace }) => trace?.triggers.get("getevents_before_sleep"),
    );
    return `- \`${mode}\`: of ${awake + slept} waiting calls ` +
      `${partText(slept, awake + slept)} slept and ` +
      `${
        partText(awake, awake + slept)
      } returned without sleeping; task_work ` +
      `was run before a sleep ${before} times.`;
  });
}

/**
 * What part of the wake-ups in softirqs came from the network: messages over
 * loopback are received in a softirq of whoever sends them.
 */
function byNetwork(cells: readonly TracedCell[]): string {
  const stacks = cells.flatMap(({ trace }) => trace?.wakerStacks ?? [])
    .filter(([stack]) => wakerOf(stack) === "softirq");
  const sumOfAll = (some: typeof stacks) =>
    some.reduce((sum, [, count]) => sum + count, 0);
  const network = sumOfAll(
    stacks.filter(([stack]) => passes(stack, "net_rx_action")),
  );
  return network === 0
    ? ""
    : ` Of those in a softirq, ${partText(network, sumOfAll(stacks))} came ` +
      "from the network (net_rx_action).";
}

function whoWakes(cells: readonly TracedCell[]): string {
  return byMode(cells, (mode, some) => {
    const all = sumOf(some, ({ trace }) => total(trace?.wakers));
    const parts = (Object.keys(WAKERS) as Waker[]).map((waker) => ({
      waker,
      share: shareIn(some, ({ wakers }) => wakers, waker) ?? 0,
    })).filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
    const list = parts.map(({ waker, share }) =>
      `${shareText(share)} by ${WAKERS[waker]}`
    ).join("; ");
    return `- \`${mode}\`, ${all} wake-ups${list && `: ${list}`}.` +
      byNetwork(some);
  });
}

function landedText(blocks: Blocks): string {
  const places = (["user", "kernel", "elsewhere"] as const).map((place) =>
    sumOver(blocks, ({ trace }) => trace?.landed?.[place])
  );
  return places.includes(undefined) ? "not seen" : places.join(" / ");
}

function ipis(cells: readonly TracedCell[], axes: Axes): string {
  const seen = cells.filter(({ trace }) => trace?.ipis);
  if (seen.length === 0) {
    return "Not seen: neither the tracepoint `ipi:ipi_send_cpu` (Linux 6.4) " +
      "nor kprobes can be used here, or the kernel hides its addresses.";
  }
  const cellsSeen = byCell(seen);
  const rates = cellsSeen.map(kicksPerRead);
  const head = [
    "mode",
    "iodepth",
    "reads",
    "kicks",
    rates.some((rate) => rate?.low !== undefined)
      ? "kicks per read (95 % interval)"
      : "kicks per read",
    "landed in user / kernel / elsewhere",
    "wake-up IPIs",
    "RES sent",
    "RES in /proc",
  ];
  const rows = cellsSeen.map((blocks, index) => {
    const [cell] = blocks;
    const sum = (of: (cell: TracedCell) => number | undefined) =>
      `${sumOver(blocks, of) ?? ""}`;
    const rate = rates[index];
    return [
      cell.row.cell.params.mode,
      cellLabel(cell, axes),
      `${sumOf(blocks, ({ row }) => row.metrics.ios)}`,
      sum(({ trace }) => trace && kicks(trace)),
      rate ? rateText(rate) : "",
      landedText(blocks),
      sum(({ trace }) => trace && wakeupIpis(trace)),
      sum(sentRes),
      sum(({ row }) => row.metrics.res),
    ];
  });
  return `${textTable(head, rows)}\n\nA kick that lands while its target ` +
    "is in the kernel is waste: the work would have run on the way out. Kicks " +
    "that arrive together are one interrupt, and a CPU that polls while idle " +
    "is woken without one, so RES in /proc and what was sent need not be equal.";
}

/** How much slower the traced runs were, in a sentence. */
export function traceOverhead(cells: readonly TracedCell[]): string {
  const ratios = cells.flatMap(({ row, untracedIops }) =>
    row.metrics.iops && untracedIops ? [row.metrics.iops / untracedIops] : []
  );
  const middle = median(ratios);
  if (middle === undefined) return "There is no untraced run to compare with.";
  const share = (ratio: number) => `${(ratio * 100).toFixed(0)} %`;
  const range = ratios.length < 2
    ? ""
    : ` (median; [${share(Math.min(...ratios))} .. ` +
      `${share(Math.max(...ratios))}] over ${plural(ratios.length, "run")})`;
  return `Traced runs had ${share(middle)} of the IOPS of untraced ` +
    `ones${range}. They are not in results.csv nor in its charts.`;
}

function unknown(cells: readonly TracedCell[], axes: Axes): string {
  const runs = sumOf(cells, ({ trace }) => total(trace?.triggers));
  const count = sumOf(cells, ({ trace }) => trace?.triggers.get("unknown"));
  const failed = cells.filter(({ trace }) => !trace);
  return `Not classified: ${partText(count, runs)} of ${runs} runs.` +
    failed.map((cell) =>
      ` Not traced: ${runName(cell, cells, axes)} ` +
      `(${escaped(cell.row.reason)}).`
    ).join("");
}

/** What a traced run says of when work is run, and of who wakes and kicks. */
export function traceFindings(
  cells: readonly TracedCell[],
  context: FindingsContext,
): string {
  const { axes } = context;
  const obstacles = list(context.obstacles.map(escaped));
  const traced = cells.filter(({ trace }) => trace);
  const lost = lostStacks(traced, axes);
  return `# Findings of ${escaped(context.run)}

${notValid(traced, axes)}${escaped(context.setting)}. Traced with ${
    escaped(context.by)
  }.
${traceOverhead(cells)}
${unknown(cells, axes)}${lost && `\n${lost}`}

## When is the task_work run?

${whenIsItRun(traced, context)}${ownEyes(traced, "runs")}

## How often does each timeline happen?

What a worker found each time that it wanted a completion: it was there, as
something had entered the kernel before and run the work (timelines 1 and 4;
without COOP_TASKRUN a kick does); or it was not, and GETEVENTS ran work that
was waiting and returned (2 and 5); or GETEVENTS slept until it was woken (3 and
6).

${timelineImages(traced)}${timelines(traced, axes)}${
    ownEyes(traced, "timelines")
  }

${agreement(traced)}

## Does GETEVENTS run task_work and return, or sleep first?

${sleepFirst(traced)}${ownEyes(traced, "sleeps")}

## Who wakes the sleeper?

${whoWakes(traced)}${ownEyes(traced, "wakers")}

## Who sends the IPIs?

${ipis(traced, axes)}${ownEyes(traced, "ipis")}
${reconciled(traced, axes)}${
    obstacles ? `\n## What could not be seen\n\n${obstacles}\n` : ""
  }`;
}
