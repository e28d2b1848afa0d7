import { assertEquals } from "@std/assert";
import { PREMISES } from "../../../lib/model/premises/mod.ts";
import {
  premiseSummary,
  premiseTable,
} from "../../../lib/report/document/premise_table.ts";
import { failedRow, row } from "../../model/fixtures.ts";

Deno.test("what turns must be is told where arms take turns", () => {
  const names = (turn: number) =>
    premiseTable([row({ turn })], { disks: [] }).rows.map(([name]) => name);
  assertEquals(names(0.1).includes("late_share"), true);
  assertEquals(names(0).includes("late_share"), false);
});

Deno.test("what counters must do is told where they were asked for", () => {
  const held = (perfCounters: boolean, metrics = {}) =>
    premiseTable([row({ perfCounters }, { metrics })], { disks: [] }).rows
      .filter(([name]) => `${name}`.startsWith("perf_"))
      .map(([name, held]) => [name, held]);
  assertEquals(held(false), []);
  assertEquals(held(true, { perf_errno: 0, perf_running: 1 }), [
    ["perf_errno", "in all runs"],
    ["perf_running", "in all runs"],
  ]);
  // Of counters that were refused nobody knows how long they would have had.
  assertEquals(held(true, { perf_errno: 13 })[1], [
    "perf_running",
    "not checked: the machine does not tell",
  ]);
});

Deno.test("every premise is told, those that did not hold first", () => {
  const { rows } = premiseTable([
    row(),
    row({}, { broken: [{ premise: "cpu_steal", value: 0.2 }] }),
    row({}, { broken: [{ premise: "cpu_steal", value: 0.1234 }] }),
    failedRow({}, "pread: EIO"),
  ], { disks: [] });
  // No arm takes turns or has a waker, none counts cycles or touches fresh pages.
  assertEquals(rows.length, Object.keys(PREMISES).length - 5);
  assertEquals(rows[0], [
    "cpu_steal",
    "not in 2 of 3 runs: 0.123 to 0.2",
    "not valid",
    `${PREMISES.cpu_steal.wanted}. What to do: a quieter host, or more --repeats`,
  ]);
  assertEquals(
    new Set(rows.slice(1).map(([, held]) => held)),
    new Set([
      "in all runs",
      "not checked: the machine does not tell",
      "not checked: the windows are shorter than 0.25 s or have too few reads",
    ]),
  );
});

Deno.test("a premise that does not apply is told with the reason", () => {
  const law = (...runs: Parameters<typeof row>[]) => {
    const table = premiseTable(
      runs.map(([change, rest]) =>
        row({ load: "nop", ...change }, {
          metrics: { littles_law: 0.9 },
          ...rest,
        })
      ),
      { disks: [] },
    );
    const [line] = table.rows.filter(([name]) => name === "littles_law");
    return { table, held: line?.[1], wanted: line?.[3] };
  };
  const { otherwise, wanted } = PREMISES.littles_law;
  const none = law([{}], [{ mode: "sqpoll" }]);
  assertEquals(none.held, `does not apply, because ${otherwise}`);
  assertEquals(none.wanted, wanted);
  // It is not among those that held.
  assertEquals(
    premiseSummary(none.table),
    `Nothing is known against the ${none.table.rows.length - 1} premises.`,
  );
  assertEquals(
    law([{}], [{ forceAsync: true }], [{}]).held,
    "in the 1 run of 3 that it speaks of; to the others it does not apply, " +
      `because ${otherwise}`,
  );
  const broken = [{ premise: "littles_law", value: 0.9 } as const];
  assertEquals(
    law([{}], [{ forceAsync: true }, { broken }], [{ forceAsync: true }]).held,
    "not in 1 of 2 runs: 0.9; to the others it does not apply, because " +
      otherwise,
  );
  assertEquals(law([{ forceAsync: true }]).held, "in all runs");
  // An older uringlab judged it, and its rows are called invalid for it.
  const old = law([{}], [{}, { broken }]);
  assertEquals(
    old.held,
    "not in 1 of 1 run: 0.9; to the others it does not apply, because " +
      otherwise,
  );
  assertEquals(
    premiseSummary(old.table),
    `1 of ${old.table.rows.length} premises did not hold in every run.`,
  );
});

Deno.test("without a run with figures premises are told, and not checked", () => {
  const { rows, concerned } = premiseTable([failedRow({}, "pread: EIO")], {
    disks: [],
  });
  assertEquals(rows.length, concerned);
  assertEquals(rows.some(([name]) => name === "littles_law"), false);
  assertEquals(rows.some(([name]) => name === "steady_state"), true);
});

Deno.test("of how many runs a premise was told is said where it was not all", () => {
  const { rows } = premiseTable([
    row({}, { metrics: { iops_drift: 0.01 } }),
    row(),
    row({}, { metrics: { iops_drift: 0 } }),
  ], { disks: [] });
  const held = new Map(rows.map(([name, text]) => [name, text]));
  assertEquals(held.get("steady_state"), "in all 2 runs of 3 that tell");
});
