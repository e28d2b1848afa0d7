/** A page as a PDF file. */

import { assert, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";

function textOf(path: string): string {
  const { success, stdout } = new Deno.Command("pdftotext", {
    args: [path, "-"],
  }).outputSync();
  assert(success);
  return new TextDecoder().decode(stdout).replaceAll(/\s+/g, " ");
}

/** Why the text of a PDF file cannot be read here; undefined where it can. */
export function whyNoPdfText(): string | undefined {
  try {
    new Deno.Command("pdftotext", { args: ["-v"], stderr: "null" })
      .outputSync();
    return undefined;
  } catch {
    return "no pdftotext: Debian's poppler-utils has it";
  }
}

/** Prints a page into a directory: all of these texts, unfolded, are in it. */
export async function printed(
  page: Page,
  directory: string,
  texts: readonly string[],
): Promise<void> {
  const path = `${directory}/report.pdf`;
  const pdf = new TextDecoder("latin1").decode(
    await page.pdf({ path, format: "A4", printBackground: true }),
  );
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert(pages > 2, `${pages} pages`);
  if (whyNoPdfText() !== undefined) return;
  const text = textOf(path);
  for (const one of texts) assertStringIncludes(text, one);
}
