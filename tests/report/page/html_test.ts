import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { reportHtml } from "../../../lib/report/document/html.ts";
import {
  deeper,
  escaped,
  table,
} from "../../../lib/report/document/markdown.ts";

const CHART = `<?xml version="1.0"?>
<svg width="100" height="9"><pattern id="p"/><rect fill="url(#p)"/></svg>`;

function page(markdown: string): string {
  return reportHtml("a <b>", markdown, {
    charts: new Map([["x.svg", CHART], ["z.svg", CHART]]),
    embedded: new Map([["results.csv", "a,b\n1,2\n"]]),
  });
}

Deno.test("charts stand inside the page, those that are missing by name", () => {
  const html = page("![one](x.svg)\n\n![two](y.svg)");
  assertStringIncludes(html, '<svg style="min-width:85px" width="100"');
  assert(!html.includes("<?xml"));
  assertStringIncludes(html, "<em>two (y.svg)</em>");
});

Deno.test("two charts refer each to what is its own", () => {
  const html = page("![one](x.svg)\n\n![two](z.svg)");
  for (const index of [0, 1]) {
    const id = `chart${index}-p`;
    assertStringIncludes(html, `<pattern id="${id}"/>`);
    assertStringIncludes(html, `<rect fill="url(#${id})"/>`);
  }
});

Deno.test("names from the machine are text and nothing else", () => {
  const hostile = "<script>alert(1)</script> | [x](javascript:alert(1))";
  for (const markdown of [hostile, escaped(hostile)]) {
    const html = page(markdown);
    assert(!html.includes("<script>"), html);
    assert(!html.includes('href="javascript'), html);
  }
  assertStringIncludes(page(""), "<title>a &lt;b&gt;</title>");
});

Deno.test("the page holds the files that it links to", () => {
  const html = page("[results.csv](results.csv)");
  assertStringIncludes(html, `base64,${btoa("a,b\n1,2\n")}`);
  assertStringIncludes(html, 'download="results.csv"');
});

Deno.test("nothing is fetched from elsewhere", () => {
  assertEquals(/(src|href)="https?:/.test(page("text")), false);
});

Deno.test("a table keeps its cells apart", () => {
  const html = page(table(["a", "b"], [[escaped("1|2"), "line\nend"]]));
  assertEquals(html.match(/<td/g)?.length, 2);
  assertStringIncludes(html, "1|2");
  assertStringIncludes(html, "line end");
});

Deno.test("headings become deeper", () => {
  assertEquals(deeper("# a\ntext\n## b", 1), "## a\ntext\n### b");
});
