import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import {
  comparedChart,
  comparedSvg,
} from "../../../lib/commands/compare/chart.ts";
import { compareRuns } from "../../../lib/commands/compare/compared_runs.ts";
import { comparedCsv } from "../../../lib/commands/compare/csv.ts";
import { comparedMarkdown } from "../../../lib/commands/compare/markdown.ts";
import { comparedText } from "../../../lib/commands/compare/text.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { all, number, parseXml } from "../../chart/xml.ts";
import { recorded, twoKernels } from "./fixtures.ts";

const KERNELS = compareRuns(...twoKernels());

Deno.test("two kernels as a chart", async () => {
  await assertGolden("compare/two_kernels.svg", comparedSvg(KERNELS));
});

Deno.test("texts of the chart do not overlap, for one cell and for many", () => {
  const one = { axes: { mode: ["default"] as const } };
  for (
    const compared of [
      KERNELS,
      compareRuns(...twoKernels(2)),
      compareRuns(recorded(one), recorded(one)),
      compareRuns(
        recorded({ base: { bs: 512 } }),
        recorded({ base: { bs: 4096 } }),
      ),
    ]
  ) {
    assertNoOverlap(parseXml(comparedSvg(compared)));
  }
});

Deno.test("every panel has its line at 1, between faster and slower", () => {
  const svg = parseXml(comparedSvg(KERNELS));
  const lines = all(svg, ".reference").map((line) => number(line, "x1"));
  assertEquals(lines.length, 3);
  const [iops = 0, clat = 0] = lines;
  for (const dot of all(svg, ".dots circle, .dots polygon")) {
    const text = dot.querySelector("title")?.textContent ?? "";
    if (!text.includes("B faster") || dot.tagName !== "circle") continue;
    if (text.includes("IOPS")) assert(number(dot, "cx") > iops, text);
    if (text.includes("clat avg")) assert(number(dot, "cx") < clat, text);
  }
});

Deno.test("an interval far beyond all others ends in an arrowhead", () => {
  const figures = (spread: number) =>
  (
    { iodepth }: { iodepth: number },
    repeat: number,
  ) => ({ iops: 1000 * (1 + (iodepth === 64 ? spread : 0.01) * repeat) });
  const axes = { iodepth: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 64] };
  const compared = compareRuns(
    recorded({ axes, figures: figures(5) }),
    recorded({ axes, figures: figures(5) }),
  );
  const chart = comparedChart(compared);
  const [low = 0, high = 0] = chart.panels[0]?.limits ?? [];
  assert(low > 0.5 && high < 2, `${low} to ${high}`);
  const last = chart.groups[0]?.items.at(-1)?.dots[0];
  assert(last!.high! > high);
  const svg = parseXml(comparedSvg(compared));
  const caption = all(svg, ".caption text").map((line) => line.textContent);
  assert(
    caption.join(" ").includes("An arrowhead: the whisker goes on beyond"),
  );
  const drawn = all(svg, ".whisker")
    .map((path) => path.getAttribute("d") ?? "");
  assertEquals(drawn.filter((d) => d.includes("L")).length, 1);
});

Deno.test("stdout has at most 80 columns and says it in words", () => {
  const text = comparedText(KERNELS);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(text, "14 faster, 4 slower, 10 no difference shown");
  assertStringIncludes(text, '  kernel: "6.1.0" against "6.18.0"');
  assertStringIncludes(text, "iops, higher is better");
  assertStringIncludes(text, "measured at different times");
});

Deno.test("an interval without an end to speak of is cut in the table", () => {
  const figures = (_: unknown, repeat: number) => ({ iops: 10 ** repeat });
  const wide = compareRuns(recorded({ figures }), recorded({ figures }));
  const text = comparedText(wide);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(text, "-99.5 % to beyond 100x  no difference shown");
});

Deno.test("what the runs are compared across is said everywhere", () => {
  const compared = compareRuns(
    recorded({ base: { bs: 512 } }),
    recorded({ base: { bs: 4096 } }),
  );
  const said = "across bs: 512 against 4096";
  assertStringIncludes(comparedText(compared), `Compared ${said}.`);
  assertStringIncludes(comparedMarkdown(compared), `Compared ${said}.`);
  assertStringIncludes(comparedChart(compared).title, said);
});

Deno.test("many differences are cut on the terminal, not in the file", () => {
  const meta = (value: number) => ({
    environment: Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`fact${i}`, value]),
    ),
  });
  const compared = compareRuns(
    recorded({ meta: meta(1) }),
    recorded({ meta: meta(2) }),
  );
  assertStringIncludes(comparedText(compared), "  and 18 more; compare.md");
  assertStringIncludes(
    comparedMarkdown(compared),
    "| environment.fact29 | 1 |",
  );
});

Deno.test("what strangers write reaches no terminal as a command", () => {
  const strange = recorded({
    identity: { host: "\x1b[31mred", kernel: "6\n.1" },
    meta: { environment: { cpuModel: "\x9b1m" } },
  });
  const compared = compareRuns(recorded(), strange);
  for (const text of [comparedText(compared), comparedMarkdown(compared)]) {
    // deno-lint-ignore no-control-regex -- they are what is looked for
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(text));
  }
});

Deno.test("compare.csv has a line per cell and metric", () => {
  const [header = [], ...lines] = parse(comparedCsv(KERNELS));
  assertEquals(lines.length, 84);
  for (const line of lines) assertEquals(line.length, header.length);
  const of = (name: string) => lines[0]?.[header.indexOf(name)];
  assertEquals([of("metric"), of("better")], ["iops", "higher"]);
  assertEquals([of("iodepth"), of("mode"), of("bs")], ["1", "default", "512"]);
  assertEquals([of("repeats_a"), of("repeats_b")], ["5", "5"]);
  assertEquals(of("verdict"), "no difference shown at this precision");
});

Deno.test("the chart and the sentences are in the words of the load", () => {
  const sent = { base: { load: "tcp" as const } };
  const compared = compareRuns(recorded(sent), recorded(sent));
  const [rate] = comparedChart(compared).panels;
  assertEquals(rate?.label, "messages/s, B / A");
  assertStringIncludes(
    comparedText(compared).replaceAll("\n", " "),
    "means of those of single runs, not those of all messages,",
  );
});
