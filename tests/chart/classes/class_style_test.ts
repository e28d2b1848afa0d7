import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  CLASS_STYLES,
  classFill,
  classPatterns,
} from "../../../lib/chart/classes/class_style.ts";
import { contrast, luminance } from "../contrast.ts";

Deno.test("every class writes and hatches in readable contrast", () => {
  for (const { fill, ink } of CLASS_STYLES) {
    assert(contrast(fill, ink) >= 4.5, `${ink} on ${fill}`);
  }
});

Deno.test("listed neighbours differ in lightness and in hatch", () => {
  for (const [index, style] of CLASS_STYLES.slice(1).entries()) {
    const before = CLASS_STYLES[index];
    assert(before);
    const step = Math.abs(lightness(style.fill) - lightness(before.fill));
    assert(step >= 15, `${before.fill} beside ${style.fill}: ${step}`);
    assertNotEquals(style.hatch, before.hatch);
  }
});

Deno.test("any two classes can be told apart without colour", () => {
  for (const [index, style] of CLASS_STYLES.entries()) {
    for (const other of CLASS_STYLES.slice(index + 1)) {
      const step = Math.abs(lightness(style.fill) - lightness(other.fill));
      const told = style.hatch?.path !== other.hatch?.path || step >= 30;
      assert(told, `${style.fill} and ${other.fill}: ${step}`);
    }
  }
});

Deno.test("a class fills with its own pattern, or plainly", () => {
  const indices = [...CLASS_STYLES.keys()];
  const ids = classPatterns(indices).children.map((child) =>
    typeof child === "string" ? child : `url(#${child.attributes.id})`
  );
  assertEquals(
    indices.map(classFill).filter((fill) => fill.startsWith("url")),
    ids,
  );
  assertEquals(classFill(3), "url(#class-3)");
  assertEquals(classFill(0), CLASS_STYLES[0].fill);
});

/** CIE L*, 0 to 100. */
function lightness(color: string): number {
  return 116 * Math.cbrt(luminance(color)) - 16;
}
