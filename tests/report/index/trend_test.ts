import { assertEquals, assertStringIncludes } from "@std/assert";
import type { RunEntry } from "../../../lib/report/index/run_entry.ts";
import { trendCharts } from "../../../lib/report/index/trend.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { parseXml } from "../../chart/xml.ts";
import { entry } from "./fixtures.ts";

/** The figures of the only chart of some runs, in their words. */
function titles(entries: readonly RunEntry[]): string[] {
  const [chart, ...others] = trendCharts(entries);
  assertEquals(others, []);
  return [...parseXml(chart?.svg ?? "").querySelectorAll(".points title")]
    .map(({ textContent }) => textContent);
}

Deno.test("trendCharts() puts kernels in the order of their numbers", () => {
  assertEquals(
    titles([
      entry({ kernel: "6.12.0", arms: { coop: -3 } }),
      entry({ kernel: "6.6.30", arms: { coop: 4 }, hour: 14 }),
    ]),
    [
      "coop / default, kernel 6.6.30: 4 % (3 to 5)",
      "coop / default, kernel 6.12.0: -3 % (-4 to -2)",
    ],
  );
});

Deno.test("trendCharts() goes by version where the kernel is one, the oldest first", () => {
  assertEquals(
    titles([
      entry({ commit: "bbb", hour: 14 }),
      entry({ commit: "ccc", hour: 13 }),
      entry({ commit: "bbb", hour: 15 }),
    ]).map((title) => title.split(":")[0]),
    [
      "coop / default, uringlab 0.1.0, ccc",
      "coop / default, uringlab 0.1.0, bbb",
      "coop / default, uringlab 0.1.0, bbb (2)",
    ],
  );
});

Deno.test("trendCharts() draws nothing of runs that differ in nothing or ask another thing", () => {
  assertEquals(trendCharts([]), []);
  assertEquals(trendCharts([entry(), entry({ hour: 15 })]), []);
  assertEquals(
    trendCharts([entry(), entry({ kernel: "7.0", answers: [] })]),
    [],
  );
  assertEquals(
    trendCharts([entry(), entry({ kernel: "7.0", combinations: "iodepth 1" })]),
    [],
  );
});

Deno.test("trendCharts() tells hosts apart and is as in tests/golden", async () => {
  const some = ["alpha", "beta"].flatMap((host, h) =>
    ["6.1.0-17-amd64", "6.6.30", "6.12.0"].map((kernel, k) =>
      entry({
        host,
        kernel,
        arms: { coop: 3 * k - 4 * h, defer: 9 + k - h },
        invalid: k === 2 ? 10 : 0,
      })
    )
  ).slice(0, -1);
  const [chart] = trendCharts(some);
  assertNoOverlap(parseXml(chart?.svg ?? ""));
  await assertGolden("index/trend.svg", chart?.svg ?? "");
});

Deno.test("trendCharts() gives each arm a chart where there are many lines, and says which hosts it shows", () => {
  const some = Array.from(
    { length: 12 },
    (_, i) =>
      ["6.1.0", "6.6.30"].map((kernel) =>
        entry({ host: `host${i}`, kernel, arms: { coop: i, defer: -i } })
      ),
  ).flat();
  const charts = trendCharts(some);
  assertEquals(charts.map(({ title }) => title), [
    "exp7: IOPS against default by kernel, coop",
    "exp7: IOPS against default by kernel, defer",
  ]);
  for (const { svg } of charts) {
    assertStringIncludes(svg, "8 of 12 hosts are shown.");
    assertNoOverlap(parseXml(svg));
  }
});
