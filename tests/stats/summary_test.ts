import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import { summaries, withTraced } from "../../lib/stats/summary.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import {
  failedRow,
  histogramOf,
  impossibleRow,
  row,
} from "../model/fixtures.ts";

// Neither in the order of numbers nor in that of letters.
const AXES: Axes = {
  iodepth: [8, 1],
  busy: [true, false],
  mode: ["default", "coop"],
};

function iopsRows(...values: number[]) {
  return values.map((iops, i) => row({}, { repeat: i + 1, metrics: { iops } }));
}

Deno.test("a spread is median, least and greatest", () => {
  const [odd] = summaries(iopsRows(30, 10, 21), AXES);
  assertEquals(odd?.spread("iops"), { middle: 21, min: 10, max: 30, n: 3 });
  const [even] = summaries(iopsRows(40, 10, 20, 30), AXES);
  assertEquals(even?.spread("iops"), { middle: 25, min: 10, max: 40, n: 4 });
  const [one] = summaries(iopsRows(7), AXES);
  assertEquals(one?.spread("iops"), { middle: 7, min: 7, max: 7, n: 1 });
});

Deno.test("a spread counts the rows that have the figure", () => {
  const rows = [
    ...iopsRows(10, 20),
    row({}, { repeat: 3, metrics: { cpu_share: 0 } }),
  ];
  const [summary] = summaries(rows, AXES);
  assertEquals(summary?.spread("iops")?.n, 2);
  assertEquals(summary?.spread("cpu_share"), {
    middle: 0,
    min: 0,
    max: 0,
    n: 1,
  });
  assertEquals(summary?.spread("res_per_io"), undefined);
});

Deno.test("rows with equal parameters are one summary", () => {
  const rows = [
    row({ mode: "coop" }, { repeat: 1 }),
    row({ mode: "default" }, { repeat: 1 }),
    row({ mode: "coop" }, { repeat: 2 }),
    row({ mode: "coop", cpus: [1] }, { repeat: 2 }),
  ];
  const found = summaries(rows, AXES);
  assertEquals(
    found.map((s) => [s.params.mode, s.params.cpus, s.ok]),
    [["default", [2, 3], 1], ["coop", [2, 3], 2], ["coop", [1], 1]],
  );
});

Deno.test("summaries stand in the order of the axes", () => {
  const rows = [1, 8].flatMap((iodepth) =>
    [false, true].flatMap((busy) =>
      (["coop", "default"] as const).map((mode) => row({ iodepth, busy, mode }))
    )
  );
  const found = summaries(rows, AXES).map(({ params: p }) =>
    `${p.iodepth} ${p.busy} ${p.mode}`
  );
  assertEquals(found, [
    "8 true default",
    "8 true coop",
    "8 false default",
    "8 false coop",
    "1 true default",
    "1 true coop",
    "1 false default",
    "1 false coop",
  ]);
});

Deno.test("failed rows are counted and not used", () => {
  const broken = { premise: "cpu_share", value: 0.2 } as const;
  const rows = [
    ...iopsRows(10),
    {
      ...failedRow({}, "reads failed: 1 with EIO"),
      metrics: { iops: 1e6 },
      broken: [{ premise: "littles_law", value: 3 } as const],
    },
    failedRow({}, "reads failed: 1 with EIO"),
    failedRow({}, "aborted"),
    row({}, { metrics: { iops: 30 }, broken: [broken] }),
  ];
  const [summary, ...others] = summaries(rows, AXES);
  assertEquals(others, []);
  assertEquals(summary?.ok, 2);
  assertEquals(summary?.failed, 3);
  assertEquals(summary?.spread("iops"), { middle: 20, min: 10, max: 30, n: 2 });
  assertEquals(summary?.reasons, ["reads failed: 1 with EIO", "aborted"]);
  assertEquals(summary?.broken, [broken]);
});

Deno.test("a cell that only failed has no figures", () => {
  const [summary] = summaries([failedRow({}, "pread: EIO")], AXES);
  assertEquals([summary?.ok, summary?.failed], [0, 1]);
  assertEquals(summary?.spread("iops"), undefined);
});

Deno.test("impossible rows are counted apart and not used", () => {
  const rows = [
    ...iopsRows(10, 30),
    impossibleRow({}, "io_uring_setup: EINVAL"),
    failedRow({}, "pread: EIO"),
  ];
  const [summary] = summaries(rows, AXES);
  assertEquals([summary?.ok, summary?.failed, summary?.impossible], [2, 1, 1]);
  assertEquals(summary?.reasons, ["io_uring_setup: EINVAL", "pread: EIO"]);
  assertEquals(summary?.spread("iops")?.n, 2);
});

