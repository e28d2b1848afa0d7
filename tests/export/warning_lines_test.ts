import { assert, assertEquals } from "@std/assert";
import { warningLines } from "../../lib/export/export_results.ts";
import { LOAD_NAMES } from "../../lib/model/parameters/loads.ts";

Deno.test("warnings fit 80 columns and say no read, whatever the load is", () => {
  const text = "it shows in the CPU time per read and in all reads of it, ";
  const warning = {
    kind: "note",
    text: text.repeat(9),
    advice: text.repeat(9),
  } as const;
  for (const load of LOAD_NAMES) {
    const lines = warningLines(warning, load).trimEnd().split("\n");
    assertEquals(lines.filter((line) => line.length > 80), [], load);
    assert(load === "read" || !/\breads?\b/.test(lines.join(" ")), load);
  }
});
