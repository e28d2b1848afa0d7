// @ts-types="@types/markdown-it"
import MarkdownIt from "markdown-it";
import { inlineChart } from "../../chart/common/inline_chart.ts";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { type Fold, withContents, withFolds } from "./sections.ts";
import { POLICY, SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** What every page says of where it comes from. */
export const GENERATOR = '<meta name="generator" content="uringlab">';

/** What a page holds beside its text. */
export interface PageFiles {
  /** Charts by file name, drawn in place of the images of that name. */
  readonly charts: ReadonlyMap<string, ScaledChart>;
  /** Texts by file name, put into the page for those that link to them. */
  readonly embedded: ReadonlyMap<string, string>;
  /** What sections are folded to, by their titles. */
  readonly folds?: ReadonlyMap<string, Fold>;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** The text with every percentage kept on one line with its sign. */
function unbroken(text: string): string {
  return text.replaceAll(/(\d) %/g, "$1\u00a0%");
}

/** How much of its own width a chart keeps on a screen that is narrower. */
const LEAST_SCALE = 0.85;

/**
 * A chart with its other scales beside it, of which nothing is shown or read
 * until the script puts one in place of the chart.
 */
function figureHtml(
  title: string,
  { svg, scales, others = [] }: ScaledChart,
  index: number,
): string {
  const inline = (text: string) => inlineChart(text, index, LEAST_SCALE);
  const data = (of = scales) => of ? ` data-x="${of.x}" data-y="${of.y}"` : "";
  return `<figure aria-label="${title}"${data()}>${inline(svg)}${
    others.map((other) =>
      `<template${data(other.scales)}>${inline(other.svg)}</template>`
    ).join("")
  }</figure>`;
}

/**
 * Gives every cell of a table the name of its column, by which it is told where
 * a screen is so narrow that rows are shown as blocks.
 */
function nameCells(tokens: ReturnType<MarkdownIt["parse"]>): void {
  let names: string[] = [];
  let column = 0;
  tokens.forEach(({ type }, at) => {
    if (type === "table_open") names = [];
    if (type === "tr_open") column = 0;
    if (type === "th_open") names.push(tokens[at + 1]?.content ?? "");
    if (type === "td_open") {
      tokens[at]?.attrSet("data-column", names[column++] ?? "");
    }
  });
}

function renderer({ charts, embedded }: PageFiles): MarkdownIt {
  // HTML in the text is shown as text, because the report holds names that come
  // from the machine.
  const markdown = new MarkdownIt({ html: false });
  markdown.core.ruler.push("columns", ({ tokens }) => nameCells(tokens));
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
    const name = token?.attrGet("src") ?? "";
    const title = escapeHtml(token?.content ?? "");
    const chart = charts.get(name);
    return chart === undefined
      ? `<em>${title} (${escapeHtml(name)})</em>`
      : figureHtml(title, chart, [...charts.keys()].indexOf(name));
  };
  // HTML has no figures inside of paragraphs.
  const isFigure = (
    inline: ReturnType<MarkdownIt["parse"]>[number] | undefined,
  ) => inline?.children?.length === 1 && inline.children[0]?.type === "image";
  markdown.renderer.rules.paragraph_open = (tokens, index, options, _, self) =>
    isFigure(tokens[index + 1]) ? "" : self.renderToken(tokens, index, options);
  markdown.renderer.rules.paragraph_close = (tokens, index, options, _, self) =>
    isFigure(tokens[index - 1])
      ? "\n"
      : self.renderToken(tokens, index, options);
  // What scrolls must be reached by keyboard too.
  markdown.renderer.rules.table_open = () =>
    '<div class="table" role="group" aria-label="table" tabindex="0"><table>';
  for (const rule of ["fence", "code_block"]) {
    const draw = markdown.renderer.rules[rule];
    markdown.renderer.rules[rule] = (...given) =>
      draw?.(...given).replace("<pre>", '<pre tabindex="0">') ?? "";
  }
  markdown.renderer.rules.table_close = () => "</table></div>";
  // A data: link leads to what the page itself holds, and runs no script.
  markdown.validateLink = (link) => !/^\s*(javascript|vbscript):/i.test(link);
  markdown.renderer.rules.link_open = (tokens, index, options, _, self) => {
    const token = tokens[index];
    const name = token?.attrGet("href") ?? "";
    const text = embedded.get(name);
    if (text !== undefined) {
      token?.attrSet("download", name);
      token?.attrSet("href", `data:text/plain;base64,${base64(text)}`);
    }
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

function bodyOf(
  markdown: string,
  files: PageFiles,
  hasContents: boolean,
): string {
  const made = renderer(files);
  const env = {};
  const tokens = made.parse(unbroken(markdown), env);
  return made.renderer.render(
    withContents(
      withFolds(tokens, files.folds ?? new Map()),
      hasContents,
    ),
    made.options,
    env,
  );
}

/**
 * A page of its own, made of the report's Markdown: nothing is fetched from
 * elsewhere, and all of it can be read where no script runs. The script makes
 * charts and tables answer to keyboard, pointer and finger. Tables of figures
 * keep their lines and scroll; those of `words` wrap, and all their rows are
 * seen, so that they are its contents too.
 */
export function reportHtml(
  title: string,
  markdown: string,
  files: PageFiles,
  tables: "figures" | "words" = "figures",
): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${GENERATOR}
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main${tables === "words" ? ' class="words"' : ""}>
${bodyOf(markdown, files, tables === "figures")}</main>
<script type="module">${SCRIPT}</script>
</body>
</html>
`;
}