Deno.test("latencies of all repetitions are put together", () => {
  const latencies = (...values: number[]) => ({
    slat: histogramOf([1]),
    clat: histogramOf(values),
    lat: histogramOf(values.map((value) => value + 1)),
  });
  const rows = [
    row({}, { latencies: latencies(100, 200) }),
    { ...failedRow({}, "pread: EIO"), latencies: latencies(999) },
    row({}, { latencies: latencies(150) }),
  ];
  const [summary] = summaries(rows, AXES);
  assertEquals(summary?.latency("clat"), histogramOf([100, 200, 150]));
  assertEquals(summary?.latency("lat"), histogramOf([101, 201, 151]));
  assertEquals(summary?.latency("slat"), histogramOf([1, 1]));
  const [none] = summaries([failedRow({}, "pread: EIO")], AXES);
  assertEquals(none?.latency("clat"), undefined);
});

/** What a traced run of a cell tells; it is longer, and slower. */
function traced(change: Partial<Params>, kicks: number) {
  return row({ ...change, runtime: 1, numberIos: 0 }, {
    metrics: { iops: 1, kicks_per_io: kicks },
  });
}

Deno.test("figures that only a trace tells come from the traced run", () => {
  const rows = [
    ...iopsRows(10, 30),
    row({ mode: "coop" }, { metrics: { iops: 40 } }),
    row({ iodepth: 8 }, { metrics: { iops: 50 } }),
  ];
  const [plain, coop, other] = withTraced(
    summaries(rows, AXES),
    summaries([traced({}, 0.5), traced({ mode: "coop" }, 0)], AXES),
  );
  assertEquals(plain?.spread("kicks_per_io"), {
    middle: 0.5,
    min: 0.5,
    max: 0.5,
    n: 1,
  });
  assertEquals(coop?.spread("kicks_per_io")?.middle, 0);
  // All others stay those of the untraced runs.
  assertEquals(plain?.spread("iops")?.middle, 20);
  assertEquals(coop?.spread("iops")?.middle, 40);
  assertEquals(plain?.ok, 2);
  assertEquals(other?.spread("kicks_per_io"), undefined);
  assertEquals(other?.spread("iops")?.middle, 50);
});

Deno.test("a trace is of its own cell, whatever tells that from others", () => {
  const changes: Partial<Params>[] = [
    { workers: 1 },
    { workers: 16 },
    { wait: "compute", thinktime: 100 },
    { wait: "compute", thinktime: 100, thinkGetevents: true },
    { core: "interrupt", cpus: [1] },
    { submitGetevents: false },
  ];
  const found = withTraced(
    summaries(
      changes.map((change) => row({ ...change, numberIos: 1000 })),
      {},
    ),
    summaries(changes.map((change, i) => traced(change, i + 1)), {}),
  );
  assertEquals(
    found.map((summary) => summary.spread("kicks_per_io")?.middle),
    [1, 2, 3, 4, 5, 6],
  );
});

Deno.test("without traced runs nothing is made up", () => {
  const [summary] = withTraced(summaries(iopsRows(1), AXES), []);
  assertEquals(summary?.spread("kicks_per_io"), undefined);
  assertEquals(summary?.spread("iops")?.middle, 1);
});

Deno.test("a percentile that no run has is that of the reads of all of them", () => {
  const latency = (us: number) =>
    histogramOf(Array.from({ length: 400 }, (_, i) => us * 1000 + i));
  const rows = [1, 2, 3].map((repeat) => {
    const lat = latency(repeat * 100);
    return row({}, {
      repeat,
      metrics: { lat_p50_us: 100 * repeat },
      latencies: { slat: lat, clat: lat, lat },
    });
  });
  const [all] = summaries(rows, { iodepth: [4] });
  const p99 = all?.spread("lat_p99_us");
  assertAlmostEquals(p99?.middle ?? NaN, 300, 3);
  // No run tells it, so there is no range.
  assertEquals([p99?.min, p99?.max, p99?.n], [p99?.middle, p99?.middle, 1]);
  // 1200 reads have no 99.9th either.
  assertEquals(all?.spread("lat_p999_us"), undefined);
  assertEquals(all?.spread("lat_p50_us")?.n, 3);
});

Deno.test("valid() holds the runs that can be trusted, by repetition", () => {
  const broken = [{ premise: "cpu_steal" as const, value: 0.2 }];
  const [all] = summaries([
    row({}, { repeat: 1, metrics: { iops: 10 } }),
    row({}, { repeat: 2, metrics: { iops: 20 }, broken }),
    row({}, { repeat: 3, metrics: { iops: 0 } }),
    row({}, { repeat: 4, metrics: { iops: 40 } }),
  ], { iodepth: [4] });
  assertEquals([...all!.valid("iops")], [[1, 10], [4, 40]]);
});
