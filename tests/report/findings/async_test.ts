import { assertEquals } from "@std/assert";
import { async } from "../../../experiments/async.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { asyncFindings } from "../../../lib/report/findings/async.ts";
import { row } from "../../model/fixtures.ts";
import { foundOf } from "../fixtures.ts";

const AXES: Axes = {
  iodepth: [1, 4],
  core: ["interrupt", "any"],
  forceAsync: [false, true],
};

/** Inline at 100 IOPS, and through io-wq. */
function both(change: Partial<Params>, forced: Figures): Row[] {
  return [
    row({ ...change, forceAsync: false }, { metrics: { iops: 100 } }),
    row({ ...change, forceAsync: true }, { metrics: forced }),
  ];
}

function said(...rows: Row[][]): string[] {
  return asyncFindings(foundOf(async, AXES, rows.flat()));
}

const ONCE = "(no interval: 1 repeat)";

Deno.test("io-wq is told of bound and of free workers, and where it ran", () => {
  const interrupt = { iodepth: 1, core: "interrupt", cpus: [1] } as const;
  const any = { iodepth: 1, core: "any", cpus: [0, 1] } as const;
  assertEquals(
    said(
      both(interrupt, { iops: 60, io_workers: 2, io_workers_bound: 2 }),
      both(any, { iops: 140, io_workers: 3, io_workers_bound: 3 }),
    ),
    [
      "IOSQE_ASYNC against inline, with the worker bound to the interrupt " +
      `core IOPS -40.0 % ${ONCE}; with the worker free to run on any CPU ` +
      `IOPS +40.0 % ${ONCE}.`,
      "io-wq had on the interrupt core up to 2 threads, all bound to the " +
      "measured CPU too.",
    ],
  );
});

Deno.test("threads of io-wq that are free of the measured CPU are told, or that some are", () => {
  const at = (iodepth: number, io_workers_bound: number) =>
    both({ iodepth, core: "interrupt" }, {
      iops: 50,
      io_workers: 1,
      io_workers_bound,
    });
  assertEquals(
    said(at(1, 0)).at(-1),
    "io-wq had on the interrupt core up to " +
      "1 thread, free of the measured CPU.",
  );
  assertEquals(
    said(at(1, 0), at(4, 1)).at(-1),
    "io-wq had on the interrupt " +
      "core up to 1 thread, in 1 of 2 combinations all bound to the measured CPU.",
  );
  assertEquals(said(both({}, {})), []);
});

Deno.test("what is measured beside a writer is told apart", () => {
  const rows = [
    ...both({ iodepth: 1 }, { iops: 90 }),
    ...both({ iodepth: 1, writer: true }, { iops: 120 }),
  ];
  const axes: Axes = { writer: [false, true], forceAsync: [false, true] };
  assertEquals(
    asyncFindings(foundOf(async, axes, rows))[0],
    `IOSQE_ASYNC against inline, IOPS -10.0 % ${ONCE}; beside a writer IOPS ` +
      `+20.0 % ${ONCE}.`,
  );
});
