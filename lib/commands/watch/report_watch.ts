import { drawWatch } from "../../export/write_watch.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { readWatch } from "../../files/watch_json.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { adviceTexts, summaryText } from "./text.ts";

/**
 * Draws everything of a watch again. Returns the exit status. Throws
 * {@linkcode RunError} where its file is not uringlab's.
 */
export function reportWatch(
  path: string,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const record = readWatch(path);
  drawWatch(record, adviceTexts, new OutputDirectory(path));
  print(summaryText(record.all));
  status.say(`all of it is in ${path}`);
  return 0;
}
