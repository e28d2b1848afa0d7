import { assert, assertEquals } from "@std/assert";
import { writeClaims } from "../../lib/export/write_claims.ts";
import { OutputDirectory } from "../../lib/files/output_directory.ts";
import { claimRecord, claimsRecord } from "../report/claims/fixtures.ts";
import { launch, visit, whyNoBrowser } from "./browser.ts";

interface Seen {
  readonly sideways: number;
  /** How many rows there are, and how many cells are cut off or hidden. */
  readonly rows: number;
  readonly hidden: number;
  /** Where the verdict of the first row ends, in px. */
  readonly verdict: number;
  readonly deadLinks: readonly string[];
}

const SEEN = `(() => {
  const box = document.querySelector(".table");
  const cells = [...box.querySelectorAll("td")];
  const { scrollWidth, clientWidth } = document.documentElement;
  return {
    sideways: scrollWidth - clientWidth,
    rows: box.querySelectorAll("tbody tr").length,
    hidden: cells.filter((cell) => {
      const { bottom, right } = cell.getBoundingClientRect();
      const edge = box.getBoundingClientRect();
      return bottom > edge.bottom + 1 || right > clientWidth;
    }).length,
    verdict: cells[1].getBoundingClientRect().right,
    deadLinks: [...document.querySelectorAll('a[href^="#"]')]
      .map((link) => link.getAttribute("href"))
      .filter((name) => !document.getElementById(name.slice(1))),
  };
})()`;

const reason = whyNoBrowser();

Deno.test({
  name: `claims.html in a browser${reason ? ` (${reason})` : ""}`,
  ignore: reason !== undefined,
  fn: async (t) => {
    const directory = Deno.makeTempDirSync({ prefix: "uringlab-claims-" });
    const browser = await launch();
    try {
      const some = claimsRecord().claims;
      const many = Array.from({ length: 40 }, (_, i) =>
        claimRecord({
          name: `claim-${i}-of-a-name-that-is-long`,
          verdict: "not shown",
          seconds: 1e4,
          published: `${"wake-ups for 1.00 of notifications, ".repeat(3)} ${i}`,
        }));
      writeClaims(
        claimsRecord({ claims: [...some, ...many] }),
        new OutputDirectory(directory),
      );
      const url = `file://${directory}/claims.html`;
      for (
        const [width, media] of [
          [1280, "screen"],
          [900, "screen"],
          [390, "screen"],
          [700, "print"],
        ] as const
      ) {
        await t.step(
          `all of its table is seen, ${width} px, ${media}`,
          async () => {
            const { page, complaints } = await visit(browser, url, {
              scheme: "light",
              width,
              height: 800,
            });
            await page.emulateMedia({ media });
            const seen = await page.evaluate<Seen>(SEEN);
            assertEquals(complaints, []);
            assertEquals(seen.rows, some.length + many.length);
            assertEquals([seen.sideways, seen.hidden], [0, 0]);
            assert(seen.verdict <= width, `${seen.verdict}`);
            assertEquals(seen.deadLinks, []);
            await page.context().close();
          },
        );
      }
    } finally {
      await browser.close();
      Deno.removeSync(directory, { recursive: true });
    }
  },
});
