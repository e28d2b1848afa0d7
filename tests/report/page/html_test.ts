import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { reportHtml } from "../../../lib/report/page/html.ts";
import {
  deeper,
  escaped,
  table,
} from "../../../lib/report/document/markdown.ts";

const CHART = `<?xml version="1.0"?>
<svg width="100" height="9"><pattern id="p"/><rect fill="url(#p)"/></svg>`;

function page(markdown: string): string {
  return reportHtml("a <b>", markdown, {
    charts: new Map([["x.svg", { svg: CHART }], ["z.svg", { svg: CHART }]]),
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

Deno.test("the contents name every section, behind what stands first", () => {
  const html = page("# t\n\nanswer\n\n## One & two\n\nx\n\n## b\n\n## b");
  const [before = "", after = ""] = html.split("<nav");
  assertStringIncludes(before, "<p>answer</p>");
  for (
    const link of [
      '<a href="#One-two">One &amp; two</a>',
      '<a href="#b">b</a>',
      '<a href="#b-2">b</a>',
    ]
  ) assertStringIncludes(after, link);
  for (const id of ["One-two", "b", "b-2"]) {
    assertStringIncludes(after, `<h2 id="${id}">`);
  }
  assert(!page("# t\n\n## one\n\nx").includes("<nav"));
});

Deno.test("a section is folded to a sentence, or open where it must be read", () => {
  const folded = (open: boolean) =>
    reportHtml("t", "## a\n\nfirst\n\n## b\n\nsecond\n\n## c\n\nthird", {
      charts: new Map(),
      embedded: new Map(),
      folds: new Map([["b", { summary: "1 < 2", open }]]),
    });
  assertStringIncludes(
    folded(false).replaceAll("\n", ""),
    '<h2 id="b">b</h2><details><summary>1 &lt; 2</summary><p>second</p>' +
      '</details><h2 id="c">',
  );
  assertStringIncludes(folded(true), "<details open><summary>");
});

Deno.test("the policy lets the page's own script run, and nothing else", async () => {
  const html = page("text");
  const [, script = ""] = /<script type="module">([^]*?)<\/script>/
    .exec(html) ?? [];
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(script),
  );
  assertStringIncludes(
    html,
    `script-src 'sha256-${new Uint8Array(hash).toBase64()}'`,
  );
  assertStringIncludes(html, "content=\"default-src 'none';");
  assertEquals(html.match(/<script/g)?.length, 1);
  assert(!/<!--|<\/script/.test(script));
});

Deno.test("other scales of a chart are there, and are not shown", () => {
  const scales = (y: "linear" | "log") => ({ x: "log", y }) as const;
  const html = reportHtml("t", "![one](x.svg)", {
    charts: new Map([["x.svg", {
      svg: CHART,
      scales: scales("linear"),
      others: [{ scales: scales("log"), svg: CHART }],
    }]]),
    embedded: new Map(),
  });
  assertStringIncludes(
    html,
    '<figure aria-label="one" data-x="log" data-y="linear">',
  );
  assertStringIncludes(html, '<template data-x="log" data-y="log"><svg');
});
