/** The files of a directory of claims that follow from claims.json. */

import {
  claimsCsv,
  claimsJson,
  type ClaimsRecord,
} from "../files/claims_json.ts";
import type { OutputDirectory } from "../files/output_directory.ts";
import { claimSvg } from "../report/claims/chart.ts";
import { chartName, claimsMarkdown } from "../report/claims/text.ts";
import { reportHtml } from "../report/page/html.ts";

/** Writes claims.json, and all that is made from what was found of claims. */
export function writeClaims(
  record: ClaimsRecord,
  directory: OutputDirectory,
): void {
  const charts = new Map(
    record.claims.flatMap((claim) => {
      const svg = claimSvg(claim, record);
      return svg === undefined ? [] : [[chartName(claim), { svg }] as const];
    }),
  );
  const markdown = claimsMarkdown(record, new Set(charts.keys()));
  const [csv, json] = [claimsCsv(record), claimsJson(record)];
  directory.write("claims.json", json);
  directory.write("claims.csv", csv);
  for (const [name, { svg }] of charts) directory.write(name, svg);
  directory.write("claims.md", markdown);
  directory.write(
    "claims.html",
    reportHtml(
      record.run,
      markdown,
      {
        charts,
        embedded: new Map([["claims.csv", csv], ["claims.json", json]]),
      },
      "words",
    ),
  );
}
