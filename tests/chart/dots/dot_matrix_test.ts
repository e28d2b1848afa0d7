import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as fixtures from "./dot_fixtures.ts";
import { dotMatrix } from "../../../lib/chart/dots/dot_matrix.ts";
import type {
  Dot,
  DotItem,
  DotMatrixSpec,
} from "../../../lib/chart/dots/dot_matrix_spec.ts";
import { assertGolden } from "../../golden.ts";
import { DOUBT } from "../doubt.ts";
import { assertNoOverlap, boxOf } from "../text_boxes.ts";
import { all, number, parseXml, type XmlElement } from "../xml.ts";

const GOLDEN: Record<string, DotMatrixSpec> = {
  "chart/dots/choice.svg": fixtures.choice,
  "chart/dots/missing.svg": fixtures.missing,
  "chart/dots/impossible.svg": fixtures.impossible,
  "chart/dots/single.svg": fixtures.single,
  "chart/dots/empty.svg": fixtures.empty,
};

for (const [name, spec] of Object.entries(GOLDEN)) {
  Deno.test(`dotMatrix draws ${name}`, async () => {
    await assertGolden(name, dotMatrix(spec));
  });

  Deno.test(`dotMatrix keeps texts apart and on the page in ${name}`, () => {
    assertNoOverlap(parseXml(dotMatrix(spec)));
  });
}

Deno.test("dotMatrix keeps the texts of six panels apart", () => {
  const [first] = fixtures.choice.panels;
  assert(first);
  const panels = [...fixtures.choice.panels, first];
  assertNoOverlap(parseXml(dotMatrix({ ...fixtures.choice, panels })));
});

Deno.test("dotMatrix escapes hostile names", () => {
  const hostile = `<script>alert("1 & 2")</script> ]]> it's \u0000 \ud800`;
  const root = parseXml(dotMatrix({
    title: hostile,
    subtitle: hostile,
    caption: [hostile],
    settings: { [hostile]: hostile },
    groupLabel: hostile,
    itemLabel: hostile,
    kinds: fixtures.choice.kinds.map((kind) => ({ ...kind, name: hostile })),
    panels: fixtures.choice.panels.map((panel) => ({
      ...panel,
      label: hostile,
      unit: hostile,
    })),
    groups: fixtures.choice.groups.map(({ items }) => ({
      name: hostile,
      items: items.map((item) => ({
        ...item,
        name: hostile,
        ...item.impossible !== undefined && { impossible: hostile },
        impossibleKinds: (item.impossibleKinds ?? [])
          .map(({ kind }) => ({ kind, reason: hostile })),
      })),
    })),
    marks: (fixtures.choice.marks ?? [])
      .map((mark) => ({ ...mark, label: hostile })),
    markLabel: hostile,
  }));
  assertEquals(countOf(root, "script"), 0);
  assertStringIncludes(
    all(root, ".row title")[0]?.textContent ?? "",
    hostile.replace("\u0000", "\ufffd").replace("\ud800", "\ufffd"),
  );
  assertNoOverlap(root);
});

Deno.test("dotMatrix refers to nothing outside itself", () => {
  const text = dotMatrix(fixtures.choice).replace(/ xmlns="[^"]*"/, "");
  for (const outside of ["http", "url(", "href", "<style", "<script", "@"]) {
    assert(!text.includes(outside), outside);
  }
});

Deno.test("dotMatrix embeds the settings as JSON", () => {
  const settings = { target: "/dev/<a & b>", "it's": '"quoted"' };
  const root = parseXml(dotMatrix({ ...fixtures.single, settings }));
  const json = root.querySelector("metadata")?.textContent ?? "";
  assertEquals(JSON.parse(json), settings);
});

