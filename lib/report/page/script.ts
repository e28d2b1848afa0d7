/** The script of a page, and what a page allows itself. */

import { createHash } from "node:crypto";
import legends from "./scripts/legends.js" with { type: "text" };
import marks from "./scripts/marks.js" with { type: "text" };
import printing from "./scripts/printing.js" with { type: "text" };
import scales from "./scripts/scales.js" with { type: "text" };
import tables from "./scripts/tables.js" with { type: "text" };

/**
 * The text of the only script of a page. It adds to what is there and takes
 * nothing away: a page is whole where no script runs, as in a mail.
 */
export const SCRIPT = `\n${
  [scales, marks, legends, tables, printing].join("\n")
}`;

const HASH = createHash("sha256").update(SCRIPT).digest("base64");

/** The page's policy: this script, its own style, and nothing from elsewhere. */
export const POLICY = "default-src 'none'; base-uri 'none'; " +
  "form-action 'none'; img-src data:; style-src 'unsafe-inline'; " +
  `script-src 'sha256-${HASH}'`;
