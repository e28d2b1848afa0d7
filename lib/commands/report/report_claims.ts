import { UsageError } from "../../base/errors.ts";
import type { ExportFormat } from "../../export/exported_text.ts";
import { writeClaims } from "../../export/write_claims.ts";
import { claimsJson, readClaims } from "../../files/claims_json.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { claimsText } from "../../report/claims/text.ts";
import type { Surroundings } from "../../run/surroundings.ts";

/**
 * Draws everything of a directory of claims again. Returns the exit status.
 * Throws {@linkcode UsageError} for a format that claims do not have and
 * {@linkcode RunError} where its file is not uringlab's.
 */
export function reportClaims(
  path: string,
  { print, status }: Pick<Surroundings, "print" | "status">,
  format?: ExportFormat,
): number {
  if (format !== undefined && format !== "json") {
    throw new UsageError(
      `report: ${path} holds claims, which --export ${format} does not have`,
    );
  }
  const record = readClaims(path);
  writeClaims(record, new OutputDirectory(path));
  if (format === undefined) print(claimsText(record));
  else print(claimsJson(record), "data");
  status.say(`all of it is in ${path}`);
  return 0;
}
