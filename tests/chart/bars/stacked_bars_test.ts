import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import * as fixtures from "./bar_fixtures.ts";
import { stackedBars } from "../../../lib/chart/bars/stacked_bars.ts";
import type {
  ClassShare,
  StackedBarsSpec,
} from "../../../lib/chart/bars/stacked_bars_spec.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap, boxOf } from "../text_boxes.ts";
import { all, number, parseXml, type XmlElement } from "../xml.ts";

const GOLDEN: Record<string, StackedBarsSpec> = {
  "chart/bars/task_work.svg": fixtures.taskWork,
  "chart/bars/one_depth.svg": fixtures.oneDepth,
  "chart/bars/four_modes.svg": fixtures.fourModes,
  "chart/bars/all_classes.svg": fixtures.allClasses,
  "chart/bars/wrong_shares.svg": fixtures.wrongShares,
  "chart/bars/no_groups.svg": fixtures.noGroups,
};

for (const [name, spec] of Object.entries(GOLDEN)) {
  Deno.test(`stackedBars draws ${name}`, async () => {
    await assertGolden(name, stackedBars(spec));
  });

  Deno.test(`stackedBars keeps texts apart and on the page in ${name}`, () => {
    assertNoOverlap(parseXml(stackedBars(spec)));
  });

  Deno.test(`stackedBars keeps figures in their segments in ${name}`, () => {
    for (const { rect, text } of segmentsOf(parseXml(stackedBars(spec)))) {
      if (!text) continue;
      const { left, right } = boxOf(text);
      const start = number(rect, "x");
      assert(left >= start && right <= start + number(rect, "width"));
    }
  });
}

Deno.test("stackedBars escapes hostile names", () => {
  const hostile = `<script>alert("1 & 2")</script> ]]> it's \u0000 \ud800`;
  const root = parseXml(stackedBars({
    title: hostile,
    subtitle: hostile,
    caption: [hostile],
    settings: { [hostile]: hostile },
    groupLabel: hostile,
    shareLabel: hostile,
    classes: [hostile],
    groups: [{
      name: hostile,
      bars: [
        { name: hostile, shares: [{ name: hostile, share: 1 }] },
        { name: `${hostile} too`, shares: null },
      ],
    }],
  }));
  assertEquals([...root.querySelectorAll("script")], []);
  assertStringIncludes(
    titlesOf(root)[0] ?? "",
    hostile.replace("\u0000", "\ufffd").replace("\ud800", "\ufffd"),
  );
  assertNoOverlap(root);
});

Deno.test("stackedBars refers only to its own patterns", () => {
  const xml = stackedBars(fixtures.allClasses);
  const text = xml.replace(/ xmlns="[^"]*"/, "")
    .replace(/"url\(#(class-\d+)\)"/g, (_, id) => {
      assertStringIncludes(xml, `<pattern id="${id}"`);
      return '"pattern"';
    });
  for (const outside of ["http", "url(", "href", "<style", "<script", "@"]) {
    assert(!text.includes(outside), outside);
  }
});

Deno.test("stackedBars embeds the settings as JSON", () => {
  const settings = { target: "/dev/<a & b>", "it's": '"quoted"' };
  const root = parseXml(stackedBars({ ...fixtures.oneDepth, settings }));
  const json = root.querySelector("metadata")?.textContent ?? "";
  assertEquals(JSON.parse(json), settings);
});

Deno.test("stackedBars fills each bar by its shares", () => {
  const root = parseXml(stackedBars(fixtures.taskWork));
  const bars = all(root, ".bar");
  assertEquals(bars.length, 14);
  for (const bar of bars) {
    const [frame] = all(bar, "rect");
    assert(frame);
    let end = number(frame, "x");
    let total = 0;
    for (const { rect, title } of segmentsOf(bar)) {
      const percent = Number(/ ([\d.]+) % /.exec(title)?.[1]);
      assertAlmostEquals(number(rect, "x"), end, 0.02);
      end += percent / 100 * number(frame, "width");
      // Between two segments there is a thin separator.
      const gap = end - number(rect, "x") - number(rect, "width");
      assert(gap > -0.02 && gap < 1.52, title);
      total += percent;
    }
    assertAlmostEquals(total, 100, 0.01);
    assertAlmostEquals(
      end,
      number(frame, "x") + number(frame, "width"),
      0.05,
    );
  }
});

Deno.test("stackedBars writes the figure of a share from 6 % on", () => {
  const figures = segmentsOf(parseXml(stackedBars(oneBar([
    { name: "a", share: 0.0599 },
    { name: "b", share: 0.06 },
    { name: "c", share: 0.8801 },
  ])))).map(({ text }) => text?.textContent);
  assertEquals(figures, [undefined, "6 %", "88 %"]);
});

