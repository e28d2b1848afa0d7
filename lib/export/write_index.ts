/** The page over many results directories. */

import { dirname, relative, resolve } from "node:path";
import { RunError, UsageError } from "../base/errors.ts";
import { OutputDirectory } from "../files/output_directory.ts";
import type { ManyResults } from "../files/read_many.ts";
import { maxBytes, readStranger } from "../files/stranger_file.ts";
import { GENERATOR, reportHtml } from "../report/page/html.ts";
import { images } from "../report/document/markdown.ts";
import { indexMarkdown } from "../report/index/document.ts";
import {
  comparedMachines,
  machinesMarkdown,
} from "../report/index/machines.ts";
import { runEntry } from "../report/index/run_entry.ts";
import { trendCharts } from "../report/index/trend.ts";

/** The file's usual name. */
export const INDEX_HTML = "index.html";

/** The address of a file in a directory, as a page elsewhere links to it. */
function addressFrom(
  page: string,
): (directory: string, file: string) => string {
  const from = dirname(resolve(page));
  return (directory, file) =>
    relative(from, resolve(directory, file)).split("/")
      .map(encodeURIComponent).join("/");
}

/** Whether there is a page of this name that somebody else wrote. */
function isAnothers(page: string): boolean {
  try {
    const text = readStranger(page, maxBytes(INDEX_HTML));
    return text !== undefined && !text.includes(GENERATOR);
  } catch (error) {
    if (error instanceof RunError) return true;
    throw error;
  }
}

/**
 * Writes the page over some results to the file `page`. Throws
 * {@linkcode UsageError} where that is a file which uringlab did not write,
 * {@linkcode RunError} where it cannot be written.
 */
export function writeIndex(
  { runs, others, unread }: ManyResults,
  page: string,
): void {
  if (isAnothers(page)) {
    throw new UsageError(
      `${page} is there and is no page of uringlab: name another file by --out`,
    );
  }
  const entries = runs.map(runEntry);
  const trends = trendCharts(entries);
  const markdown = indexMarkdown({
    entries,
    others,
    unread,
    sections: [
      ["Machines", machinesMarkdown(comparedMachines(entries))],
      ["From run to run", images(trends)],
    ],
    addressOf: addressFrom(page),
  });
  const path = resolve(page);
  new OutputDirectory(dirname(path)).write(
    path.slice(dirname(path).length + 1),
    reportHtml("Results of uringlab", markdown, {
      charts: new Map(trends.map((chart) => [chart.name, chart])),
      embedded: new Map(),
    }),
  );
}
