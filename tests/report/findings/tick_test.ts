import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { exp10 } from "../../../experiments/exp10.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { tickFindings } from "../../../lib/report/findings/tick.ts";
import { impossibleRow, row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

/** A cell of exp10 with 1,000 samples. */
function cellOf(
  change: Partial<Params>,
  p50: number,
  p99: number,
  calls: number,
  more: Figures = {},
): Row {
  return row({ wait: "compute", thinktime: 100, ...change }, {
    metrics: {
      ios: 1000,
      lat_p50_us: p50,
      lat_p99_us: p99,
      syscalls_per_io: calls,
      ticks_per_s: 250,
      ...more,
    },
  });
}

function said(rows: readonly Row[], hz: number | null = 250): string[] {
  return tickFindings(foundOf(exp10, exp10.axes, rows, hz));
}

const BOUND =
  "The bound is the timer tick: CONFIG_HZ=250, a tick every 4 ms; " +
  "the measured CPUs took 250 timer interrupts a second. Tools that say 100 " +
  "show USER_HZ, the unit of times in /proc, which is 100 on x86 whatever " +
  "CONFIG_HZ is.";
const REMEDIES = "Remedies: TASKRUN_FLAG and a peek that enters the kernel " +
  "when the flag is set, or a system call after each thinktime. ";

Deno.test("what another ring posts is bound by no tick", () => {
  const posted = (mode: Params["mode"], p50: number) =>
    cellOf({ load: "msg_ring", mode }, p50, 110, 0);
  const [seen, unbound, ...others] = said([
    posted("default", 101),
    posted("coop", 100),
    cellOf(
      { load: "msg_ring", mode: "defer", thinkGetevents: true },
      103,
      110,
      1,
    ),
  ]);
  assertMatch(seen ?? "", /default p50 101 us, .* coop p50 100 us/);
  assertEquals(
    unbound,
    "Nobody waits for the timer tick: what another ring posts is in the queue " +
      "at once, without task_work. With DEFER_TASKRUN a system call after each " +
      "thinktime brings it.",
  );
  assertEquals(others, []);
});

Deno.test("what COOP does to each observer, what bounds it and what helps", () => {
  const rows = [
    cellOf({ mode: "default" }, 150, 250.4, 1),
    cellOf({ mode: "coop" }, 2100, 3987, 1),
    cellOf({ mode: "coop_flag" }, 152, 260, 2),
    impossibleRow(
      { mode: "defer", wait: "compute", thinktime: 100 },
      "no completion became visible",
    ),
    cellOf({ mode: "coop", thinkGetevents: true }, 151, 255, 2.5),
    cellOf({ mode: "defer", thinkGetevents: true }, 149, 240, 2.3),
    cellOf({ mode: "default", wait: "eventfd" }, 120, 140, 2),
    cellOf({ mode: "coop", wait: "eventfd" }, 2040, 3996, 2),
    cellOf({ mode: "coop_flag", wait: "eventfd" }, 118, 138, 1.75),
  ];
  assertEquals(said(rows), [
    "On the non-interrupt core, with 100 us of work between looks, a " +
    "completion is visible: " +
    "to the thread itself (compute), default p50 150 us, p99 250 us " +
    "(1000 samples), coop p50 2.1 ms, p99 3.99 ms (1000 samples): p50 x 14.0 " +
    "(no interval: 1 repeat); " +
    "defer: never; " +
    "to a reader of the eventfd (eventfd), default p50 120 us, p99 140 us " +
    "(1000 samples), coop p50 2.04 ms, p99 4 ms (1000 samples): p50 x 17.0 " +
    "(no interval: 1 repeat).",
    BOUND,
    `${REMEDIES}compute: ` +
    "coop_flag: p50 152 us, p99 260 us (1000 samples), p50 +1.3 % (no " +
    "interval: 1 repeat) for 1.0 more system calls per read; coop and GETEVENTS: p50 151 us, p99 255 us (1000 " +
    "samples) for 1.5 more system calls per read; defer and GETEVENTS: p50 " +
    "149 us, p99 240 us (1000 samples) for 1.3 more system calls per read. " +
    "eventfd: coop_flag: p50 118 us, p99 138 us (1000 samples), p50 -1.7 % " +
    "(no interval: 1 repeat) for 0.3 fewer system calls per read.",
  ]);
});

Deno.test("repeats give what COOP does its interval", () => {
  const rows = [1, 2, 3].flatMap((repeat) =>
    [
      cellOf({ mode: "default" }, 100 + repeat, 250, 1),
      cellOf({ mode: "coop" }, 2000 + 30 * repeat, 3987, 1),
    ].map((one) => ({ ...one, cell: { ...one.cell, repeat } }))
  );
  assertMatch(
    said(rows)[0] ?? "",
    /: p50 x 20\.2 \(95 % CI x (19|20)\.\d to x 20\.\d\)\.$/,
  );
});

Deno.test("the interrupt core is told without the bound and remedies", () => {
  const on = { core: "interrupt" } as const;
  const rows = [
    cellOf({ ...on, mode: "default" }, 100, 110, 1),
    cellOf({ ...on, mode: "coop" }, 95, 110, 1),
    cellOf({ ...on, mode: "coop_flag" }, 100, 110, 2),
  ];
  assertEquals(said(rows), [
    "On the interrupt core, with 100 us of work between looks, a completion " +
    "is visible: to the thread itself (compute), default p50 100 us, p99 110 " +
    "us (1000 samples), coop p50 95 us, p99 110 us (1000 samples): p50 " +
    "-5.0 % (no interval: 1 repeat).",
  ]);
});

Deno.test("the shortest thinktime below half a tick is told", () => {
  const of = (thinktime: number) => [
    cellOf({ thinktime, mode: "default" }, thinktime + 50, 999, 1),
    cellOf({ thinktime, mode: "coop" }, thinktime + 100, 999, 1),
  ];
  const looks = (hz: number | null, ...thinktimes: number[]) =>
    said(thinktimes.flatMap(of), hz)[0]?.match(/with (.*) of work/)?.[1];
  assertEquals(looks(250, 0, 100, 1000, 9000), "100 us");
  assertEquals(looks(250, 0, 1500, 1000), "1 ms");
  assertEquals(looks(1000, 0, 400, 600), "400 us");
  // At 1,000 Hz a tick ends the wait earlier than the work does.
  assertEquals(looks(1000, 0, 600), undefined);
  assertEquals(looks(100, 4000), "4 ms");
  assertEquals(looks(250, 0), undefined);
  // Where nobody knows, 250 Hz is likely.
  assertEquals(looks(null, 1999), "2 ms");
  assertEquals(looks(null, 2000), undefined);
});

Deno.test("what the kernel does not tell of its tick is not made up", () => {
  const rows = [
    cellOf({ mode: "default" }, 150, 250, 1, { ticks_per_s: 99.6 }),
    cellOf({ mode: "coop" }, 2100, 3987, 1, { ticks_per_s: 100.4 }),
  ];
  assertStringIncludes(
    said(rows, null)[1] ?? "",
    "The bound is the timer tick: CONFIG_HZ is not known here; the measured " +
      "CPUs took 100 timer interrupts a second. ",
  );
  const blind = rows.map((
    { metrics: { ticks_per_s: _, ...metrics }, ...r },
  ) => ({
    ...r,
    metrics,
  }));
  assertStringIncludes(
    said(blind, 300)[1] ?? "",
    "CONFIG_HZ=300, a tick every 3.33 ms. ",
  );
});

Deno.test("times beyond a second are written out", () => {
  const rows = [
    cellOf({ mode: "default" }, 150, 250, 1),
    cellOf({ mode: "coop" }, 1_500_000, 12_345_678, 1),
  ];
  assertStringIncludes(said(rows)[0] ?? "", "p50 1500 ms, p99 12300 ms");
});

Deno.test("a remedy is compared with the default of its own observer", () => {
  const rows = [
    cellOf({ mode: "default" }, 150, 250, 1),
    cellOf({ mode: "coop" }, 2100, 3987, 1),
    // The default failed here: there is nothing to compare with.
    cellOf({ mode: "coop_flag", wait: "eventfd" }, 118, 138, 2),
  ];
  const text = said(rows).join("\n");
  assertEquals(/NaN|undefined|eventfd/.exec(text)?.[0], undefined, text);
  assert(!text.includes("Remedies"));
});

Deno.test("without COOP or without default there is nothing to tell", () => {
  assertEquals(said([cellOf({ mode: "coop" }, 1, 2, 1)]), []);
  assertEquals(said([cellOf({ mode: "default" }, 1, 2, 1)]), []);
  assertEquals(said([]), []);
});
