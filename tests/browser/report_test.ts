import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { launch, type View, visit, whyNoBrowser } from "./browser.ts";
import { graveViolations } from "./axe.ts";
import { printed, whyNoPdfText } from "./paper.ts";
import {
  hideSeries,
  sortTable,
  tabThrough,
  tapMark,
  walkChart,
} from "./reach.ts";
import { otherPages } from "./other_pages.ts";
import { reportFiles } from "./fixture.ts";

/** What inspect.js tells of a page. */
interface Inspected {
  charts: readonly { title: string; width: number; height: number }[];
  outside: readonly string[];
  overlapping: readonly string[];
  faint: readonly string[];
  small: readonly string[];
  clipped: readonly string[];
  /** How far the document scrolls sideways, in px. */
  sideways: number;
  textContrast: number;
  ground: string;
  downloads: readonly (string | null)[];
  ids: readonly string[];
  scripts: number;
  /** Elements that would fetch something. */
  fetching: number;
  headings: readonly string[];
}

const INSPECT = Deno.readTextFileSync(new URL("inspect.js", import.meta.url));

const VIEWS: readonly View[] = [
  { scheme: "light", width: 1280, height: 800 },
  { scheme: "dark", width: 1280, height: 800 },
  { scheme: "light", width: 390, height: 844 },
  { scheme: "dark", width: 390, height: 844 },
];

const reason = whyNoBrowser();