Deno.test("dotMatrix sets every dot into its panel and its row", () => {
  const root = parseXml(dotMatrix(fixtures.choice));
  const spans = all(root, ".axis").map((axis) => {
    // The lines of the grid are upright, those of the axis level.
    const level = all(axis, "line").find((line) =>
      number(line, "y1") === number(line, "y2")
    );
    assert(level);
    return [number(level, "x1"), number(level, "x2")] as const;
  });
  assertEquals(spans.length, 5);
  let seen = 0;
  for (const row of rowsOf(root)) {
    for (const { title, x, y } of row.dots) {
      const panel = fixtures.choice.panels
        .findIndex(({ label }) => title.includes(`, ${label}: `));
      const [left, right] = spans[panel] ?? [NaN, NaN];
      assert(x >= left && x <= right, title);
      assertStringIncludes(title, `, ${row.name}, `);
      assert(Math.abs(y - row.y) < 8, title);
      seen++;
    }
  }
  assertEquals(
    seen,
    fixtures.choice.groups.flatMap(({ items }) => items)
      .flatMap(({ dots }) => dots).length,
  );
});

Deno.test("dotMatrix draws by value: linear from 0, and by ratio on a log axis", () => {
  const values = (scale: "linear" | "log", given: readonly number[]) => {
    const root = parseXml(dotMatrix({
      ...oneRow([]),
      panels: [{ label: "metric", unit: "", scale, better: "lower" }],
      groups: [{
        name: "group",
        items: given.map((value, index) => ({
          name: `item ${index}`,
          dots: [{ kind: 0, panel: 0, value }],
        })),
      }],
    }));
    return rowsOf(root).map(({ dots }) => dots[0]?.x ?? NaN);
  };
  const [zero = NaN, one = NaN, three = NaN] = values("linear", [0, 1, 3]);
  assert(one > zero);
  assertAlmostEquals((three - zero) / (one - zero), 3, 0.01);
  const [first = NaN, tenth = NaN, last = NaN] = values("log", [1, 10, 1000]);
  assert(tenth > first);
  assertAlmostEquals((last - first) / (tenth - first), 3, 0.01);
});

Deno.test("dotMatrix shows 0 on a log axis left of a break", () => {
  const root = parseXml(dotMatrix(fixtures.choice));
  const axis = all(root, ".axis")[4];
  assert(axis);
  const at = all(axis, ".break").map((mark) =>
    Number(/^M([\d.]+),/.exec(mark.getAttribute("d") ?? "")?.[1])
  );
  assertEquals(at.length, 2);
  assertEquals(at[0], at[1]);
  assertEquals(all(root, ".break").length, 2);
  const dots = rowsOf(root).flatMap((row) => row.dots)
    .filter(({ title }) => title.includes("System calls per read: "));
  const zeros = dots.filter(({ title }) => / 0 \(0 to 0\)$/.test(title));
  assertEquals(zeros.length, 2);
  for (const dot of dots) {
    assertEquals(dot.x < (at[0] ?? NaN), zeros.includes(dot), dot.title);
  }
  assertEquals(all(axis, "text")[0]?.textContent, "0");
});

Deno.test("dotMatrix keeps kinds of equal values apart", () => {
  const dots = [0, 1].map((kind) => ({ kind, panel: 0, value: 5 }));
  const [row] = rowsOf(parseXml(dotMatrix(oneRow(dots))));
  assert(row);
  const [first, second] = row.dots;
  assert(first && second);
  assertEquals(first.x, second.x);
  assert(second.y - first.y > 7);
  assertAlmostEquals((first.y + second.y) / 2, row.y, 0.02);
});

Deno.test("dotMatrix gives each dot its place and exact figure", () => {
  const root = parseXml(dotMatrix(oneRow([
    { kind: 1, panel: 1, value: 265.1239, low: 200, high: 300.5 },
    { kind: 0, panel: 0, value: 34512.25 },
  ])));
  assertEquals(rowsOf(root)[0]?.dots.map(({ title }) => title), [
    "wait, default, non-interrupt core, IOPS, iodepth 64: 34,512.25",
    "wait, default, interrupt core, Latency, median: " +
    "265.124 µs (200 to 300.5)",
  ]);
  assertEquals(all(root, ".whisker").length, 1);
});

