import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { readCsv } from "../../lib/files/csv_text.ts";
import { summaryCsv } from "../../lib/files/summary_csv.ts";
import { summaries } from "../../lib/stats/summary.ts";
import {
  failedRow,
  histogramOf,
  IDENTITY,
  impossibleRow,
  params,
  row,
} from "../model/fixtures.ts";

Deno.test("summary.csv has unique columns and a field for each", () => {
  const [summary] = summaries(
    [
      ...[10, 20, 60].map((iops, i) =>
        row({}, { repeat: i + 1, metrics: { iops } })
      ),
      row({}, { broken: [{ premise: "cpu_share", value: 0.25 }] }),
      failedRow({}, "pread: EIO"),
      failedRow({}, "drain"),
      impossibleRow({}, "no core"),
    ],
    { iodepth: [4], mode: ["default"] },
  );
  // Throws where a name stands there twice or a line has another length.
  const [header = [], line = []] = readCsv(summaryCsv([summary!], IDENTITY));
  const of = (name: string) => line[header.indexOf(name)];
  assertEquals(of("experiment"), "exp7");
  assertEquals(of("run"), IDENTITY.run);
  assertEquals(of("iodepth"), `${params().iodepth}`);
  assertEquals(of("cpus"), "2-3");
  assertEquals([of("ok"), of("failed"), of("impossible")], ["4", "2", "1"]);
  assertEquals([of("iops"), of("iops_min"), of("iops_max")], [
    "20",
    "10",
    "60",
  ]);
  assertEquals([of("clat_p99_us"), of("clat_p99_us_min")], [
    "",
    "",
  ]);
  assertEquals(of("reasons"), "pread: EIO; drain; no core");
  assertEquals(of("notes"), "cpu_share 0.25");
});

Deno.test("summary.csv has the percentile of all reads and its interval", () => {
  const rows = [1, 2, 3].map((repeat) => {
    const clat = histogramOf(
      Array.from({ length: 2000 }, (_, i) => repeat * 1e5 + i * 10),
    );
    const metrics = { clat_p99_us: repeat * 100 + 19.8 };
    const latencies = { slat: clat, clat, lat: clat };
    return row({}, { repeat, metrics, latencies });
  });
  const fields = (some: typeof rows) => {
    const [summary] = summaries(some, { iodepth: [4] });
    const [header = [], line = []] = readCsv(summaryCsv([summary!], IDENTITY));
    return ["", "_min", "_max", "_low", "_high"].map((end) =>
      Number(line[header.indexOf(`clat_p99_us${end}`)] || NaN)
    );
  };
  const [p99 = NaN, min, max, low = NaN, high = NaN] = fields(rows);
  // The slowest third of the reads is that of one run: its 97th percentile.
  assertAlmostEquals(p99, 319.4, 1);
  assertEquals([min, max], [119.8, 319.8]);
  assert(low < p99 && p99 < high);
  // Two runs have no interval.
  assertEquals(fields(rows.slice(0, 2)).slice(3), [NaN, NaN]);
});
