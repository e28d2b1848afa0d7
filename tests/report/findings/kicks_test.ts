import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { kickFindings } from "../../../lib/report/findings/kicks.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { row } from "../../model/fixtures.ts";

function cellOf(change: Partial<Params>, metrics: Figures): Row {
  return row(change, { metrics });
}

function said(rows: readonly Row[]): string[] {
  return kickFindings({
    summaries: summaries(rows, {
      core: ["non-interrupt", "interrupt"],
      iodepth: [1, 8, 64],
      mode: ["default", "coop"],
    }),
  });
}

Deno.test("kicks and wake-ups are told by iodepth, for each mode", () => {
  const rows = [
    cellOf({ iodepth: 1 }, { kicks_per_io: 0.00123, wakeups_per_io: 0.999 }),
    cellOf({ iodepth: 8 }, { kicks_per_io: 0.345, wakeups_per_io: 0.5 }),
    cellOf({ iodepth: 64 }, { kicks_per_io: 0.0678, wakeups_per_io: 0 }),
    cellOf({ iodepth: 8, mode: "coop" }, {
      kicks_per_io: 0,
      wakeups_per_io: 0.1,
    }),
  ];
  assertEquals(said(rows), [
    "mode default on the non-interrupt core, by iodepth: kicks per read " +
    "0.0012 at 1, 0.34 at 8, 0.068 at 64; wake-ups per read 1 at 1, " +
    "0.5 at 8, 0 at 64; kicks take the place of wake-ups between 8 and 64.",
    "mode coop on the non-interrupt core, by iodepth: kicks per read 0 at 8; " +
    "wake-ups per read 0.1 at 8.",
  ]);
});

Deno.test("a kernel that does not show IPIs still shows wake-ups", () => {
  assertEquals(said([cellOf({ iodepth: 8 }, { wakeups_per_io: 0.25 })]), [
    "mode default on the non-interrupt core, by iodepth: kicks cannot be " +
    "seen here; wake-ups per read 0.25 at 8.",
  ]);
});

Deno.test("without a trace there is nothing to tell", () => {
  assertEquals(said([cellOf({}, { iops: 9, res_per_io: 1 })]), []);
  assertEquals(said([]), []);
});

Deno.test("a thread that is never or always kicked has no such step", () => {
  const often = (iodepth: number, kicks_per_io: number) =>
    cellOf({ iodepth }, { kicks_per_io, wakeups_per_io: 0.5 });
  assertStringIncludes(
    said([often(1, 0.1), often(8, 0.2)])[0] ?? "",
    "; it is nowhere kicked more often than woken.",
  );
  assertStringIncludes(
    said([often(1, 0.6), often(8, 0.9)])[0] ?? "",
    "; it is kicked more often than woken from the lowest on.",
  );
});

Deno.test("where kicks do not stay in front of wake-ups there is no step", () => {
  const at = (iodepth: number, kicks_per_io: number) =>
    cellOf({ iodepth }, { kicks_per_io, wakeups_per_io: 0.5 });
  assertStringIncludes(
    said([at(1, 0.1), at(8, 0.9), at(64, 0.2)])[0] ?? "",
    "; it is kicked more often than woken only at 8.",
  );
  assertStringIncludes(
    said([at(1, 0.6), at(8, 0.2), at(64, 0.9)])[0] ?? "",
    "; it is kicked more often than woken only at 1, 64.",
  );
});

Deno.test("every core is told of, without hogs, who sleeps", () => {
  const kicked = { kicks_per_io: 1, wakeups_per_io: 1 };
  const rows = [
    cellOf({ iodepth: 1 }, { kicks_per_io: 0, wakeups_per_io: 0 }),
    cellOf({ iodepth: 1, busy: true }, kicked),
    cellOf({ iodepth: 1, wait: "peek" }, kicked),
    cellOf({ iodepth: 1, core: "interrupt" }, kicked),
  ];
  assertEquals(said(rows), [
    "mode default on the non-interrupt core, by iodepth: kicks per read " +
    "0 at 1; wake-ups per read 0 at 1.",
    "mode default on the interrupt core, by iodepth: kicks per read " +
    "1 at 1; wake-ups per read 1 at 1.",
  ]);
});
