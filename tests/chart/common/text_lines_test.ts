import { textWidth } from "../../../lib/chart/common/text_width.ts";
import { wrapText } from "../../../lib/chart/common/wrap_text.ts";
import { assert, assertEquals } from "@std/assert";

const FONT = { size: 10 };

Deno.test("textWidth knows wide and narrow characters", () => {
  assert(textWidth("W", FONT) > 3 * textWidth("i", FONT));
  assert(textWidth("漢", FONT) >= 10);
});

Deno.test("wrapText breaks between words", () => {
  assertEquals(wrapText("aaa bbb ccc", 42, FONT), ["aaa bbb", "ccc"]);
});

Deno.test("wrapText splits a long word, rather behind punctuation", () => {
  assertEquals(wrapText("/dev/disk/by-id", 60, FONT), ["/dev/disk/", "by-id"]);
  assertEquals(wrapText("aaaaaaaa", 25, FONT), ["aaaa", "aaaa"]);
});

Deno.test("wrapText loses no character, however narrow the lines", () => {
  const text = "default, busy: /dev/nvme0n1 漢字";
  for (let width = 1; width < 200; width += 7) {
    assertEquals(
      wrapText(text, width, FONT).join("").replaceAll(" ", ""),
      text.replaceAll(" ", ""),
    );
  }
});

Deno.test("wrapText of nothing gives no line", () => {
  assertEquals(wrapText(" ", 100, FONT), []);
});
