/** What of a page is reached without a mouse. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Locator, Page } from "playwright-core";

/** What has the focus says. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? " +
      "document.activeElement.textContent.trim()",
  );
}

function figureOf(page: Page, title: string): Locator {
  return page.locator(`figure[aria-label="${title}"]`);
}

/** Presses Tab until something that says so has the focus. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)).startsWith(wanted)) return;
  }
  throw new Error(`Tab does not lead to "${wanted}"`);
}

/** The figures along the tracks of a chart, as arrow keys lead to them. */
async function walked(page: Page): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let tracks = 0; tracks < 20; tracks++) {
    await page.keyboard.press("Home");
    for (;;) {
      const before = await focused(page);
      seen.add(before);
      await page.keyboard.press("ArrowRight");
      if (await focused(page) === before) break;
    }
    const last = await focused(page);
    await page.keyboard.press("ArrowDown");
    if (await focused(page) === last) return seen;
  }
  throw new Error("there is no last track");
}

/** Every figure of a chart is reached by keys, shown and read out. */
export async function walkChart(page: Page, title: string): Promise<void> {
  const figure = figureOf(page, title);
  const labels = await figure.locator(".track .mark").evaluateAll((marks) =>
    marks.map((mark) => mark.getAttribute("aria-label"))
  );
  assert(labels.length > 8, `${labels.length} marks`);
  await figure.locator('.mark[tabindex="0"]').focus();
  const tip = page.locator(".tip");
  assertEquals(await tip.textContent(), await focused(page));
  assert(await tip.isVisible());
  const seen = await walked(page);
  assertEquals(labels.filter((label) => !seen.has(label ?? "")), []);
  await page.keyboard.press("Escape");
  assert(!await tip.isVisible());
}

/** A series is hidden by its entry, on whichever scale, and comes again. */
export async function hideSeries(page: Page, title: string): Promise<void> {
  const figure = figureOf(page, title);
  const points = figure.locator(".points .mark");
  const shown = () => points.filter({ visible: true }).count();
  const all = await shown();
  await figure.locator('.mark[tabindex="0"]').focus();
  await page.keyboard.press("Shift+Tab");
  const entry = figure.locator('[role="button"]').last();
  assertEquals(await focused(page), await entry.getAttribute("aria-label"));
  await page.keyboard.press("Enter");
  assertEquals(await entry.getAttribute("aria-pressed"), "false");
  const rest = await shown();
  assert(rest > 0 && rest < all, `${rest} of ${all}`);
  const button = figure.getByRole("button", { name: "logarithmic y axis" });
  assertEquals(await button.getAttribute("aria-pressed"), "false");
  await button.focus();
  await page.keyboard.press("Space");
  assertEquals(await button.getAttribute("aria-pressed"), "true");
  assertStringIncludes(
    await figure.locator("svg").textContent() ?? "",
    "(log)",
  );
  assertEquals(await shown(), rest);
  await figure.locator('[aria-pressed="false"][role="button"]').press("Space");
  assertEquals(await shown(), all);
}

/** A table is sorted by the column whose head is pressed, up, down, not. */
export async function sortTable(page: Page): Promise<void> {
  const table = page.locator("table", { hasText: "iodepth" })
    .filter({ hasText: "RES/IO" }).first();
  const column = async () =>
    (await table.locator("tbody tr td:nth-child(1)").allTextContents())
      .map(Number);
  const before = await column();
  const head = table.locator("th").first();
  const orders = [
    ["ascending", before.toSorted((a, b) => a - b)],
    ["descending", before.toSorted((a, b) => b - a)],
    [null, before],
  ] as const;
  await head.getByRole("button").focus();
  for (const [order, wanted] of orders) {
    await page.keyboard.press("Enter");
    assertEquals(await head.getAttribute("aria-sort"), order);
    assertEquals(await column(), wanted);
  }
}

/** A finger that lands beside a point shows what it says. */
export async function tapMark(page: Page, title: string): Promise<void> {
  const mark = figureOf(page, title).locator(".points .mark").first();
  await mark.scrollIntoViewIfNeeded();
  const box = await mark.boundingBox();
  assert(box);
  await page.touchscreen.tap(box.x + box.width / 2 + 9, box.y - 6);
  const tip = page.locator(".tip");
  assert(await tip.isVisible());
  const { x = -1, width = 0 } = await tip.boundingBox() ?? {};
  assert(x >= 0 && x + width <= 390, `${x} + ${width}`);
}

/** Tab goes through a page by its contents, charts and tables, and not in circles. */
export async function tabThrough(page: Page): Promise<void> {
  for (const stop of ["Findings", "Files", "logarithmic x axis", "default"]) {
    await tabTo(page, stop);
  }
}
