/** Who imports or includes whom, read from the texts of source files. */

/** One file names another. */
export interface Arrow {
  readonly from: string;
  /** Of the name in `from`, counted from 1. */
  readonly line: number;
  readonly to: string;
}

/** Texts of source files by their paths from the top of the repository. */
export type Sources = ReadonlyMap<string, string>;

/** `import ... from`, `export ... from`, `import "x"` and `import("x")`. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g;
const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm;

/** The text with as many lines, but nothing in its comments. */
function withoutComments(text: string): string {
  return text.replaceAll(
    /\/\*[^]*?\*\/|^[ \t]*\/\/.*$/gm,
    (comment) => comment.replaceAll(/[^\n]/g, " "),
  );
}

/** The path that a name leads to from the file that has it. */
function resolved(from: string, name: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function found(path: string, text: string, pattern: RegExp): Arrow[] {
  const code = withoutComments(text);
  return [...code.matchAll(pattern)].map((match) => ({
    from: path,
    line: code.slice(0, match.index + match[0].length).split("\n").length,
    to: resolved(path, match[1] ?? ""),
  }));
}

/**
 * Every arrow between the files of a tree, those of types alone among them.
 * Packages and what is no source file (deno.json, say) are left out.
 */
export function arrowsOf(sources: Sources): Arrow[] {
  return [...sources].flatMap(([path, text]) =>
    found(path, text, path.endsWith(".ts") ? IMPORT : INCLUDE)
  ).filter(({ to }) => /\.(ts|c|h)$/.test(to));
}