Deno.test("dotMatrix writes why a row is impossible", () => {
  const root = parseXml(dotMatrix(fixtures.choice));
  const items = fixtures.choice.groups.flatMap((group) => group.items);
  const rows = rowsOf(root);
  assertEquals(rows.length, 48);
  for (const [index, { element, dots, name, y }] of rows.entries()) {
    const item = items[index];
    assert(item);
    assertEquals(name, item.name);
    const [reason] = [...element.querySelectorAll(".instead text")];
    assertEquals(reason?.textContent, item.impossible);
    assertEquals(dots.length === 0, reason !== undefined);
    if (!reason) continue;
    const { top, bottom } = boxOf(reason);
    assert(top < y && y < bottom);
    const [nameText] = all(element, "text");
    assertEquals(nameText?.getAttribute("fill"), reason.getAttribute("fill"));
  }
});

Deno.test("dotMatrix draws no dots of an impossible row", () => {
  const spec = oneRow([{ kind: 0, panel: 0, value: 5 }], { impossible: "why" });
  const root = parseXml(dotMatrix(spec));
  assertEquals(rowsOf(root)[0]?.dots, []);
  assertEquals(
    all(root, ".instead text").map(({ textContent }) => textContent),
    ["why"],
  );
});

Deno.test("dotMatrix draws what premises spoilt hollow, and says so", () => {
  const [group] = fixtures.single.groups;
  const [item] = group?.items ?? [];
  assert(group && item);
  const dots = item.dots.map((dot) => ({ ...dot, doubt: DOUBT }));
  const spec = {
    ...fixtures.single,
    groups: [{ ...group, items: [{ ...item, dots }] }],
  };
  const root = parseXml(dotMatrix(spec));
  for (const title of all(root, ".dots title")) {
    assertStringIncludes(title.textContent, "premises did not hold");
  }
  const note = "Hollow: premises did not hold";
  assertStringIncludes(dotMatrix(spec), note);
  assert(!dotMatrix(fixtures.single).includes(note));
});

Deno.test("dotMatrix crosses out a kind that is impossible", () => {
  const root = parseXml(dotMatrix(oneRow(
    [{ kind: 0, panel: 0, value: 5 }],
    { impossibleKinds: [{ kind: 1, reason: "no such core" }] },
  )));
  const [row] = rowsOf(root);
  const [crossed, dot] = [...row?.crossed ?? [], ...row?.dots ?? []];
  assert(row && crossed && dot);
  assertEquals(crossed.title, "wait, default, interrupt core: no such core");
  assertStringIncludes(dot.title, "non-interrupt core, IOPS, iodepth 64: 5");
  assert(crossed.x < dot.x);
  assertEquals(crossed.y, row.y);
  assertEquals(all(root, ".crossed path").length, 1);
  assertStringIncludes(captionOf(root), "impossible (no such core)");
  assert(!captionOf(root).includes("No value"));
});

Deno.test("dotMatrix writes the reasons where all kinds are impossible", () => {
  const reasons = (...texts: string[]) => {
    const root = parseXml(dotMatrix(oneRow([], {
      impossibleKinds: texts.map((reason, kind) => ({ kind, reason })),
    })));
    assertEquals(countOf(root, ".row path"), 0);
    return all(root, ".instead text").map(({ textContent }) => textContent);
  };
  assertEquals(reasons("EINVAL", "EINVAL"), ["EINVAL"]);
  assertEquals(reasons("EINVAL", "no core"), ["EINVAL; no core"]);
  assertEquals(reasons("", " "), ["impossible"]);
});

Deno.test("dotMatrix says which whiskers its axes cut", () => {
  const drawn = (
    low: number,
    panel: Partial<DotMatrixSpec["panels"][number]>,
  ) => {
    const spec = oneRow([{ kind: 0, panel: 0, value: 2, low, high: 8 }]);
    const [first] = spec.panels;
    const root = parseXml(
      dotMatrix({ ...spec, panels: [{ ...first!, ...panel }] }),
    );
    const d = all(root, ".whisker")[0]?.getAttribute("d") ?? "";
    const told = captionOf(root).includes("An arrowhead: the whisker goes on");
    return [d.split("L").length > 1, told];
  };
  assertEquals(drawn(-1, { scale: "log" }), [true, true]);
  // It has a place for 0, left of a break.
  assertEquals(drawn(0, { scale: "log" }), [false, false]);
  assertEquals(drawn(-1, { scale: "linear" }), [false, false]);
  const limits = [0.25, 4] as const;
  assertEquals(drawn(1, { scale: "ratio", limits }), [true, true]);
  assertEquals(drawn(0.125, { scale: "ratio", limits }), [true, true]);
  assertEquals(drawn(0.5, { scale: "ratio" }), [false, false]);
});

