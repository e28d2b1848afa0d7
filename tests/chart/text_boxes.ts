import { assert } from "@std/assert";
import { textWidth } from "../../lib/chart/common/text_width.ts";
import { all, number, type XmlElement } from "./xml.ts";

/** What a text covers, in px. */
export interface TextBox {
  readonly text: string;
  readonly size: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Texts as boxes: none may touch another, leave the page, or be small. */
export function assertNoOverlap(root: XmlElement): void {
  const page = all(root, "svg")[0] ?? root;
  const boxes = all(root, "text").map(boxOf);
  for (const [index, box] of boxes.entries()) {
    assert(box.size >= 11, box.text);
    assert(box.left >= 0 && box.right <= number(page, "width"), box.text);
    assert(box.top >= 0 && box.bottom <= number(page, "height"), box.text);
    for (const other of boxes.slice(index + 1)) {
      const apart = box.right <= other.left || other.right <= box.left ||
        box.bottom <= other.top || other.bottom <= box.top;
      assert(apart, `"${box.text}" overlaps "${other.text}"`);
    }
  }
}

/** How a centred text that is read from below is placed. */
const TURNED = /^translate\((.*),(.*)\) rotate\(-90\)$/;

/** The place of a text, at most. */
export function boxOf(text: XmlElement): TextBox {
  const size = number(text, "font-size");
  const bold = text.getAttribute("font-weight") === "bold";
  const width = textWidth(text.textContent, { size, bold });
  const turned = TURNED.exec(text.getAttribute("transform") ?? "");
  if (turned) {
    const [x, y] = [Number(turned[1]), Number(turned[2])];
    return {
      text: text.textContent,
      size,
      left: x - 0.75 * size,
      right: x + 0.2 * size,
      top: y - width / 2,
      bottom: y + width / 2,
    };
  }
  const anchor = text.getAttribute("text-anchor") ?? "start";
  const share = { start: 0, middle: 0.5, end: 1 }[anchor] ?? 0;
  const left = number(text, "x") - share * width;
  const baseline = number(text, "y");
  return {
    text: text.textContent,
    size,
    left,
    right: left + width,
    top: baseline - 0.75 * size,
    bottom: baseline + 0.2 * size,
  };
}
