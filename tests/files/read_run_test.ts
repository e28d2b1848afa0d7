import { assertEquals, assertThrows } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import type { PlannedRun } from "../../lib/model/planned_run.ts";
import { placed, type Places } from "../../lib/model/places.ts";
import { plan } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import { planJson } from "../../lib/files/plan_json.ts";
import { readRun } from "../../lib/files/read_run.ts";
import { ResultsDirectory } from "../../lib/files/results_directory.ts";
import { histogramOf, IDENTITY, params } from "../model/fixtures.ts";

const PLACES: Places = new Map([["non-interrupt", {
  cpus: [2, 3],
  core: "non-interrupt",
  partnerCpus: [0],
  why: "for the test",
}]]);

function plannedRun(aa = false): PlannedRun {
  const base = params({ core: "non-interrupt" });
  const axes = { iodepth: [1, 8], mode: ["default", "coop"] } as const;
  const { turns: _, withoutDisk: __, ...quick } = exp7.presets.quick;
  const preset = { ...quick, repeats: 2 };
  return {
    experiment: exp7,
    base,
    axes,
    aa,
    preset,
    seed: 7,
    cells: plan(base, axes, { ...preset, seed: 7, aa })
      .map((cell) => placed(cell, PLACES)),
    places: PLACES,
    disks: ["vda (virtio-blk)"],
    targetIrqActions: ["virtio1-req.0"],
    hz: 250,
  };
}

function rowsOf({ cells }: PlannedRun): Row[] {
  const latencies = {
    slat: histogramOf([100]),
    clat: histogramOf([1000, 2000]),
    lat: histogramOf([1100]),
  };
  return cells.map((cell) => ({
    identity: IDENTITY,
    cell,
    startedAt: "2024-01-16T11:00:00.000Z",
    status: "ok",
    reason: "",
    metrics: { iops: 1000 + cell.index, cpu_share: 0.5 },
    latencies,
    interrupts: [],
    broken: [{ premise: "cpu_steal", value: 0.25 }],
  }));
}