Deno.test("dotMatrix says where there is no value", () => {
  assertEquals(
    all(parseXml(dotMatrix(oneRow([]))), ".instead text")
      .map(({ textContent }) => textContent),
    ["no data"],
  );
  const missing = parseXml(dotMatrix(fixtures.missing));
  const caption = captionOf(missing);
  assertStringIncludes(
    caption,
    "partly, one kind, non-interrupt core (Latency, median).",
  );
  assertStringIncludes(caption, "no place below 0: a_group_with_an");
  assertEquals(
    all(missing, ".axis").map((axis) =>
      all(axis, "text").some(({ textContent }) => textContent === "no data")
    ),
    [false, false, true],
  );
  const names = all(parseXml(dotMatrix(fixtures.single)), ".legend text")
    .map(({ textContent }) => textContent);
  assertEquals(names, ["non-interrupt core", "interrupt core (no data)"]);
});

Deno.test("dotMatrix rings the chosen dots and names the choice", () => {
  const dots = [0, 1].flatMap((kind) =>
    [0, 1].map((panel) => ({ kind, panel, value: 5 + kind + panel }))
  );
  const ringed = (kind?: number) => {
    const root = parseXml(dotMatrix({
      ...oneRow(dots),
      marks: [{ group: 0, item: 0, panel: 1, kind, label: "throughput" }],
      markLabel: "best",
    }));
    const [row] = rowsOf(root);
    assert(row);
    const label = all(row.element, "text")
      .find(({ textContent }) => textContent === "throughput");
    assert(label);
    assertEquals(label.getAttribute("font-weight"), "bold");
    assertEquals(
      all(row.element, "text")[0]?.getAttribute("font-weight"),
      "bold",
    );
    const { top, bottom } = boxOf(label);
    assert(top < row.y && row.y < bottom);
    const names = all(root, ".legend text").map((text) => text.textContent);
    assertEquals(names.at(-1), "best");
    return all(row.element, ".ring").map((ring) =>
      row.dots.filter(({ x, y }) =>
        Math.hypot(x - number(ring, "cx"), y - number(ring, "cy")) < 0.1
      ).map(({ title }) => title)
    );
  };
  const title = (kind: number) =>
    `wait, default, ${fixtures.choice.kinds[kind]?.name}, ` +
    `Latency, median: ${6 + kind} µs`;
  assertEquals(ringed(1), [[title(1)]]);
  assertEquals(ringed(), [[title(0)], [title(1)]]);
});

Deno.test("dotMatrix writes a label once that several dots of a row share", () => {
  const spec = oneRow([0, 1].map((panel) => ({ kind: 0, panel, value: 5 })));
  const root = parseXml(dotMatrix({
    ...spec,
    marks: [0, 1].map((panel) => ({ group: 0, item: 0, panel, label: "best" })),
  }));
  assertEquals(all(root, ".row .ring").length, 2);
  const labels = all(root, ".row text")
    .filter(({ textContent }) => textContent === "best");
  assertEquals(labels.length, 1);
});

Deno.test("dotMatrix has room for many labels in rows that follow each other", () => {
  const [item] = fixtures.single.groups[0]?.items ?? [];
  assert(item);
  const items = [item, item, item];
  assertNoOverlap(parseXml(dotMatrix({
    ...fixtures.single,
    groups: [{ name: "wait", items }],
    marks: items.flatMap((_, index) =>
      [1, 2, 3].map((aim) => ({
        group: 0,
        item: index,
        panel: 1,
        label: `aim ${aim}`,
      }))
    ),
  })));
});