Deno.test({
  name: `report.html in a browser${reason ? ` (${reason})` : ""}`,
  ignore: reason !== undefined,
  fn: async (t) => {
    const directory = Deno.makeTempDirSync({ prefix: "uringlab-report-" });
    const browser = await launch();
    try {
      const files = reportFiles();
      const path = `${directory}/report.html`;
      Deno.writeTextFileSync(path, files.get("report.html") ?? "");
      const url = `file://${path}`;
      const svgs = [...files.keys()].filter((name) => name.endsWith(".svg"));
      const grounds = new Map<string, string>();
      for (const view of VIEWS) {
        const { scheme, width, height } = view;
        await t.step(`${scheme}, ${width}x${height}`, async () => {
          const { page, complaints, requests } = await visit(
            browser,
            url,
            view,
          );
          const seen = await page.evaluate<Inspected>(INSPECT);
          const pictures = Deno.env.get("URINGLAB_SCREENSHOTS");
          if (pictures) {
            await page.screenshot({
              path: `${pictures}/report-${scheme}-${width}.png`,
              fullPage: true,
            });
          }
          grounds.set(scheme, seen.ground);
          assertEquals(complaints, []);
          assertEquals(requests, [url]);
          assertEquals([seen.scripts, seen.fetching], [1, 0]);
          assertEquals(seen.charts.length, svgs.length, svgs.join());
          for (const { title, width, height } of seen.charts) {
            assert(width > 100 && height > 100, title);
          }
          assertEquals(seen.sideways, 0, "the page scrolls sideways");
          assertEquals(seen.clipped, [], "clipped");
          assertEquals(seen.outside, [], "outside of its chart");
          assertEquals(seen.overlapping, [], "one upon the other");
          assertEquals(seen.small, [], "too small");
          assertEquals(seen.faint, [], "too faint");
          assert(seen.textContrast >= 7);
          assertEquals(new Set(seen.ids).size, seen.ids.length);
          assertEquals(seen.downloads, [
            "results.csv",
            "summary.csv",
            "comparisons.csv",
            "meta.json",
          ]);
          // As light and wide as dark and narrow: one of each is enough.
          if ((scheme === "dark") === (width < 1000)) {
            assertEquals(await graveViolations(page), []);
          }
          await page.context().close();
        });
      }
      await t.step("by keyboard alone", async () => {
        const { page, complaints } = await visit(browser, url, VIEWS[0]!);
        await tabThrough(page);
        await walkChart(page, "Throughput");
        await hideSeries(page, "Throughput");
        await sortTable(page);
        assertEquals(complaints, []);
        await page.context().close();
      });
      await t.step("by a finger", async () => {
        const { page } = await visit(browser, url, {
          ...VIEWS[2]!,
          touch: true,
        });
        await tapMark(page, "Throughput");
        await page.context().close();
      });
      await t.step("without a script all is there", async () => {
        const { page } = await visit(browser, url, {
          ...VIEWS[0]!,
          script: false,
        });
        assertEquals(await page.locator("figure > svg").count(), svgs.length);
        assertEquals(await page.getByRole("button").count(), 0);
        assertEquals(await page.locator(".tip").count(), 0);
        assert(await page.getByText("coop differs from default").isVisible());
        await page.context().close();
      });
      const unread = whyNoPdfText();
      await t.step(
        `as a PDF${unread ? ` (text: ${unread})` : ""}`,
        async () => {
          const { page } = await visit(browser, url, VIEWS[0]!);
          await page.evaluate(
            "document.querySelectorAll('details').forEach((one) => one.open = false)",
          );
          await printed(page, directory, [
            "coop differs from default",
            "Premises and warnings",
            "premise held these runs",
          ]);
          await page.context().close();
        },
      );
      await t.step("printed charts are as wide as the paper", async () => {
        const { page } = await visit(browser, url, {
          // Paper is white, whatever the reader's screen is.
          scheme: "dark",
          width: 700,
          height: 1000,
        });
        await page.emulateMedia({ media: "print" });
        const seen = await page.evaluate<
          { clipped: number; alone: number; dark: number }
        >(`({
          dark: [...document.querySelectorAll("figure, figure svg > rect")]
            .flatMap((one) => {
              const { backgroundColor, fill } = getComputedStyle(one);
              return one.tagName === "rect" ? [fill] : [backgroundColor];
            }).filter((color) => color !== "rgb(255, 255, 255)").length,
          clipped: [...document.querySelectorAll("figure")]
            .filter((one) => one.scrollWidth > one.clientWidth).length,
          alone: [...document.querySelectorAll("h2, h3")]
            .filter((one) => getComputedStyle(one).breakAfter !== "avoid")
            .length,
        })`);
        assertEquals(seen, { clipped: 0, alone: 0, dark: 0 });
        await page.context().close();
      });
      for (const [name, html] of otherPages()) {
        await t.step(`the page of ${name} on a phone`, async () => {
          const other = `${directory}/${name}.html`;
          Deno.writeTextFileSync(other, html);
          const { page, complaints, requests } = await visit(
            browser,
            `file://${other}`,
            VIEWS[2]!,
          );
          assertEquals(complaints, []);
          assertEquals(requests, [`file://${other}`]);
          const { sideways, overlapping, faint } = await page.evaluate<
            Inspected
          >(INSPECT);
          assertEquals({ sideways, overlapping, faint }, {
            sideways: 0,
            overlapping: [],
            faint: [],
          });
          assertEquals(await graveViolations(page), []);
          const pictures = Deno.env.get("URINGLAB_SCREENSHOTS");
          if (pictures) {
            await page.screenshot({ path: `${pictures}/${name}-390.png` });
            await page.setViewportSize({ width: 1280, height: 1600 });
            await page.screenshot({ path: `${pictures}/${name}-1280.png` });
          }
          await page.context().close();
        });
      }
      await t.step("light and dark have grounds of their own", () => {
        assertNotEquals(grounds.get("light"), grounds.get("dark"));
      });
      await t.step("the embedded files come out as they are", async () => {
        const { page } = await visit(browser, url, VIEWS[0]!);
        for (const name of ["results.csv", "comparisons.csv"]) {
          const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.click(`a[download="${name}"]`),
          ]);
          assertEquals(download.suggestedFilename(), name);
          assertEquals(
            Deno.readTextFileSync(await download.path()),
            files.get(name),
          );
        }
        await page.context().close();
      });
    } finally {
      await browser.close();
      Deno.removeSync(directory, { recursive: true });
    }
  },
});
