import { assert, assertEquals } from "@std/assert";
import { selfDarkening } from "../../../lib/chart/common/dark.ts";
import { TIMELINES } from "../../../lib/report/timelines/timelines.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { all, parseXml } from "../../chart/xml.ts";

const FIGURES = new URL("../../../experiments/figures/", import.meta.url);

for (const { name, title, svg } of TIMELINES) {
  Deno.test(`experiments/figures/${name} is what is drawn`, async () => {
    const file = new URL(name, FIGURES);
    const drawn = selfDarkening(svg);
    if (Deno.env.get("UPDATE_GOLDEN") === "1") {
      await Deno.writeTextFile(file, drawn);
    }
    assertEquals(
      drawn.split("\n"),
      (await Deno.readTextFile(file)).split("\n"),
      `${name} differs: look at it, then run again with UPDATE_GOLDEN=1`,
    );
  });

  Deno.test(`${name}: texts keep apart, and every bar has its text`, () => {
    const root = parseXml(svg);
    assertNoOverlap(root);
    assert(svg.includes(`aria-label="${title}"`));
    const bars = all(root, ".segment").map((bar) => ({
      hover: all(bar, "title")[0]?.textContent ?? "",
      text: all(bar, "text")[0]?.textContent ?? "",
    }));
    assertEquals(bars.map(({ text }) => text), bars.map(({ hover }) => hover));
  });
}

Deno.test("timelines are numbered through", () => {
  const numbers = TIMELINES.flatMap(({ svg }) =>
    [...svg.matchAll(/>(\d)\. /g)].map(([, number]) => Number(number))
  );
  assertEquals(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
