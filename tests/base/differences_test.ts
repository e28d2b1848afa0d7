import { assertEquals } from "@std/assert";
import { differences, leafText } from "../../lib/base/differences.ts";

Deno.test("every leaf that differs is named, in order", () => {
  const from = { a: 1, b: { c: "x", d: null, e: true }, f: [{ g: 1 }] };
  const to = { a: 1, b: { c: "y", d: 0 }, f: [{ g: 2 }], h: {} };
  assertEquals(differences(from, to), [
    { path: ["b", "c"], from: "x", to: "y" },
    { path: ["b", "d"], from: null, to: 0 },
    { path: ["b", "e"], from: true, to: undefined },
    { path: ["f", "0", "g"], from: 1, to: 2 },
    { path: ["h"], from: undefined, to: {} },
  ]);
});

Deno.test("what is equal does not differ, whatever the order of its names", () => {
  const value = { a: [1, 2], b: { c: null } };
  assertEquals(differences(value, { b: { c: null }, a: [1, 2] }), []);
  assertEquals(differences(null, null), []);
});

Deno.test("lists of plain values differ as a whole", () => {
  assertEquals(differences({ cpus: [0, 1] }, { cpus: [0, 2] }), [
    { path: ["cpus"], from: [0, 1], to: [0, 2] },
  ]);
});

Deno.test("a leaf is written as JSON", () => {
  assertEquals([undefined, null, "a", [1]].map(leafText), [
    "none",
    "null",
    '"a"',
    "[1]",
  ]);
});