function withRun(
  run: PlannedRun,
  use: (path: string, rows: Row[]) => void,
): void {
  const path = Deno.makeTempDirSync();
  try {
    const rows = rowsOf(run);
    {
      using directory = new ResultsDirectory(path);
      directory.write(
        "meta.json",
        JSON.stringify({ ...IDENTITY, plan: planJson(run) }),
      );
      for (const row of rows) directory.append(row);
    }
    use(path, rows);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** A run as it is recorded: by one name. */
function recorded(run: PlannedRun): PlannedRun {
  const { alias: _, ...experiment } = run.experiment;
  return { ...run, experiment };
}

Deno.test("cells whose parameters follow from their axes are read as they were", () => {
  const run = plannedRun();
  const cells = run.cells.map((cell) => ({
    ...cell,
    params: {
      ...cell.params,
      iodepthBatch: cell.params.iodepth,
      submitAndWait: cell.params.mode === "coop",
      cpus: [cell.params.iodepth],
    },
  }));
  withRun({ ...run, cells }, (path, rows) => {
    assertEquals(readRun(path).run.cells, cells);
    assertEquals(
      readRun(path).rows.map(({ cell }) => cell),
      rows.map(({ cell }) => cell),
    );
  });
});

Deno.test("the timing of turns is read back, that of each cell", () => {
  const planned = plannedRun();
  const run = {
    ...planned,
    preset: { ...planned.preset, turn: "rule" as const },
    cells: planned.cells.map((cell, i) => ({
      ...cell,
      params: {
        ...cell.params,
        ...(i % 3 && { turn: 0.05 * i, runtime: 0.1 * i, rampTime: 0.01 * i }),
      },
    })),
  };
  withRun(run, (path, rows) => {
    const read = readRun(path);
    assertEquals(read.run, recorded(run));
    assertEquals(read.rows, rows);
  });
});

Deno.test("a run is read back as it was written, histograms too", () => {
  for (const aa of [false, true]) {
    const run = plannedRun(aa);
    withRun(run, (path, rows) => {
      const read = readRun(path);
      assertEquals(read.run, recorded(run));
      assertEquals(read.rows, rows);
      assertEquals(read.torn, false);
    });
  }
});

Deno.test("half a last line is left out, and the run goes on after it", () => {
  const run = plannedRun();
  withRun(run, (path, rows) => {
    const file = `${path}/results.csv`;
    const text = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, text.slice(0, -30));
    const read = readRun(path);
    assertEquals(read.torn, true);
    assertEquals(read.rows, rows.slice(0, -1));
    const kept = new Set(read.rows.map(({ cell }) => cell.index));
    {
      using directory = new ResultsDirectory(path, kept);
      directory.append(rows.at(-1)!);
    }
    assertEquals(readRun(path).rows, rows);
  });
});

Deno.test("a row of another plan is refused with its line", () => {
  withRun(plannedRun(), (path) => {
    const file = `${path}/results.csv`;
    const lines = Deno.readTextFileSync(file).split("\n");
    lines[2] = lines[2]!.replace(",512,", ",4096,");
    Deno.writeTextFileSync(file, lines.join("\n"));
    assertThrows(() => readRun(path), RunError, "results.csv:3: bs is 4096");
  });
});

Deno.test("a planned cell that is not on the axes is refused", () => {
  withRun(plannedRun(), (path) => {
    const file = `${path}/meta.json`;
    const text = Deno.readTextFileSync(file);
    const change = (by: Record<string, unknown>) => {
      const meta = JSON.parse(text);
      Object.assign(meta.plan.cells[1], by);
      Deno.writeTextFileSync(file, JSON.stringify(meta));
    };
    change({ mode: "cop" });
    assertThrows(() => readRun(path), RunError, 'cells.1: mode is "cop"');
    change({ wait: "peek" });
    assertThrows(() => readRun(path), RunError, 'cells.1: wait is "peek"');
  });
});

Deno.test("what is no results directory is wrong usage", () => {
  assertThrows(() => readRun("/proc"), UsageError, "there is no meta.json");
  withRun(plannedRun(), (path) => {
    Deno.writeTextFileSync(`${path}/meta.json`, "{");
    assertThrows(() => readRun(path), RunError, "meta.json");
    Deno.writeTextFileSync(`${path}/meta.json`, JSON.stringify(IDENTITY));
    assertThrows(() => readRun(path), RunError, "plan");
  });
});

Deno.test("a run that was killed before meta.json is told how to be had", () => {
  withRun(plannedRun(), (path) => {
    Deno.removeSync(`${path}/meta.json`);
    // The directory that a run is killed in may have a file without a header.
    for (const text of [Deno.readTextFileSync(`${path}/results.csv`), ""]) {
      Deno.writeTextFileSync(`${path}/results.csv`, text);
      assertThrows(
        () => readRun(path),
        UsageError,
        `${path} has no meta.json, without which its other files tell ` +
          "nothing: a run that is killed before its first cell leaves it so; " +
          "run it again into another directory",
      );
    }
  });
});

Deno.test("a file of another version is read by the names of its columns", () => {
  const run = plannedRun();
  withRun(run, (path) => {
    const { rows } = readRun(path);
    const lines = Deno.readTextFileSync(`${path}/results.csv`).split("\n")
      .filter(Boolean).map((line) => line.split(","));
    const header = lines[0] ?? [];
    // One parameter and one figure less, in another order, and one unknown.
    const kept = header.map((_, i) => i).filter((i) =>
      !["fixedbufs", "cpu_share"].includes(header[i] ?? "")
    ).reverse();
    Deno.writeTextFileSync(
      `${path}/results.csv`,
      lines.map((line, i) =>
        `${kept.map((at) => line[at]).join(",")},${i ? "7" : "of_later"}\n`
      ).join(""),
    );
    const read = readRun(path);
    assertEquals(read.isSame, false);
    assertEquals(
      read.rows.map(({ metrics }) => metrics),
      rows.map(({ metrics: { cpu_share: _, ...rest } }) => rest),
    );
  });
});

Deno.test("without the columns that say which cell it is, nothing is read", () => {
  const run = plannedRun();
  withRun(run, (path) => {
    Deno.writeTextFileSync(`${path}/results.csv`, "iops,clat\n1,2\n");
    assertThrows(() => readRun(path), RunError, "it has no column cell");
  });
});
