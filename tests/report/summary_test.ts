import { assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import {
  summaries,
  SUMMARY_HEADER,
  summaryFields,
} from "../../lib/report/summary.ts";
import { failedRow, IDENTITY, params, row } from "../model/fixtures.ts";

// Neither in the order of numbers nor in that of letters.
const AXES: Axes = {
  iodepth: [8, 1],
  busy: [true, false],
  mode: ["default", "coop"],
};

function iopsRows(...values: number[]) {
  return values.map((iops, i) => row({}, { repeat: i + 1, metrics: { iops } }));
}

Deno.test("a spread is median, least and greatest", () => {
  const [odd] = summaries(iopsRows(30, 10, 21), AXES);
  assertEquals(odd?.spread("iops"), { median: 21, min: 10, max: 30, n: 3 });
  const [even] = summaries(iopsRows(40, 10, 20, 30), AXES);
  assertEquals(even?.spread("iops"), { median: 25, min: 10, max: 40, n: 4 });
  const [one] = summaries(iopsRows(7), AXES);
  assertEquals(one?.spread("iops"), { median: 7, min: 7, max: 7, n: 1 });
});

Deno.test("a spread counts the rows that have the figure", () => {
  const rows = [
    ...iopsRows(10, 20),
    row({}, { repeat: 3, metrics: { cpu_share: 0 } }),
  ];
  const [summary] = summaries(rows, AXES);
  assertEquals(summary?.spread("iops")?.n, 2);
  assertEquals(summary?.spread("cpu_share"), {
    median: 0,
    min: 0,
    max: 0,
    n: 1,
  });
  assertEquals(summary?.spread("res_per_io"), undefined);
});

Deno.test("rows with equal parameters are one summary", () => {
  const rows = [
    row({ mode: "coop" }, { repeat: 1 }),
    row({ mode: "default" }, { repeat: 1 }),
    row({ mode: "coop" }, { repeat: 2 }),
    row({ mode: "coop", cpus: [1] }, { repeat: 2 }),
  ];
  const found = summaries(rows, AXES);
  assertEquals(
    found.map((s) => [s.params.mode, s.params.cpus, s.ok]),
    [["default", [2, 3], 1], ["coop", [2, 3], 2], ["coop", [1], 1]],
  );
});

Deno.test("summaries stand in the order of the axes", () => {
  const rows = [1, 8].flatMap((iodepth) =>
    [false, true].flatMap((busy) =>
      (["coop", "default"] as const).map((mode) => row({ iodepth, busy, mode }))
    )
  );
  const found = summaries(rows, AXES).map(({ params: p }) =>
    `${p.iodepth} ${p.busy} ${p.mode}`
  );
  assertEquals(found, [
    "8 true default",
    "8 true coop",
    "8 false default",
    "8 false coop",
    "1 true default",
    "1 true coop",
    "1 false default",
    "1 false coop",
  ]);
});

Deno.test("failed rows are counted and not used", () => {
  const broken = { premise: "cpu_share", value: 0.2 } as const;
  const rows = [
    ...iopsRows(10),
    {
      ...failedRow({}, "reads failed: 1 with EIO"),
      metrics: { iops: 1e6 },
      notes: [{ premise: "littles_law", value: 3 } as const],
    },
    failedRow({}, "reads failed: 1 with EIO"),
    failedRow({}, "aborted"),
    row({}, { metrics: { iops: 30 }, notes: [broken] }),
  ];
  const [summary, ...others] = summaries(rows, AXES);
  assertEquals(others, []);
  assertEquals(summary?.ok, 2);
  assertEquals(summary?.failed, 3);
  assertEquals(summary?.spread("iops"), { median: 20, min: 10, max: 30, n: 2 });
  assertEquals(summary?.reasons, ["reads failed: 1 with EIO", "aborted"]);
  assertEquals(summary?.notes, [broken]);
});

Deno.test("a cell that only failed has no figures", () => {
  const [summary] = summaries([failedRow({}, "pread: EIO")], AXES);
  assertEquals([summary?.ok, summary?.failed], [0, 1]);
  assertEquals(summary?.spread("iops"), undefined);
});

Deno.test("summary.csv has unique columns and a field for each", () => {
  assertEquals(new Set(SUMMARY_HEADER).size, SUMMARY_HEADER.length);
  const [summary] = summaries(
    [
      ...iopsRows(10, 20, 60),
      row({}, { notes: [{ premise: "cpu_share", value: 0.25 }] }),
      failedRow({}, "pread: EIO"),
      failedRow({}, "drain"),
    ],
    AXES,
  );
  const fields = summaryFields(summary!, IDENTITY);
  assertEquals(fields.length, SUMMARY_HEADER.length);
  const of = (name: string) => fields[SUMMARY_HEADER.indexOf(name)];
  assertEquals(of("experiment"), "exp7");
  assertEquals(of("run"), IDENTITY.run);
  assertEquals(of("iodepth"), params().iodepth);
  assertEquals(of("cpus"), "2-3");
  assertEquals([of("ok"), of("failed")], [4, 2]);
  assertEquals([of("iops"), of("iops_min"), of("iops_max")], [20, 10, 60]);
  assertEquals([of("clat_p99_us"), of("clat_p99_us_min")], [
    undefined,
    undefined,
  ]);
  assertEquals(of("reasons"), "pread: EIO; drain");
  assertEquals(of("notes"), "cpu_share 0.25");
});
