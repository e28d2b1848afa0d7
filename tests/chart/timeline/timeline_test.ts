import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { timeline } from "../../../lib/chart/timeline/timeline.ts";
import type { TimelineSpec } from "../../../lib/chart/timeline/timeline_spec.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../text_boxes.ts";
import { all, number, parseXml } from "../xml.ts";

const SPEC: TimelineSpec = {
  title: "How a letter reaches a reader",
  subtitle: "One street, two houses",
  lanes: ["office", "postman", "house"],
  activities: [
    { name: "sorting", look: 1 },
    { name: "under way", look: 0 },
    { name: "reading", look: 5 },
  ],
  end: 10,
  panels: [
    {
      title: "1. Somebody is at home",
      bars: [
        { lane: 0, from: 0, to: 3, activity: 0, text: "sorts" },
        { lane: 1, from: 3, to: 6, activity: 1, text: "walks" },
        { lane: 2, from: 7, to: 10, activity: 2, text: "reads" },
      ],
      arrows: [
        { lane: 0, at: 3, toLane: 1, toAt: 3, text: "a bag" },
        { lane: 1, at: 6, toLane: 2, toAt: 7, text: "rings", side: "left" },
      ],
      span: { lane: 0, from: 3, to: 7, text: "a day" },
    },
    {
      title: "2. A note is left, and answered",
      bars: [{
        lane: 2,
        from: 9,
        to: 10,
        activity: 2,
        text: "too narrow a bar",
      }],
      arrows: [
        { lane: 1, at: 5, toLane: 2, toAt: 5, text: "note", dashed: true },
        { lane: 2, at: 9, toLane: 1, toAt: 9.5, text: "calls", side: "left" },
      ],
      span: { lane: 1, from: 5, to: 10, text: "until somebody comes home" },
    },
  ],
  caption: ["Not to scale."],
};

Deno.test("timeline draws chart/timeline/timeline.svg", async () => {
  const svg = timeline(SPEC);
  await assertGolden("chart/timeline/timeline.svg", svg);
  assertNoOverlap(parseXml(svg));
});

Deno.test("timeline puts a bar where its moments are, in every panel alike", () => {
  const boxes = all(parseXml(timeline(SPEC)), ".segment > rect")
    .filter((one) => one.getAttribute("stroke") !== null);
  const [sorts, walks, reads] = boxes;
  assert(sorts && walks && reads);
  const right = number(sorts, "x") + number(sorts, "width");
  assert(Math.abs(number(walks, "x") - right) < 0.02);
  assert(Math.abs(number(reads, "width") - number(walks, "width")) < 0.02);
  assert(number(walks, "y") > number(sorts, "y"));
});

Deno.test("timeline says on hover what a bar has no room for", () => {
  const svg = timeline(SPEC);
  assertStringIncludes(svg, "<title>too narrow a bar</title>");
  assertEquals(svg.split(">too narrow a bar<").length, 2);
});

Deno.test("a timeline's text keeps inside, however near the end its span is", () => {
  const [panel] = SPEC.panels;
  assert(panel);
  const span = { lane: 2, from: 9.5, to: 10, text: "w".repeat(60) };
  assertNoOverlap(
    parseXml(timeline({ ...SPEC, panels: [{ ...panel, span }] })),
  );
});

Deno.test("timeline draws hostile texts as text", () => {
  const text = '<script>"&\u0000';
  const svg = timeline({
    ...SPEC,
    title: text,
    lanes: [text, text, text],
    activities: SPEC.activities.map((one) => ({ ...one, name: text })),
    panels: SPEC.panels.map((panel) => ({ ...panel, title: text })),
  });
  assert(!svg.includes("<script"));
  parseXml(svg);
});

Deno.test("a timeline without panels says that there is nothing", () => {
  assertStringIncludes(timeline({ ...SPEC, panels: [] }), "No data");
});

Deno.test("timeline refuses lanes and activities that it has not", () => {
  const [panel] = SPEC.panels;
  assert(panel);
  const [bar] = panel.bars;
  assert(bar);
  for (
    const other of [
      { ...panel, bars: [{ ...bar, lane: 3 }] },
      { ...panel, bars: [{ ...bar, activity: -1 }] },
      { ...panel, span: { ...panel.span, lane: 7 } },
      { ...panel, arrows: [{ ...panel.arrows[0]!, toLane: 9 }] },
    ]
  ) {
    assertThrows(() => timeline({ ...SPEC, panels: [other] }), RangeError);
  }
});
