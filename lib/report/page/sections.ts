/** The sections of a page: their addresses, the contents, what is folded. */

// @ts-types="@types/markdown-it"
import type MarkdownIt from "markdown-it";

type Tokens = ReturnType<MarkdownIt["parse"]>;
type Token = Tokens[number];

/** What is seen of a section that is folded. */
export interface Fold {
  /** The sentence that stays. */
  readonly summary: string;
  /** Whether it is shown at first. */
  readonly open: boolean;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** A piece of the page's own HTML among the tokens. */
function html(like: Token, text: string): Token {
  const made = Object.assign(
    Object.create(Object.getPrototypeOf(like)) as Token,
    like,
  );
  return Object.assign(made, {
    type: "html_block",
    tag: "",
    attrs: null,
    children: null,
    nesting: 0,
    content: text,
  });
}

/** A heading of a section, and the place of the token that opens it. */
interface Heading {
  readonly at: number;
  readonly text: string;
}

function headings(tokens: Tokens, tag: string): Heading[] {
  return tokens.flatMap((token, at) =>
    token.type === "heading_open" && token.tag === tag
      ? [{ at, text: plainText(tokens[at + 1]) }]
      : []
  );
}

function plainText(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join("");
}

/** An address that nothing else on the page has. */
function address(text: string, taken: Set<string>): string {
  const base = text.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^-+|-+$/g, "") ||
    "section";
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  taken.add(name);
  return name;
}

/** The tokens with the sections folded that shall be, by their titles. */
export function withFolds(
  tokens: Tokens,
  folds: ReadonlyMap<string, Fold>,
): Tokens {
  const starts = headings(tokens, "h2");
  const changed = [...tokens];
  // From the end on, so that the places before stay what they are.
  for (const [i, { at, text }] of [...starts.entries()].toReversed()) {
    const fold = folds.get(text);
    const heading = tokens[at];
    if (!fold || !heading) continue;
    const end = starts[i + 1]?.at ?? tokens.length;
    changed.splice(end, 0, html(heading, "</details>\n"));
    changed.splice(
      // Behind its opening, its text and its end.
      at + 3,
      0,
      html(
        heading,
        `<details${fold.open ? " open" : ""}><summary>${
          escapeHtml(fold.summary)
        }</summary>\n`,
      ),
    );
  }
  return changed;
}

/**
 * The tokens with an address for each section, and, where they are listed, a
 * list of the sections before the first of them: behind the answer.
 */
export function withContents(tokens: Tokens, isListed = true): Tokens {
  const starts = headings(tokens, "h2");
  const taken = new Set<string>();
  const entries = starts.map(({ at, text }) => {
    const id = address(text, taken);
    tokens[at]?.attrSet("id", id);
    return `<li><a href="#${id}">${escapeHtml(text)}</a></li>`;
  });
  const [first] = starts;
  const heading = tokens[first?.at ?? -1];
  if (!isListed || !first || !heading || entries.length < 2) return tokens;
  return tokens.toSpliced(
    first.at,
    0,
    html(
      heading,
      `<nav aria-label="Contents"><ul>\n${entries.join("\n")}\n</ul></nav>\n`,
    ),
  );
}