Deno.test("stackedBars has room for 6 % beside the longest names", () => {
  const long = "M".repeat(100);
  const root = parseXml(stackedBars({
    ...oneBar([]),
    groups: [{
      name: long,
      bars: [{
        name: long,
        shares: [{ name: "a", share: 0.06 }, { name: "b", share: 0.94 }],
      }],
    }],
  }));
  assertEquals(segmentsOf(root)[0]?.text?.textContent, "6 %");
  assertNoOverlap(root);
});

Deno.test("stackedBars gives each segment its exact share and count", () => {
  const shares = [
    { name: "b", share: 0.123456, count: 1234567 },
    { name: "a", share: 0.876544 },
  ];
  assertEquals(titlesOf(parseXml(stackedBars(oneBar(shares)))), [
    "default, iodepth 8: a 87.654 %",
    "default, iodepth 8: b 12.346 % (1,234,567)",
  ]);
});

Deno.test("stackedBars leaves an empty slot for a bar without data", () => {
  const root = parseXml(stackedBars(fixtures.fourModes));
  const slots = all(root, ".no-data");
  assertEquals(slots.map((slot) => slot.querySelector("title")?.textContent), [
    "coop, iodepth 8: no data",
    "coop_with_an_unbreakable_very_long_name, iodepth 64: no data",
  ]);
  assertEquals(all(root, ".bar").length, 10);
  assert(!titlesOf(root).some((title) => title.startsWith("coop, iodepth 8:")));
});

Deno.test("stackedBars tells why there are no shares where it is told", () => {
  const spec = oneBar([]);
  const groups = spec.groups.map(({ name, bars }) => ({
    name,
    bars: bars.map((bar) => ({ ...bar, shares: null, why: "none counted" })),
  }));
  const [slot] = all(parseXml(stackedBars({ ...spec, groups })), ".no-data");
  assertEquals(
    slot?.querySelector("title")?.textContent,
    "default, iodepth 8: none counted",
  );
  assertEquals(slot?.querySelector("text")?.textContent, "none counted");
});

Deno.test("stackedBars takes senseless shares for no data", () => {
  for (const share of [NaN, Infinity, -0.1, 0]) {
    const root = parseXml(stackedBars(oneBar([{ name: "a", share }])));
    assertEquals(all(root, ".no-data").length, 1, String(share));
  }
});

Deno.test("stackedBars leaves classes without a share out of the legend", () => {
  assertEquals(legendOf(parseXml(stackedBars(fixtures.taskWork))), [
    "submit_getevents",
    "getevents_before_sleep",
    "getevents_after_sleep",
    "uring_exit",
    "reschedule_ipi",
  ]);
});

Deno.test("stackedBars keeps a class' look whatever the others are", () => {
  const root = parseXml(stackedBars(oneBar([{ name: "d", share: 1 }])));
  assertEquals(
    segmentsOf(root).map(({ rect }) => rect.getAttribute("fill")),
    ["url(#class-3)"],
  );
});

Deno.test("stackedBars shows a class that is not listed, as the last", () => {
  const root = parseXml(stackedBars(oneBar([
    { name: "new", share: 0.5 },
    { name: "b", share: 0.5 },
  ])));
  assertEquals(legendOf(root), ["b", "new"]);
});

Deno.test("stackedBars says which shares do not sum to 100 %", () => {
  const caption = all(
    parseXml(stackedBars(fixtures.wrongShares)),
    ".caption text",
  ).map((line) => line.textContent).join(" ");
  assertEquals(
    caption,
    "Shares that do not sum to 100 %: too little at iodepth 1 (50 %); too much " +
      "at iodepth 1 (150 %, scaled to fit).",
  );
});

function oneBar(shares: readonly ClassShare[]): StackedBarsSpec {
  return {
    title: "one bar",
    groupLabel: "iodepth",
    shareLabel: "share",
    classes: ["a", "b", "c", "d"],
    groups: [{ name: "8", bars: [{ name: "default", shares }] }],
  };
}

function segmentsOf(root: XmlElement) {
  return [...root.querySelectorAll(".segment")].map((segment) => {
    const [rect] = all(segment, "rect");
    assert(rect);
    return {
      rect,
      title: segment.querySelector("title")?.textContent ?? "",
      text: segment.querySelector("text"),
    };
  });
}

function titlesOf(root: XmlElement): string[] {
  return segmentsOf(root).map(({ title }) => title);
}

function legendOf(root: XmlElement): string[] {
  return all(root, ".legend text").map((line) => line.textContent);
}
