import { assert, assertEquals } from "@std/assert";
import {
  duration,
  fold,
  printable,
  printableLines,
  wrap,
} from "../../lib/base/terminal_text.ts";

Deno.test("wrap breaks between words and loses none", () => {
  assertEquals(wrap("one two three four", 9), ["one two", "three", "four"]);
  assertEquals(wrap("one two", 7), ["one two"]);
  assertEquals(wrap("one two", 6), ["one", "two"]);
  const text = "the quick brown fox jumps over the lazy dog ".repeat(9).trim();
  const lines = wrap(text);
  assert(lines.length > 1 && lines.every((line) => line.length <= 80));
  assertEquals(lines.join(" "), text);
});

Deno.test("wrap takes any blanks for one", () => {
  assertEquals(wrap(" one\n  two\tthree "), ["one two three"]);
});

Deno.test("wrap leaves a word whole that is wider than a line", () => {
  assertEquals(wrap("a /a/very/long/path b", 8), [
    "a",
    "/a/very/long/path",
    "b",
  ]);
});

Deno.test("wrap of nothing is an empty line", () => {
  assertEquals(wrap(""), [""]);
});

Deno.test("duration rounds to whole seconds", () => {
  assertEquals(
    [0, 0.49, 0.5, 59.4, 60, 192.4, 3600, 3661, 90_000].map(duration),
    ["0s", "0s", "1s", "59s", "1m", "3m 12s", "1h", "1h 1m 1s", "1d 1h"],
  );
  assertEquals(duration(-5), "0s");
});

Deno.test("a terminal is given nothing to obey", () => {
  assertEquals(printable("a\x1b[31mb\x9b0m\r\n\x07c\u202e"), "a?[31mb?0m???c?");
  assertEquals(printable("ünï 日本 ±3%"), "ünï 日本 ±3%");
  assertEquals(printableLines("a\x1b\nb\n"), "a?\nb\n");
});

Deno.test("fold breaks lines that are too wide, and those only", () => {
  assertEquals(fold("one two three", 7), "one two\n  three");
  assertEquals(
    fold("a  b\n  one two three\nc", 9),
    [
      "a  b",
      "  one two",
      "    three",
      "c",
    ].join("\n"),
  );
  assertEquals(fold("", 5), "");
  assertEquals(fold("fits", 4), "fits");
});

Deno.test("fold leaves a word whole that is wider than a line", () => {
  assertEquals(fold("a /a/long/path b", 8), "a\n  /a/long/path\n  b");
  assertEquals(fold("/a/long/path", 8), "/a/long/path");
});

Deno.test("fold keeps the blanks inside of a line", () => {
  assertEquals(fold("1  one, two  three", 12), "1  one, two\n  three");
});

const PROSE = "the quick brown fox jumps over the lazy dog ".repeat(6).trim();

Deno.test("fold wraps what was wrapped for 80 columns anew for fewer", () => {
  const text = `${wrap(PROSE).join("\n")}\n\nanother\nline`;
  assertEquals(
    fold(text, 60),
    `${wrap(PROSE, 60).join("\n")}\n\nanother\nline`,
  );
  const item = `- ${wrap(PROSE, 78).join("\n  ")}`;
  assertEquals(fold(item, 50), `- ${wrap(PROSE, 48).join("\n  ")}`);
  assertEquals(fold(text, 80), text);
});

Deno.test("fold wraps what stands beside an option anew", () => {
  const beside = (width: number) =>
    "  --option N  " +
    wrap(PROSE, width - 14).join(`\n${" ".repeat(14)}`);
  assertEquals(fold(beside(80), 60), beside(60));
});

Deno.test("fold leaves the lines of tables and lists apart", () => {
  const row = (name: string) => `${name.padEnd(40)}${"1234567".padStart(38)}`;
  assertEquals(
    fold(`${row("a")}\n${row("b")}`, 79),
    `${row("a")}\n${row("b")}`,
  );
  const item = "- " + "words ".repeat(13).trim();
  assertEquals(fold(`${item}\n- b`, 79), `${item}\n- b`);
});
