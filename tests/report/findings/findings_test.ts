import { assertEquals } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes, FindingName } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { findings } from "../../../lib/report/findings/findings.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { failedRow, impossibleRow, row } from "../../model/fixtures.ts";

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

function both(change: Partial<Params>, base: Figures, coop: Figures): Row[] {
  return [
    row({ ...change, mode: "default" }, { metrics: base }),
    row({ ...change, mode: "coop" }, { metrics: coop }),
  ];
}

/** What exp7 says of its rows. */
function said(rows: readonly Row[], axes = AXES): string[] {
  return findings(summaries(rows, axes), exp7.findings, { hz: 250 });
}

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
  assertEquals(said(rows, axes).slice(0, 2), [
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

Deno.test("findings stand in the order in which they are asked for", () => {
  const rows = [
    ...both({ busy: false }, { iops: 100 }, { iops: 101 }),
    ...both({ busy: true }, { iops: 50 }, { iops: 50 }),
  ];
  const first = (names: readonly FindingName[]) =>
    findings(summaries(rows, AXES), names, { hz: 250 }).map((sentence) =>
      sentence.split(" ")[0]
    );
  assertEquals(first(["modes", "busy"]), ["COOP_TASKRUN", "busy", "The"]);
  assertEquals(first(["busy", "modes"]), ["busy", "COOP_TASKRUN", "The"]);
  assertEquals(first(["busy"]), ["busy", "The"]);
  assertEquals(first([]), []);
});

Deno.test("ratios are explained where there are some", () => {
  const rows = [
    row({ mode: "default" }, { metrics: { wakeups_per_io: 1, iops: 9 } }),
    row({ mode: "coop" }, { metrics: { wakeups_per_io: 1, iops: 9 } }),
  ];
  const some = summaries(rows, AXES);
  const last = (names: readonly FindingName[]) =>
    findings(some, names, { hz: 250 }).at(-1) ?? "";
  assertEquals(last(["kicks"]).startsWith("The ratios are"), false);
  assertEquals(last(["kicks", "modes"]).startsWith("The ratios are"), true);
  assertEquals(last(["kicks", "core"]).startsWith("The ratios are"), false);
});

Deno.test("modes are told apart by the core that they ran on", () => {
  const rows = [
    ...both({ core: "non-interrupt" }, { iops: 100 }, { iops: 120 }),
    ...both({ core: "interrupt", cpus: [0] }, { iops: 100 }, { iops: 90 }),
  ];
  const axes: Axes = { core: ["non-interrupt", "interrupt"], ...AXES };
  assertEquals(
    said(rows, axes)[0],
    "COOP_TASKRUN against default, " +
      "without busy on the non-interrupt core IOPS +20.0 %; " +
      "without busy on the interrupt core IOPS -10.0 %.",
  );
});

Deno.test("impossible cells are compared with nothing", () => {
  const rows = [
    ...iops({ mode: "default" }, 100),
    impossibleRow({ mode: "coop" }, "io_uring_setup: EINVAL"),
  ];
  assertEquals(said(rows), []);
});
