import { assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import type { Metrics } from "../../lib/model/metrics.ts";
import type { Params } from "../../lib/model/params.ts";
import type { Row } from "../../lib/model/row.ts";
import { findings, ratios } from "../../lib/report/findings.ts";
import { summaries } from "../../lib/report/summary.ts";
import { failedRow, row } from "../model/fixtures.ts";

const AXES: Axes = {
  iodepth: [1, 2, 4],
  busy: [false, true],
  mode: ["default", "coop"],
};

function iops(change: Partial<Params>, ...values: number[]): Row[] {
  return values.map((value, i) =>
    row(change, { repeat: i + 1, metrics: { iops: value } })
  );
}

function both(change: Partial<Params>, base: Metrics, coop: Metrics): Row[] {
  return [
    row({ ...change, mode: "default" }, { metrics: base }),
    row({ ...change, mode: "coop" }, { metrics: coop }),
  ];
}

function said(rows: readonly Row[]): string[] {
  return findings(summaries(rows, AXES));
}

Deno.test("ratios compares cells that differ in one parameter only", () => {
  const rows = [
    ...iops({ iodepth: 1, mode: "default" }, 100),
    ...iops({ iodepth: 1, mode: "coop" }, 110),
    ...iops({ iodepth: 2, mode: "default" }, 200),
    ...iops({ iodepth: 2, mode: "coop" }, 180),
    ...iops({ iodepth: 4, mode: "default" }, 400),
    ...iops({ iodepth: 4, mode: "coop" }, 520),
  ];
  const found = ratios(
    summaries(rows, AXES),
    "iops",
    "mode",
    "default",
    "coop",
  );
  assertEquals(found, { median: 1.1, min: 0.9, max: 1.3 });
});

Deno.test("ratios are those of the medians over the repetitions", () => {
  const rows = [
    ...iops({ mode: "default" }, 90, 100, 200),
    ...iops({ mode: "coop" }, 1, 150, 160),
  ];
  const found = ratios(
    summaries(rows, AXES),
    "iops",
    "mode",
    "default",
    "coop",
  );
  assertEquals(found, { median: 1.5, min: 1.5, max: 1.5 });
});

Deno.test("ratios leaves out what has no counterpart, and zeros below", () => {
  const rows = [
    ...iops({ iodepth: 1, mode: "coop" }, 110),
    ...iops({ iodepth: 2, mode: "default" }, 0),
    ...iops({ iodepth: 2, mode: "coop" }, 180),
    failedRow({ iodepth: 4, mode: "default" }, "pread: EIO"),
    ...iops({ iodepth: 4, mode: "coop" }, 520),
  ];
  const found = ratios(
    summaries(rows, AXES),
    "iops",
    "mode",
    "default",
    "coop",
  );
  assertEquals(found, undefined);
});

Deno.test("ratios may be between busy and not busy", () => {
  const rows = [...iops({ busy: false }, 100), ...iops({ busy: true }, 25)];
  const found = ratios(summaries(rows, AXES), "iops", "busy", false, true);
  assertEquals(found?.median, 0.25);
});

Deno.test("findings say what coop does with busy and without", () => {
  const rows = [
    ...both({ iodepth: 1 }, { iops: 100, clat_avg_us: 100 }, {
      iops: 110,
      clat_avg_us: 90,
    }),
    ...both({ iodepth: 2 }, { iops: 100, clat_avg_us: 100 }, {
      iops: 102,
      clat_avg_us: 98,
    }),
    ...both({ iodepth: 1, busy: true }, { iops: 50 }, { iops: 49 }),
  ];
  const [coop] = said(rows);
  assertEquals(
    coop,
    "COOP_TASKRUN against default, without busy IOPS +6.0 % " +
      "(+2.0 % to +10.0 %), mean clat -6.0 % (-10.0 % to -2.0 %); " +
      "with busy IOPS -2.0 %.",
  );
});

Deno.test("findings say what every mode does, by its name", () => {
  const rows = [
    ...iops({ mode: "default" }, 100),
    ...iops({ mode: "coop" }, 101),
    ...iops({ mode: "defer" }, 120),
  ];
  const axes: Axes = { mode: ["default", "coop", "defer"] };
  assertEquals(findings(summaries(rows, axes)).slice(0, 2), [
    "COOP_TASKRUN against default, without busy IOPS +1.0 %.",
    "mode defer against default, without busy IOPS +20.0 %.",
  ]);
});

Deno.test("an arm without a pair is not told", () => {
  const rows = [
    ...both({ busy: true }, { iops: 100 }, { iops: 99 }),
    ...iops({ busy: false, mode: "coop" }, 200),
  ];
  assertEquals(
    said(rows)[0],
    "COOP_TASKRUN against default, with busy IOPS -1.0 %.",
  );
});

Deno.test("findings say what busy does, as factors", () => {
  const rows = [
    ...iops({ iodepth: 1, busy: false }, 100),
    ...iops({ iodepth: 1, busy: true }, 50),
    ...iops({ iodepth: 2, busy: false }, 100),
    ...iops({ iodepth: 2, busy: true }, 40),
    row({ iodepth: 4, busy: false }, { metrics: { cpu_share: 0.8 } }),
    row({ iodepth: 4, busy: true }, { metrics: { cpu_share: 0.4 } }),
  ];
  assertEquals(
    said(rows)[0],
    "busy against no busy: IOPS x 0.45 (0.40 to 0.50), " +
      "the workers' CPU share x 0.50.",
  );
});

Deno.test("findings say when nothing was repeated", () => {
  const rows = both({}, { iops: 100 }, { iops: 103 });
  assertEquals(said(rows), [
    "COOP_TASKRUN against default, without busy IOPS +3.0 %.",
    "The ratios are medians over the cells, in parentheses the lowest and " +
    "the highest cell. Every cell ran once: nothing tells them from noise.",
  ]);
});

Deno.test("findings say how far repetitions agree", () => {
  const rows = [
    ...iops({ iodepth: 1, mode: "default" }, 95, 100, 105),
    ...iops({ iodepth: 1, mode: "coop" }, 99, 100, 101),
    ...iops({ iodepth: 2, mode: "default" }, 98, 100, 102),
  ];
  assertEquals(
    said(rows).at(-1),
    "The ratios are medians over the cells, in parentheses the lowest and " +
      "the highest cell. The runs of one cell differ by 4.0 % of its IOPS " +
      "(median; at most 10.0 %).",
  );
});

Deno.test("findings say nothing where there is nothing to compare", () => {
  assertEquals(said([]), []);
  assertEquals(said(iops({ mode: "coop" }, 1, 2, 3)), []);
  assertEquals(
    said([failedRow({}, "a"), failedRow({ mode: "coop" }, "a")]),
    [],
  );
});

Deno.test("findings do not divide by a cell without a single read", () => {
  const rows = [
    ...iops({ iodepth: 1, mode: "default" }, 0, 0, 10),
    ...iops({ iodepth: 2, mode: "default" }, 100, 102, 104),
    ...iops({ iodepth: 2, mode: "coop" }, 100, 102, 104),
  ];
  const text = said(rows).join("\n");
  assertEquals(/NaN|Infinity/.exec(text), null, text);
});
