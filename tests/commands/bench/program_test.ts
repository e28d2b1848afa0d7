import { assertEquals } from "@std/assert";
import { ownFigures, perRead } from "../../../lib/commands/bench/figures.ts";
import { betweenCells, grown } from "../../../lib/commands/bench/program.ts";
import { statusMib } from "../../../lib/commands/bench/scaling.ts";
import type { RecordedRun } from "../../../lib/files/read_run.ts";
import { parseFioLoad } from "../../../lib/commands/validate/fio.ts";
import { row, worker } from "../../model/fixtures.ts";

Deno.test("the time between cells is what they did not measure", () => {
  const at = (ms: number) => new Date(ms).toISOString();
  assertEquals(betweenCells([at(350), at(0), at(150)], 0.1), [50, 100]);
});

Deno.test("a run grows by repetitions", () => {
  const rows = [
    row({ iodepth: 1 }, { repeat: 1 }),
    row({ iodepth: 1 }, { repeat: 2 }),
  ];
  const { rows: all, run } = grown(
    { rows, run: {} } as unknown as RecordedRun,
    5,
  );
  assertEquals(all.map(({ cell }) => cell.repeat), [1, 2, 3, 4, 5]);
  assertEquals(run.cells.map(({ index }) => index), [0, 1, 2, 3, 4]);
});

Deno.test("memory is read from the process's status", () => {
  const text = "Name:\tdeno\nVmHWM:\t   4096 kB\nVmRSS:\t   2048 kB\n";
  assertEquals(statusMib(text, "VmRSS"), 2);
  assertEquals(statusMib(text, "VmHWM"), 4);
});

Deno.test("a cell's figures are those of all its workers", () => {
  const one = worker({ ios: 500, userNs: 1e6, systemNs: 3e6 });
  assertEquals(ownFigures({ windowNs: 1e7, workers: [one, one] }), {
    iops: 1e5,
    userNs: 2000,
    cpuNs: 8000,
  });
});

Deno.test("fio's time on the CPU is per read", () => {
  const report = {
    jobs: [{
      error: 0,
      job_runtime: 1000,
      usr_cpu: 25,
      sys_cpu: 50,
      read: { iops: 1000, total_ios: 1000 },
    }],
  };
  assertEquals(perRead(parseFioLoad(JSON.stringify(report))), {
    iops: 1000,
    userNs: 250e3,
    cpuNs: 750e3,
  });
});
