import { formatCpuList } from "../host/cpu_list.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import {
  type ChartContext,
  experimentCharts,
} from "../report/experiment_charts.ts";
import { findings } from "../report/findings.ts";
import { remarks } from "../report/remarks.ts";
import type { ResultsDirectory } from "../report/results_directory.ts";
import { summaries } from "../report/summary.ts";
import { summaryTable } from "../report/table.ts";
import { wrap } from "../text.ts";
import type { Prepared } from "./prepare.ts";

/** One sentence on where and how a run was measured. */
function setting(run: Prepared, { kernel, host }: RunIdentity): string {
  const { base, survey } = run;
  const disks = survey?.disks.map(({ leaf }) => `${leaf.name} (${leaf.model})`);
  const kind = run.cpus.nonInterrupt ? "non-interrupt " : "";
  const cores = base.cpus.length > 1 ? "cores" : "core";
  return `${base.workers} workers on ${kind}${cores} ` +
    `${formatCpuList(base.cpus)}, random reads of ${base.bs} bytes from ` +
    `${disks?.join(", ") || base.filename}; ${host}, Linux ${kernel}`;
}

/** What stands on every chart of a run. */
export function chartContext(
  run: Prepared,
  identity: RunIdentity,
  rows: readonly Row[],
): ChartContext {
  return {
    setting: setting(run, identity),
    settings: {
      run: identity.run,
      version: identity.version,
      seed: `${identity.seed}`,
      filename: run.base.filename,
      started_at: rows[0]?.startedAt ?? "",
    },
    repeats: run.preset.repeats,
    runtime: run.preset.runtime,
  };
}

/**
 * Writes summary.csv and the charts of the rows so far and returns what stands
 * on the terminal below them: the table, its remarks and the findings.
 */
export function exportResults(
  run: Prepared,
  rows: readonly Row[],
  identity: RunIdentity,
  directory: ResultsDirectory,
): string {
  const summary = summaries(rows, run.axes);
  directory.summarise(summary, identity);
  const charts = experimentCharts(
    run.experiment,
    summary,
    chartContext(run, identity, rows),
  );
  for (const { name, svg } of charts) directory.write(name, svg);
  const sentences = [...remarks(rows), ...findings(summary)];
  return `${summaryTable(summary)}\n` +
    sentences.map((sentence) => `${wrap(sentence).join("\n")}\n`).join("");
}
