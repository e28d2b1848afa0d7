import { assertEquals } from "@std/assert";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { ratios } from "../../../lib/report/findings/ratio.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { failedRow, row } from "../../model/fixtures.ts";

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

Deno.test("ratios may be between cores, which have CPUs of their own", () => {
  const rows = [
    ...iops({ core: "interrupt", cpus: [1], partnerCpus: [0] }, 200),
    ...iops({ core: "non-interrupt", cpus: [0], partnerCpus: [1] }, 150),
  ];
  const found = ratios(
    summaries(rows, { core: ["non-interrupt", "interrupt"] }),
    "iops",
    "core",
    "interrupt",
    "non-interrupt",
  );
  assertEquals(found?.median, 0.75);
});

Deno.test("ratios leaves out cells that wait in another way", () => {
  const rows = [
    ...iops({ mode: "default", wait: "spin" }, 100),
    ...iops({ mode: "coop", wait: "peek" }, 150),
  ];
  const some = summaries(rows, AXES);
  assertEquals(ratios(some, "iops", "mode", "default", "coop"), undefined);
});
