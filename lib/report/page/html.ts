// @ts-types="@types/markdown-it"
import MarkdownIt from "markdown-it";
import { inlineChart } from "../../chart/common/inline_chart.ts";
import { STYLE } from "./style.ts";

/** What every page says of where it comes from. */
export const GENERATOR = '<meta name="generator" content="uringlab">';

/** What a page holds beside its text. */
export interface PageFiles {
  /** SVG texts by file name, drawn in place of the images of that name. */
  charts: ReadonlyMap<string, string>;
  /** Texts by file name, put into the page for those that link to them. */
  embedded: ReadonlyMap<string, string>;
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

function renderer({ charts, embedded }: PageFiles): MarkdownIt {
  // HTML in the text is shown as text, because the report holds names that come
  // from the machine.
  const markdown = new MarkdownIt({ html: false });
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
    const name = token?.attrGet("src") ?? "";
    const title = escapeHtml(token?.content ?? "");
    const svg = charts.get(name);
    const chartIndex = [...charts.keys()].indexOf(name);
    return svg === undefined
      ? `<em>${title} (${escapeHtml(name)})</em>`
      : `<figure role="img" aria-label="${title}">${
        inlineChart(svg, chartIndex, LEAST_SCALE)
      }</figure>`;
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
  markdown.renderer.rules.table_open = () => '<div class="table"><table>';
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

/**
 * A page of its own, made of the report's Markdown: no script, nothing that is
 * fetched from elsewhere.
 */
export function reportHtml(
  title: string,
  markdown: string,
  files: PageFiles,
): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${GENERATOR}
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${renderer(files).render(unbroken(markdown))}</main>
</body>
</html>
`;
}
