import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { launch, type View, visit, whyNoBrowser } from "./browser.ts";
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
          await page.context().close();
        });
      }
      await t.step("printed charts are as wide as the paper", async () => {
        const { page } = await visit(browser, url, {
          scheme: "light",
          width: 700,
          height: 1000,
        });
        await page.emulateMedia({ media: "print" });
        const seen = await page.evaluate<{ clipped: number; alone: number }>(`({
          clipped: [...document.querySelectorAll("figure")]
            .filter((one) => one.scrollWidth > one.clientWidth).length,
          alone: [...document.querySelectorAll("h2, h3")]
            .filter((one) => getComputedStyle(one).breakAfter !== "avoid")
            .length,
        })`);
        assertEquals(seen, { clipped: 0, alone: 0 });
        await page.context().close();
      });
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
