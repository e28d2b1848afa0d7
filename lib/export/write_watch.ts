import type { OutputDirectory } from "../files/output_directory.ts";
import { WATCH_JSON, watchJson } from "../files/watch_json.ts";
import { reportHtml } from "../report/page/html.ts";
import { watchCharts } from "../report/watch/charts.ts";
import {
  type AdviceTexts,
  watchFindings,
  watchPage,
} from "../report/watch/document.ts";
import { foldedLine } from "../trace/stack.ts";
import type { StackCounts } from "../trace/cell_trace.ts";
import type { WatchRecord } from "../watch/watch_record.ts";

/** A longer file is linked to and not carried with the page. */
const MAX_EMBEDDED = 8 * 2 ** 20;

/** Stacks in the form of flame graph tools. */
function folded(stacks: StackCounts): string {
  return stacks.map(([stack, count]) => `${foldedLine(stack, count)}\n`)
    .join("");
}

/**
 * Writes what follows from a watch: findings.md, report.html and their charts,
 * and the stacks.
 */
export function drawWatch(
  record: WatchRecord,
  advice: AdviceTexts,
  directory: OutputDirectory,
): void {
  const charts = watchCharts(record);
  for (const { name, svg } of charts) directory.write(name, svg);
  const { runStacks, wakeStacks } = record;
  if (runStacks.length > 0) {
    directory.write("kstack_tctx_task_work.folded", folded(runStacks));
  }
  if (wakeStacks.length > 0) {
    directory.write("kstack_waker.folded", folded(wakeStacks));
  }
  const findings = watchFindings(record, advice);
  directory.write("findings.md", findings);
  const json = directory.read(WATCH_JSON);
  directory.write(
    "report.html",
    reportHtml(record.run, watchPage(findings, charts), {
      charts: new Map(charts.map((chart) => [chart.name, chart])),
      embedded: new Map(
        json.length <= MAX_EMBEDDED ? [[WATCH_JSON, json]] : [],
      ),
    }),
  );
}

/** Writes everything of a watch into a directory. */
export function writeWatch(
  record: WatchRecord,
  advice: AdviceTexts,
  directory: OutputDirectory,
): void {
  // First: from it the rest can be made again.
  directory.write(WATCH_JSON, watchJson(record));
  drawWatch(record, advice, directory);
}
