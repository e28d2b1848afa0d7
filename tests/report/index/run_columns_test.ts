import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  ANSWER_COLUMNS,
  COMPARED_COLUMN,
  IDENTITY_COLUMNS,
  runLines,
} from "../../../lib/report/index/run_columns.ts";
import { trendCharts } from "../../../lib/report/index/trend.ts";
import { textTable } from "../../../lib/report/tables/text_table.ts";
import { entry } from "./fixtures.ts";

/** An entry of `cost`: its arms are depths, of no-ops. */
function costEntry(kernel: string) {
  const one = entry({ kernel, load: "nop" });
  const answers = one.answers.map((answer) => ({
    ...answer,
    axis: "iodepth" as const,
    from: 1,
    to: 32,
    figure: "cpu_per_io_us" as const,
  }));
  return { ...one, answers };
}

Deno.test("what is compared is in the words of the load, and numbers have a name", () => {
  const compared = [costEntry("6.1"), entry({ load: "tcp" }), entry()]
    .flatMap((one) => runLines([one]).map(COMPARED_COLUMN.value));
  assertEquals(compared, [
    "CPU time per completion, iodepth 32 / 1",
    "messages/s, coop / default",
    "IOPS, coop / default",
  ]);
});

Deno.test("the table of runs fits 80 columns, whatever their machines are called", () => {
  const kernel = "6.18.44-a-kernel-of-somebody";
  const text = textTable(
    runLines([costEntry(kernel), entry({ kernel, host: "a".repeat(30) })]),
    [...IDENTITY_COLUMNS, COMPARED_COLUMN]
      .map((column) => ({ ...column, name: column.head })),
    ANSWER_COLUMNS,
  );
  for (const line of text.split("\n")) assert(line.length <= 80, line);
});

Deno.test("a trend says against which depth it is, and of what", () => {
  const [chart] = trendCharts([costEntry("6.1"), costEntry("6.6")]);
  assertStringIncludes(
    chart?.svg ?? "",
    "CPU time per completion against iodepth 1 by kernel",
  );
});
