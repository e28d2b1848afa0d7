import { assertEquals } from "@std/assert";
import { readCsv } from "../../lib/files/csv_text.ts";
import { summaryCsv } from "../../lib/files/summary_csv.ts";
import { summaries } from "../../lib/stats/summary.ts";
import {
  failedRow,
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