Deno.test("dotMatrix says in which direction a panel is better", () => {
  const texts = all(parseXml(dotMatrix(fixtures.choice)), ".header")
    .map((header) => all(header, "text").at(-1)?.textContent);
  assertEquals(texts, [
    "higher is better →",
    ...Array.from({ length: 4 }, () => "← lower is better"),
  ]);
});

Deno.test("dotMatrix grows with its rows", () => {
  const height = (count: number) => {
    const root = parseXml(dotMatrix({
      ...oneRow([]),
      groups: [{
        name: "group",
        items: Array.from({ length: count }, (_, index) => ({
          name: `item ${index}`,
          dots: [{ kind: 0, panel: 0, value: index }],
        })),
      }],
    }));
    return number(all(root, "svg")[0] ?? root, "height");
  };
  assertAlmostEquals(height(48) - height(8), 4 * (height(18) - height(8)), 4);
  assert(height(48) - height(8) >= 40 * 15);
});

Deno.test("dotMatrix without panels still names its rows", () => {
  const root = parseXml(dotMatrix({ ...oneRow([]), panels: [] }));
  assertEquals(rowsOf(root).map(({ name }) => name), ["default"]);
  assertNoOverlap(root);
});

Deno.test("dotMatrix refuses dots and marks of nothing", () => {
  const dot = { kind: 0, panel: 0, value: 1 };
  const mark = { group: 0, item: 0, panel: 0, kind: 0, label: "best" };
  for (const wrong of [{ kind: 2 }, { panel: 5 }]) {
    const what = Object.keys(wrong)[0];
    assertThrows(
      () => dotMatrix(oneRow([{ ...dot, ...wrong }])),
      RangeError,
      `Cannot draw ${what}`,
    );
  }
  for (const wrong of [{ group: 1 }, { item: -1 }, { panel: 5 }, { kind: 2 }]) {
    const what = Object.keys(wrong)[0];
    assertThrows(
      () => dotMatrix({ ...oneRow([dot]), marks: [{ ...mark, ...wrong }] }),
      RangeError,
      `Cannot draw ${what}`,
    );
  }
  assertThrows(
    () => dotMatrix(oneRow([], { impossibleKinds: [{ kind: 9, reason: "" }] })),
    RangeError,
    "Cannot draw kind 9: the chart has 2",
  );
});

function oneRow(
  dots: readonly Dot[],
  item: Partial<DotItem> = {},
): DotMatrixSpec {
  return {
    ...fixtures.single,
    groups: [{ name: "wait", items: [{ name: "default", dots, ...item }] }],
  };
}

/** Rows with the height of their middle and their markers. */
function rowsOf(root: XmlElement) {
  return all(root, ".row").map((element) => {
    const [name] = all(element, "text");
    assert(name);
    const size = number(name, "font-size");
    return {
      element,
      name: name.textContent,
      y: number(name, "y") - 0.35 * size,
      dots: markersOf(element, ".dots"),
      crossed: markersOf(element, ".crossed"),
    };
  });
}

function markersOf(row: XmlElement, layer: string) {
  return [...row.querySelectorAll(`${layer} circle, ${layer} polygon`)]
    .filter((shape) => shape.getAttribute("class") !== "ring")
    .map((shape) => ({
      title: shape.querySelector("title")?.textContent ?? "",
      ...middleOf(shape),
    }));
}

/** The middle of a circle or a diamond. */
function middleOf(shape: XmlElement): { x: number; y: number } {
  if (shape.tagName === "circle") {
    return { x: number(shape, "cx"), y: number(shape, "cy") };
  }
  const [top = "", side = ""] = (shape.getAttribute("points") ?? "").split(" ");
  const [x = NaN] = top.split(",").map(Number);
  const [, y = NaN] = side.split(",").map(Number);
  return { x, y };
}

function countOf(root: XmlElement, selector: string): number {
  return [...root.querySelectorAll(selector)].length;
}

function captionOf(root: XmlElement): string {
  return [...root.querySelectorAll(".caption text")]
    .map(({ textContent }) => textContent).join(" ");
}
