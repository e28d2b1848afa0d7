import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { parseExperimentValue } from "../../lib/files/experiment_file.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { deviceOfFile } from "../../lib/host/device_number.ts";
import type { Cell } from "../../lib/model/cell.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import {
  CellError,
  ImpossibleError,
  TargetLostError,
} from "../../lib/run/executor.ts";
import { runExperiment } from "../../lib/session/run_experiment.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import { virtioGuest } from "../host/tree.ts";
import { rawMeasurement } from "../model/fixtures.ts";
import type { Machine } from "../../lib/run/machine.ts";
import { fakeMachine, refusal } from "./fake_machine.ts";

/** Both cores, two modes: four cells without charts. */
const SMALL = parseExperimentValue({
  name: "small",
  axes: { core: ["non-interrupt", "interrupt"], mode: ["default", "coop"] },
}, "small.json");

interface Ended {
  /** The exit status, or what was thrown. */
  status: unknown;
  stdout: string;
  stderr: string;
  rows: string[];
  meta: Record<string, unknown>;
  moved: string[];
  /** Names of what is in the results directory. */
  files: string[];
  /** Names of its distributions. */
  hgrm: string[];
}

/** Runs an experiment on the guest, where its cells end as they are told. */
async function ran(
  measure: (cell: Cell) => RawMeasurement,
  { experiment = SMALL, args = [], allowed = "0-1", machine = {} }: {
    experiment?: Experiment;
    args?: string[];
    allowed?: string;
    machine?: Partial<Machine>;
  } = {},
): Promise<Ended> {
  const directory = Deno.makeTempDirSync();
  try {
    const path = `${directory}/target`;
    Deno.writeTextFileSync(path, "");
    const vda = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";
    const moved: string[] = [];
    let stdout = "";
    let stderr = "";
    const out = `${directory}/out`;
    const options = parseOptions([
      `--filename=${path}`,
      `--out=${out}`,
      ...args.some((arg) => arg.startsWith("--repeats")) ? [] : ["--repeats=1"],
      ...args,
    ]);
    const status: unknown = await runExperiment(experiment, options, {
      machine: fakeMachine({
        measure: (cell) => new Promise((resolve) => resolve(measure(cell))),
        moveThreads: (cpus) => void moved.push(cpus.join()),
        ...machine,
      }),
      files: treeFiles({
        ...virtioGuest(),
        [`/sys/dev/block/${deviceOfFile(path)}`]: { link: vda },
        "/proc/self/status": `Name:\tdeno\nCpus_allowed_list:\t${allowed}`,
        "/sys/devices/system/cpu/present": "0-1",
      }),
      status: new StatusLine({
        isTerminal: false,
        columns: 80,
        write: (text) => stderr += text,
      }),
      print: (text) => stdout += text,
      version: "0.1.0",
      args: ["small"],
      signal: new AbortController().signal,
    }).catch((error: unknown) => error);
    const namesIn = (path: string) =>
      [...Deno.readDirSync(path)].map(({ name }) => name).sort();
    const files = namesIn(out);
    const hgrm = files.includes("hgrm") ? namesIn(`${out}/hgrm`) : [];
    const rows = Deno.readTextFileSync(`${out}/results.csv`).trimEnd()
      .split("\n").slice(1);
    const meta = JSON.parse(Deno.readTextFileSync(`${out}/meta.json`));
    return { status, stdout, stderr, rows, meta, moved, files, hgrm };
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

function impossible(): never {
  throw new ImpossibleError("io_uring_setup: EINVAL");
}

Deno.test("a run whose cells are good is a success", async () => {
  const { status, rows, meta, stdout, stderr } = await ran(() =>
    rawMeasurement()
  );
  assertEquals(status, 0);
  assertEquals(rows.length, 4);
  assertEquals(meta.rows, 4);
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(stderr, "\n[4/4] ");
});

Deno.test("cells that differ in their load only are told apart by name", async () => {
  const { stderr, hgrm } = await ran(() => rawMeasurement(), {
    experiment: parseExperimentValue({
      name: "load",
      axes: { mode: ["default"] },
    }, "load.json"),
    args: ["--iowait=off,on", "--workers=1,2"],
  });
  const cells = [...stderr.matchAll(/^\[\d\/4\] (.*?):/gm)].map(([, name]) =>
    name
  );
  assertEquals(cells.toSorted(), [
    "default, workers 1, iowait off, iodepth 1",
    "default, workers 1, iowait on, iodepth 1",
    "default, workers 2, iowait off, iodepth 1",
    "default, workers 2, iowait on, iodepth 1",
  ]);
  assertEquals(hgrm.filter((name) => name.endsWith(".clat.hgrm")), [
    "default_workers_1_iowait_off_iodepth_1.clat.hgrm",
    "default_workers_1_iowait_on_iodepth_1.clat.hgrm",
    "default_workers_2_iowait_off_iodepth_1.clat.hgrm",
    "default_workers_2_iowait_on_iodepth_1.clat.hgrm",
  ]);
});

Deno.test("counters that the machine refuses are told once, and leave the run good", async () => {
  const { status, stderr, stdout, rows } = await ran(
    () => rawMeasurement({ perfErrno: 2 }),
    {
      args: ["--perf-counters=on"],
      machine: { probePerf: () => refusal("perf", 2, "ENOENT") },
    },
  );
  assertEquals(status, 0);
  const said = stderr.replaceAll(/\s+/g, " ");
  const note = "note: cycles and instructions cannot be counted: " +
    "perf_event_open: ENOENT;";
  assertEquals(said.split(note).length, 2, said);
  for (const row of rows) assertStringIncludes(row, "perf_errno 2");
  assertStringIncludes(
    stdout.replaceAll(/\s+/g, " "),
    "perf_errno was 2 in 4 of 4 runs",
  );
});

Deno.test("cells that there cannot be are no failure", async () => {
  const { status, rows, stdout } = await ran(({ params }) =>
    params.mode === "coop" ? impossible() : rawMeasurement()
  );
  assertEquals(status, 0);
  assertEquals(rows.filter((row) => row.includes(",impossible,")).length, 2);
  assertStringIncludes(
    stdout,
    "impossible: 2 runs, the first of coop",
  );
  assertStringIncludes(stdout, "io_uring_setup: EINVAL");
});

Deno.test("a core that the machine lacks is no failure", async () => {
  const { status, rows, stdout, stderr } = await ran(() => rawMeasurement(), {
    allowed: "0",
  });
  assertEquals(status, 0);
  assertEquals(rows.length, 4);
  const reason = "there is no interrupt core: the target's interrupts arrive " +
    "on no CPU that may be used";
  assertEquals(rows.filter((row) => row.includes(reason)).length, 2);
  assertStringIncludes(stdout.replaceAll("\n", " "), reason);
  assertStringIncludes(stderr, "no interrupt core: the target's interrupts");
});

Deno.test("where all cells are impossible nothing was found out", async () => {
  const { status, rows } = await ran(impossible);
  assertEquals(status, 1);
  assertEquals(rows.length, 4);
});

Deno.test("one cell that fails fails the run, which goes on", async () => {
  let first = true;
  const { status, rows, stdout } = await ran(() => {
    if (!first) return rawMeasurement();
    first = false;
    throw new CellError("pread: EIO");
  });
  assertEquals(status, 1);
  assertEquals(rows.length, 4);
  assertEquals(rows.filter((row) => row.includes(",failed,")).length, 1);
  assertStringIncludes(stdout, "failed: ");
});

Deno.test("a failure counts beside what is impossible", async () => {
  const { status } = await ran(({ params }) => {
    if (params.mode === "coop") impossible();
    throw new CellError("pread: EIO");
  });
  assertEquals(status, 1);
});

Deno.test("uringlab's threads make room for each cell's core", async () => {
  const { moved } = await ran(() => rawMeasurement(), {
    args: ["--order=sequential"],
  });
  assertEquals(moved, ["1", "0"]);
});

Deno.test("exp7 is drawn from what its cells say", async () => {
  const { status, stdout } = await ran(() => rawMeasurement(), {
    experiment: exp7,
    args: ["--iodepth=1,2", "--busy=off"],
  });
  assertEquals(status, 0);
  assertStringIncludes(stdout, "COOP_TASKRUN against default, without busy");
});

Deno.test("exp7's arms take turns, and turns.csv has them", async () => {
  const { rows, files, stderr } = await ran(() => rawMeasurement(), {
    experiment: exp7,
    args: ["--iodepth=1", "--busy=off", "--repeats=2"],
  });
  assertEquals(rows.length, 4);
  assert(files.includes("turns.csv"));
  assertStringIncludes(stderr, "arms that are compared take turns of 0.0167 s");
});

Deno.test("what stops a run is thrown when all that it measured is written", async () => {
  let left = 3;
  const { status, rows, meta, files, stdout, stderr } = await ran(() => {
    if (left-- === 0) throw new TargetLostError("the target does not answer");
    return rawMeasurement();
  });
  assert(status instanceof TargetLostError);
  assertEquals(rows.length, 3);
  assertEquals([meta.rows, typeof meta.ended_at], [3, "string"]);
  for (const name of ["summary.csv", "comparisons.csv", "report.html"]) {
    assert(files.includes(name), name);
  }
  assertStringIncludes(stdout, "coop");
  assertStringIncludes(stderr, "\n3 of 4 cells are in ");
});

Deno.test("equal arms that differ more often than chance lets them fail a run", async () => {
  const aa = async (windowNs: number) =>
    await ran(
      ({ arm }) => rawMeasurement(arm === "B" ? { windowNs } : {}),
      { args: ["--aa", "--repeats=3"] },
    );
  const same = await aa(2e9);
  assertEquals(same.status, 0);
  assertStringIncludes(
    same.stdout.replaceAll("\n", " "),
    "Equal arms, IOPS: 0 of 2 comparisons show a difference, at most 1 expected",
  );
  const other = await aa(1e9);
  assertEquals(other.status, 1);
  assertStringIncludes(
    other.stdout.replaceAll("\n", " "),
    "Equal arms, IOPS: 2 of 2 comparisons show a difference, at most 1 expected",
  );
});
