import { plural } from "../../base/number_text.ts";
import { completionsOf, type ProcessActivity } from "../../watch/activity.ts";
import { requestsOf } from "../../watch/figures.ts";
import { operationName } from "../../watch/opcodes.ts";
import type { WatchRecord } from "../../watch/watch_record.ts";
import { escaped, list, table } from "../document/markdown.ts";
import { deliveryLines, iowaitLines, tracerLines } from "./delivery_lines.ts";
import { cpusText, rateText, timeText, UNKNOWN } from "./numbers.ts";
import { busiestProcesses, othersText } from "./process_text.ts";
import { requestColumns } from "./request_table.ts";
import { busiestRings, fdText, flagLines, ringColumns } from "./ring_table.ts";
import type { WatchChart } from "./charts.ts";

/** What could be gained by a process, a text for each. */
export type AdviceTexts = (activity: ProcessActivity) => readonly string[];

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}\n`;
}

/** What was watched and how much it did, in a sentence. */
function abstractOf({ watched, machine, all, startedAt }: WatchRecord): string {
  const rates = all.processes.map((process) =>
    `${process.name} (PID ${process.pid}) ` +
    `${rateText(completionsOf(process), process.seconds)} completions a second`
  );
  const told = rates.slice(0, 4).join(", ");
  const more = rates.length > 4
    ? ` and ${plural(rates.length - 4, "process")} more`
    : "";
  return `${watched} was watched for ${timeText(all.at)} from ${startedAt} ` +
    `on ${machine.host} with Linux ${machine.kernel}: ${told}${more}.`;
}

function threadsText(activity: ProcessActivity): string {
  const { threads, lookedSeconds, looks, sleeps } = activity;
  if (looks === 0) return "It ended before it was looked at.";
  const wq = threads.wq > 0
    ? `, of which io-wq ${cpusText(activity, "wq")} in ${
      plural(threads.wq, "thread")
    }`
    : "";
  const sq = threads.sq > 0 ? `, SQ threads ${cpusText(activity, "sq")}` : "";
  return `${plural(threads.user, "thread")}, ${cpusText(activity)} CPUs` +
    `${wq}${sq}; ${rateText(sleeps, lookedSeconds)} sleeps a second.`;
}

/** A page of thousands, which a program may fork, cannot be read or opened. */
const MAX_SECTIONS = 64;
const MAX_RINGS = 256;

function processSection(
  activity: ProcessActivity,
  advice: AdviceTexts,
): string {
  const { seconds, rings } = activity;
  const requests = requestsOf(activity);
  const operations = requestColumns(seconds);
  const columns = ringColumns(activity);
  const operationTable = requests.length === 0 ? "" : table(
    ["operation", ...operations.map(({ head }) => head)],
    requests.map((one) => [
      operationName(one.opcode),
      ...operations.map(({ value }) => value(one)),
    ]),
    { words: [0] },
  );
  const { shown: shownRings, more } = busiestRings(activity, MAX_RINGS);
  const ringsText = table(
    ["ring", ...columns.map(({ head }) => head)],
    shownRings.map((ring) => [
      fdText(ring),
      ...columns.map(({ value }) => value(ring)),
    ]),
  );
  const lines = [
    ...more > 0 ? [`${plural(more, "ring")} more, of fewer completions`] : [],
    ...flagLines(rings),
    ...deliveryLines(activity),
    ...iowaitLines(activity),
  ];
  return section(
    escaped(`${activity.name} (PID ${activity.pid})`),
    [
      escaped(threadsText(activity)),
      `What could be gained:\n\n${list(advice(activity).map(escaped))}`,
      operationTable,
      ringsText,
      lines.length > 0
        ? `How completions came:\n\n${list(lines.map(escaped))}`
        : "",
    ].filter((part) => part !== "").join("\n\n"),
  );
}

/** What the figures are, for who reads them the first time. */
const MEANING =
  "A latency is the time from submission to completion, of a sample of the " +
  "requests. A kick is the interrupt that makes a running thread enter the " +
  "kernel for its completions; a wake-up is that of a sleeping one. Waits are " +
  "calls of io_uring_enter that found too few completions. A call that finds " +
  "enough passes no probe, so that there are as many enters as are told, or " +
  "more. An SQ thread's CPU is what `top -H` shows of it, and its work the " +
  "share of that time in which it found something to do; both are the " +
  `kernel's figures (SqTotalTime, SqWorkTime). ${UNKNOWN} is what this kernel does not tell.`;

/** findings.md: what was seen, process by process, with what could be gained. */
export function watchFindings(
  record: WatchRecord,
  advice: AdviceTexts,
): string {
  const { run, all, unseen } = record;
  const notes = [
    ...all.tracer ? tracerLines(all.tracer, all.seconds) : [],
    ...unseen,
  ];
  const { shown, others } = busiestProcesses(all.processes, MAX_SECTIONS);
  const rest = othersText(others);
  return [
    `# ${escaped(run)}\n`,
    `${escaped(abstractOf(record))}\n`,
    ...shown.map((process) => processSection(process, advice)),
    section("Other processes", rest && `${rest}; watch.json has them all.`),
    section("How it was seen", list(notes.map(escaped))),
    `${MEANING}\n`,
  ].filter((part) => part !== "").join("\n");
}

/** The page: the findings with the charts behind their first sentence. */
export function watchPage(
  findings: string,
  charts: readonly WatchChart[],
): string {
  const end = findings.indexOf("\n## ");
  const images = charts.map(({ name, title }) =>
    `![${escaped(title)}](${name})`
  )
    .join("\n\n");
  return [
    findings.slice(0, end),
    section("Charts", images),
    findings.slice(end + 1),
    section(
      "Files",
      list(["[watch.json](watch.json): everything that was seen"]),
    ),
  ].filter((part) => part !== "").join("\n");
}
