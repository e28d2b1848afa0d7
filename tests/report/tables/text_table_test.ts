import { assertEquals } from "@std/assert";
import { textTable } from "../../../lib/report/tables/text_table.ts";

interface Item {
  readonly name: string;
  readonly size: number;
  readonly figure: string;
}

const LEADING = [
  { name: "name", head: "name", value: (i: Item) => i.name, words: true },
  { name: "size", head: "size", value: (i: Item) => `${i.size}`, words: false },
];
const FIGURE = {
  head: "figure",
  value: (i: Item) => i.figure,
  words: false,
};

Deno.test("words stand at the left, figures at the right", () => {
  const items = [
    { name: "one", size: 1, figure: "1.5" },
    { name: "three", size: 64, figure: "" },
  ];
  assertEquals(
    textTable(items, LEADING, [FIGURE], (i) => i.figure ? "" : "failed"),
    [
      "name   size  figure",
      "one       1     1.5",
      "three    64  failed",
      "",
    ].join("\n"),
  );
});

Deno.test("what is too wide has its leading columns above the lines", () => {
  const figure = "x".repeat(70);
  const items = [1, 2].flatMap((size) =>
    ["one", "two"].map((name) => ({ name, size, figure }))
  ).sort((a, b) => a.name < b.name ? -1 : 1);
  assertEquals(textTable(items, LEADING, [FIGURE]).split("\n"), [
    `size  ${"figure".padStart(70)}`,
    "",
    "name one",
    `   1  ${figure}`,
    `   2  ${figure}`,
    "",
    "name two",
    `   1  ${figure}`,
    `   2  ${figure}`,
    "",
  ]);
});
