/** A report of made-up rows, written as a run writes it. */
import { exp10 } from "../../experiments/exp10.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Axes, Experiment } from "../../lib/model/experiment.ts";
import type { Row } from "../../lib/model/row.ts";
import { OutputDirectory } from "../../lib/files/output_directory.ts";
import { writeResults } from "../../lib/export/write_results.ts";
import { planRun } from "../../lib/setup/plan.ts";
import { IDENTITY } from "../model/fixtures.ts";
import { exp7Rows, latencies } from "../report/fixtures.ts";
import { recordedCell } from "../report/trace/fixtures.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import { fakeMachine } from "../session/fake_machine.ts";

/** Text that would break a page that takes it for more than text. */
export const HOSTILE = '<img src=x onerror="alert(1)"> & <script>alert(2)';

const AXES: Axes = {
  iodepth: [1, 4, 16, 64],
  busy: [false, true],
  mode: ["default", "coop"],
};

/** The charts of an experiment, whose names others may have. */
function chartsOf({ name: of, charts }: Experiment): Experiment["charts"] {
  return charts.map((chart) => ({ ...chart, name: `${of}_${chart.name}` }));
}

/** A chart of every kind. */
const EXPERIMENT: Experiment = {
  ...exp7,
  charts: [...exp7.charts, ...chartsOf(modes), ...chartsOf(exp10)],
};

/** Keeps files in memory. */
class Memory extends OutputDirectory {
  readonly files = new Map<string, string>();

  override write(name: string, text: string): void {
    this.files.set(name, text);
  }

  override read(name: string): string {
    return this.files.get(name) ?? "";
  }
}

/** Five runs of every cell; one failed, and of some a premise did not hold. */
function rows(): Row[] {
  return exp7Rows(5, AXES).map((row, i): Row => {
    if (i === 3) {
      return { ...row, status: "failed", reason: HOSTILE, metrics: {} };
    }
    const clat = latencies(row.metrics.clat_avg_us ?? 1);
    return {
      ...row,
      metrics: {
        ...row.metrics,
        lat_p50_us: row.metrics.clat_avg_us ?? 0,
        cpu_per_io_us: 3.5,
      },
      latencies: { slat: clat, clat, lat: clat },
      broken: i % 7 === 0 ? [{ premise: "cpu_steal", value: i / 100 }] : [],
    };
  });
}

/** The files of a run with report.html among them, by name. */
export function reportFiles(): ReadonlyMap<string, string> {
  const on = disk(4);
  const options = parseOptions(["--seed=1", "--iodepth=1,4,16,64"]);
  const run = {
    ...planRun(checkedOn(on, EXPERIMENT, options), {
      files: on.files,
      machine: fakeMachine(),
    }),
    disks: [`nvme0n1 (${HOSTILE})`],
  };
  const directory = new Memory("/none");
  directory.write("results.csv", "mode,iops\ndefault,1\n");
  directory.write("meta.json", '{"run":1}\n');
  const metrics = { ios: 9000, reaps: 9000, cq_ready: 4000, iops: 9000 };
  const traced = [1, 16].flatMap((iodepth) => [
    recordedCell("kprobes-6.1-default", { iodepth, mode: "default" }, metrics),
    recordedCell("kprobes-6.1-coop", { iodepth, mode: "coop" }, metrics),
  ]);
  const environment = {
    kernel: "6.1.0",
    cpu: HOSTILE,
    cmdline: `BOOT_IMAGE=/vmlinuz ${"isolcpus=2,3 ".repeat(20)}`,
    mitigations: { spectre_v2: "Mitigation: Retpolines" },
  };
  const tracing = {
    by: "uringlab-trace",
    obstacles: [],
    unseen: [],
    stacks: "sampled" as const,
    syscalls: {},
  };
  writeResults({
    run,
    identity: IDENTITY,
    rows: rows(),
    traced,
    tracing,
    environment,
  }, directory);
  return directory.files;
}
