import { assertEquals, assertStringIncludes } from "@std/assert";
import type {
  BrokenPremise,
  PremiseName,
} from "../../../lib/model/premises/mod.ts";
import { PREMISES } from "../../../lib/model/premises/mod.ts";
import {
  warnings,
  warningText,
} from "../../../lib/report/findings/warnings.ts";
import type { Row } from "../../../lib/model/row.ts";
import { failedRow, impossibleRow, row } from "../../model/fixtures.ts";

const TARGET = { disks: ["vda"] };

function texts(rows: readonly Row[]): string[] {
  return warnings(rows, TARGET, {}).map(warningText);
}

function noted(...broken: BrokenPremise[]) {
  return row({}, { broken });
}

Deno.test("a good run needs no warnings", () => {
  assertEquals(texts([row(), row()]), []);
  assertEquals(texts([]), []);
});

Deno.test("one failed run is named with its reason", () => {
  assertEquals(
    texts([row(), failedRow({ mode: "defer", busy: true }, "ring: EINVAL")]),
    ["failed: defer, busy, iodepth 4: ring: EINVAL"],
  );
});

Deno.test("runs that failed for one reason are told together", () => {
  const rows = [
    failedRow({ iodepth: 2 }, "ring: EINVAL"),
    failedRow({ iodepth: 1 }, "pread: EIO"),
    failedRow({ iodepth: 8 }, "ring: EINVAL"),
  ];
  assertEquals(texts(rows), [
    "failed: 2 runs, the first of default, iodepth 2: ring: EINVAL",
    "failed: default, iodepth 1: pread: EIO",
  ]);
});

Deno.test("runs without figures are named with what is compared of their load", () => {
  const axes = { iowait: [false, true] };
  const rows = [
    failedRow({ iowait: true }, "pread: EIO"),
    impossibleRow({ iowait: true }, "no poll queues"),
    impossibleRow({ iowait: false }, "no poll queues"),
  ];
  assertEquals(warnings(rows, TARGET, axes).map(warningText), [
    "failed: default, iowait on, iodepth 4: pread: EIO",
    "impossible: 2 runs, the first of default, iowait on, iodepth 4: " +
    "no poll queues",
  ]);
});

Deno.test("reasons that differ in their figures only are one", () => {
  const rows = [
    impossibleRow({ iodepth: 1 }, "the eventfd woke its reader after 97 us"),
    impossibleRow({ iodepth: 8 }, "the eventfd woke its reader after 3758 us"),
  ];
  assertEquals(texts(rows), [
    "impossible: 2 runs, the first of default, iodepth 1: " +
    "the eventfd woke its reader after 97 us",
  ]);
});

Deno.test("runs that there cannot be are told by their reasons", () => {
  const rows = [
    row(),
    impossibleRow({ mode: "iopoll" }, "no poll queues"),
    impossibleRow({ mode: "defer", wait: "spin" }, "nobody entered"),
    impossibleRow({ mode: "iopoll", iodepth: 8 }, "no poll queues"),
    impossibleRow({ core: "interrupt" }, "there is no interrupt core: none"),
  ];
  assertEquals(texts(rows), [
    "impossible: 2 runs, the first of iopoll, iodepth 4: no poll queues",
    "impossible: defer, spin, iodepth 4: nobody entered",
    "impossible: default, interrupt core, iodepth 4: " +
    "there is no interrupt core: none",
  ]);
});

Deno.test("failures are told first, whatever came first", () => {
  const rows = [
    impossibleRow({ mode: "iopoll" }, "the same words"),
    failedRow({ mode: "coop" }, "the same words"),
    noted({ premise: "page_faults", value: 3 }),
  ];
  assertEquals(warnings(rows, TARGET, {}).map(({ kind }) => kind), [
    "failed",
    "impossible",
    "validity",
    "invalid",
  ]);
});

Deno.test("a broken premise is told once, with its range and how often", () => {
  const rows = [
    noted({ premise: "cpu_share", value: 0.31234 }),
    noted({ premise: "page_faults", value: 3 }),
    noted({ premise: "cpu_share", value: 0.2 }),
    row(),
  ];
  assertEquals(texts(rows).slice(1), [
    `note: ${PREMISES.cpu_share.wanted}; ` +
    "cpu_share was 0.2 to 0.312 in 2 of 4 runs",
    "not valid: the workers should have no page faults, which deliver task_work; " +
    "page_faults was 3 in 1 of 4 runs",
  ]);
});

Deno.test("a premise is told of the runs that have figures", () => {
  const rows = [
    noted({ premise: "page_faults", value: 3 }),
    row(),
    failedRow({ mode: "coop" }, "EIO"),
    impossibleRow({ mode: "iopoll" }, "no poll queues"),
  ];
  assertStringIncludes(
    texts(rows).at(-1) ?? "",
    "page_faults was 3 in 1 of 2 runs",
  );
});

Deno.test("values that look equal are not told as a range", () => {
  const rows = [0.31234, 0.31236].map((value) =>
    noted({ premise: "cpu_share", value })
  );
  assertEquals(
    texts(rows)[0]?.split("; ")[1],
    "cpu_share was 0.312 in 2 of 2 runs",
  );
});

Deno.test("what a broken premise does to its runs, and what to do", () => {
  const rows = [
    noted({ premise: "in_flight", value: 2 }),
    noted({ premise: "strayed", value: 1 }),
    noted({ premise: "cpu_steal", value: 0.5 }),
    row(),
  ];
  const told: PremiseName[] = ["in_flight", "strayed", "cpu_steal"];
  const all = warnings(rows, TARGET, {});
  assertEquals(all.map(({ kind }) => kind), [
    "validity",
    "note",
    "excluded",
    "invalid",
  ]);
  assertEquals(
    all[0]?.text,
    "1 of 4 runs are not valid: they count, but are marked with !, and " +
      "drawn hollow where they are a quarter or more of a point; 1 of 4 runs " +
      "are left out, as they measured something else",
  );
  assertEquals(
    all.slice(1).map(({ premise, advice }) => [premise, advice]),
    told.map((premise) => [
      premise,
      PREMISES[premise].advice(row().cell.params, TARGET),
    ]),
  );
});
