import { assert, assertEquals } from "@std/assert";
import { shownLabels, type Tick } from "../../../lib/chart/axes/tick_labels.ts";
import { textWidth } from "../../../lib/chart/common/text_width.ts";

const ticks = (step: number, ...labels: string[]): Tick[] =>
  labels.map((label, index) => ({ at: step * index, label }));
const labelsOf = (shown: readonly Tick[]) => shown.map(({ label }) => label);

Deno.test("shownLabels shows all that do not overlap, from left to right", () => {
  assertEquals(
    labelsOf(shownLabels(ticks(100, "a", "b", "c").reverse())),
    ["a", "b", "c"],
  );
});

Deno.test("shownLabels prefers major ticks where labels overlap", () => {
  const given = ticks(30, "0", "20 µs", "50 µs", "100 µs", "200 µs", "500 µs")
    .map((tick) => ({ ...tick, major: ["0", "100 µs"].includes(tick.label) }));
  const more = [{ at: 180, label: "1 ms", major: true }];
  assertEquals(labelsOf(shownLabels([...given, ...more])), [
    "0",
    "100 µs",
    "1 ms",
  ]);
});

Deno.test("shownLabels shows every second major tick where those overlap", () => {
  const given = ticks(40, "100 µs", "1 ms", "10 ms", "100 ms", "1 s")
    .map((tick) => ({ ...tick, major: true }));
  const more = [{ at: 12, label: "200 µs" }];
  const bounds = { left: -6, right: 160 };
  assertEquals(labelsOf(shownLabels([...given, ...more], bounds)), [
    "100 µs",
    "10 ms",
    "1 s",
  ]);
});

Deno.test("shownLabels shows more in a smaller font", () => {
  const given = ticks(45, "100 µs", "200 µs");
  assertEquals(shownLabels(given, undefined, { size: 12 }).length, 1);
  assertEquals(shownLabels(given, undefined, { size: 10 }).length, 2);
});

Deno.test("shownLabels takes others where major ticks are too few", () => {
  const given = ticks(30, "100 µs", "200 µs", "300 µs", "400 µs", "500 µs")
    .map((tick) => ({ ...tick, major: tick.label === "100 µs" }));
  assertEquals(labelsOf(shownLabels(given)), ["100 µs", "300 µs", "500 µs"]);
});

Deno.test("shownLabels shows every third of evenly spaced ticks", () => {
  const labels = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((power) =>
    `${power} KiB`
  );
  assertEquals(labelsOf(shownLabels(ticks(20, ...labels))), [
    "1 KiB",
    "8 KiB",
    "64 KiB",
    "512 KiB",
  ]);
});

Deno.test("shownLabels leaves out what overlaps of uneven ticks", () => {
  const given = [0, 5, 22, 45, 75].map((at) => ({ at, label: `${at}` }));
  assertEquals(labelsOf(shownLabels(given)), ["0", "22", "45", "75"]);
});

Deno.test("shownLabels moves labels inside the bounds", () => {
  const [first, last] = shownLabels(
    [{ at: 0, label: "100 µs" }, { at: 200, label: "10 ms" }],
    { left: -6, right: 206 },
  );
  assert(first && last);
  assertEquals(first.at, -6 + textWidth("100 µs", { size: 12 }) / 2);
  assertEquals(last.at, 206 - textWidth("10 ms", { size: 12 }) / 2);
});
