import { assert, assertEquals } from "@std/assert";
import { CLASS_STYLES } from "../../../lib/chart/classes/class_style.ts";
import {
  DARK_COLORS,
  darkCharts,
  OWN_GROUND,
  selfDarkening,
} from "../../../lib/chart/common/dark.ts";
import {
  DARK_INK,
  DARK_PALETTE,
  INK,
  PALETTE,
} from "../../../lib/chart/common/theme.ts";
import { goldenNames, goldenText } from "../../golden.ts";
import { contrast } from "../contrast.ts";
import { parseXml } from "../xml.ts";

const GROUNDS = [
  { what: "paper", ink: INK, palette: PALETTE },
  { what: "dark", ink: DARK_INK, palette: DARK_PALETTE },
] as const;

for (const { what, ink, palette } of GROUNDS) {
  Deno.test(`text and series stand out from their ground: ${what}`, () => {
    // The bounds of WCAG 2 for text and for what is drawn.
    for (const name of ["text", "faintText", "faint"] as const) {
      assert(contrast(ink[name], ink.paper) >= 4.5, name);
    }
    for (const color of [...palette, ink.axis, ink.reference, ink.leader]) {
      assert(contrast(color, ink.paper) >= 3, color);
    }
  });
}

Deno.test("every colour is another one on a dark ground", () => {
  assertEquals(
    DARK_COLORS.size,
    Object.keys(INK).length + PALETTE.length,
    "two colours of charts are the same",
  );
  assertEquals(DARK_PALETTE.length, PALETTE.length);
});

Deno.test("charts have no colour that would be lost in the dark", () => {
  const classes = new Set(CLASS_STYLES.map(({ fill }) => fill));
  const names = goldenNames(".svg");
  assert(names.length > 0);
  for (const name of names) {
    const root = parseXml(goldenText(name));
    for (const attribute of ["fill", "stroke"]) {
      for (const one of root.querySelectorAll(`[${attribute}]`)) {
        if (one.closest(`.${OWN_GROUND}`) ?? one.closest("pattern")) continue;
        const color = one.getAttribute(attribute) ?? "";
        assert(
          color === "none" || color.startsWith("url(#") ||
            classes.has(color) || DARK_COLORS.has(color),
          `${name}: ${attribute} ${color}`,
        );
      }
    }
  }
});

Deno.test("what has a ground of its own keeps its colours", () => {
  const [rule = ""] = darkCharts("figure").split("\n");
  assertEquals(
    rule,
    `figure [fill="${INK.text}"]:not(.segment *, pattern *)` +
      `{fill:${DARK_INK.text}}`,
  );
});

Deno.test("a chart that darkens itself is the same chart with a style", () => {
  const svg = goldenText("chart/lines/gaps.svg");
  const text = selfDarkening(svg);
  const root = parseXml(text);
  const [style] = root.querySelectorAll("style");
  const css = style?.textContent ?? "";
  assert(css.trim().startsWith("@media (prefers-color-scheme: dark) {"));
  assert(css.includes(`\n[fill="${INK.paper}"]`), "its own paper as well");
  assertEquals(text.replace(/\n<style>[^]*<\/style>/, ""), svg);
});
