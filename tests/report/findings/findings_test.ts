import { assertEquals, assertMatch } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes, FindingName } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { findings } from "../../../lib/report/findings/findings.ts";
import { foundOf } from "../fixtures.ts";
import { failedRow, impossibleRow, row } from "../../model/fixtures.ts";

const MEANING =
  "A change is the geometric mean of the ratios of what was measured in the " +
  "same repetition; 95 % CI: its confidence interval over the repetitions; " +
  "[a .. b]: the lowest and the highest cell, no interval.";

/** What stands in place of an interval. */
const ONCE = "no interval: 1 repeat";

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
  return findings(foundOf(exp7, axes, rows));
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
    `COOP_TASKRUN against default, without busy IOPS +5.9 % (${ONCE}; ` +
      `[+2.0 % .. +10.0 %] over 2 cells), mean clat -6.1 % (${ONCE}; ` +
      "[-10.0 % .. -2.0 %] over 2 cells); " +
      `with busy IOPS -2.0 % (${ONCE}).`,
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
    `COOP_TASKRUN against default, IOPS +1.0 % (${ONCE}).`,
    `mode defer against default, IOPS +20.0 % (${ONCE}).`,
  ]);
});

Deno.test("an arm without a pair is not told", () => {
  const rows = [
    ...both({ busy: true }, { iops: 100 }, { iops: 99 }),
    ...iops({ busy: false, mode: "coop" }, 200),
  ];
  assertEquals(
    said(rows)[0],
    `COOP_TASKRUN against default, with busy IOPS -1.0 % (${ONCE}).`,
  );
});

Deno.test("findings say what busy does", () => {
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
    `busy against no busy: IOPS -55.3 % (${ONCE}; [-60.0 % .. -50.0 %] over ` +
      `2 cells), the workers' CPU share -50.0 % (${ONCE}).`,
  );
});

Deno.test("findings say when nothing was repeated", () => {
  const rows = both({}, { iops: 100 }, { iops: 103 });
  assertEquals(said(rows), [
    `COOP_TASKRUN against default, without busy IOPS +3.0 % (${ONCE}).`,
    MEANING + " Every cell ran once: nothing tells them from noise.",
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
    MEANING + " The runs of one cell differ by 4.0 % of its IOPS " +
      "(median; at most 10.0 %); the table's ± is half of that, no interval.",
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
    findings(foundOf({ ...exp7, findings: names }, AXES, rows)).map((one) =>
      one.split(" ")[0]
    );
  assertEquals(first(["modes", "busy"]), ["COOP_TASKRUN", "busy", "What", "A"]);
  assertEquals(first(["busy", "modes"]), ["busy", "COOP_TASKRUN", "What", "A"]);
  assertEquals(first(["busy"]), ["busy", "What", "A"]);
  assertEquals(first([]), ["What"]);
});

Deno.test("ratios are explained where there are some", () => {
  const rows = [
    row({ mode: "default" }, { metrics: { wakeups_per_io: 1, iops: 9 } }),
    row({ mode: "coop" }, { metrics: { wakeups_per_io: 1, iops: 9 } }),
  ];
  const last = (names: readonly FindingName[]) =>
    findings(foundOf({ ...exp7, findings: names }, AXES, rows)).at(-1) ?? "";
  assertEquals(last(["kicks"]).startsWith("A change is"), false);
  assertEquals(last(["kicks", "modes"]).startsWith("A change is"), true);
  assertEquals(last(["kicks", "core"]).startsWith("A change is"), false);
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
      `without busy on the non-interrupt core IOPS +20.0 % (${ONCE}); ` +
      `without busy on the interrupt core IOPS -10.0 % (${ONCE}).`,
  );
});

Deno.test("impossible cells are compared with nothing", () => {
  const rows = [
    ...iops({ mode: "default" }, 100),
    impossibleRow({ mode: "coop" }, "io_uring_setup: EINVAL"),
  ];
  assertEquals(said(rows), []);
});

/** coop is 10 % faster than default, with busy by a factor more. */
function changing(more: number): Row[] {
  return [1, 2, 3, 4, 5].flatMap((repeat) =>
    [1, 2].flatMap((iodepth) =>
      [false, true].flatMap((busy) =>
        (["default", "coop"] as const).map((mode, arm) => {
          const noise = 1 +
            0.002 *
              ((7 * repeat + (busy ? 3 : 2) * arm * repeat + iodepth) % 5);
          const effect = arm === 0 ? 1 : busy ? 1.1 * more : 1.1;
          return row({ iodepth, busy, mode }, {
            repeat,
            metrics: { iops: 1000 * (busy ? 0.5 : 1) * effect * noise },
          });
        })
      )
    )
  );
}

Deno.test("findings say whether busy changes what coop does", () => {
  const sentence = (more: number) =>
    said(changing(more)).find((one) => one.startsWith("What coop does"));
  assertMatch(
    sentence(1.05) ?? "",
    /^What coop does against default, with busy on against off: IOPS \+4\.9 % \(95 % CI \+4\.\d % to \+5\.\d %; \[.* \.\. .*\] over 2 cells\): it changes in IOPS\.$/,
  );
  assertMatch(sentence(1) ?? "", /: that it changes is not shown\.$/);
  const [once] = [changing(1).filter(({ cell }) => cell.repeat < 2)];
  assertMatch(
    said(once).find((one) => one.startsWith("What coop does")) ?? "",
    /: too few repeats to tell\.$/,
  );
});

Deno.test("findings name intervals where there are some, never a bare range", () => {
  for (const sentence of said(changing(1.05)).slice(0, -1)) {
    assertMatch(sentence, /\(95 % CI [+-][\d.]+ % to [+-][\d.]+ %/);
    // In parentheses stands an interval, or a range in brackets.
    assertEquals(/\([+-][\d.]+ % to/.exec(sentence), null, sentence);
  }
});
