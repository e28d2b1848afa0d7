import { assert, assertEquals } from "@std/assert";
import { PARAM_COLUMNS } from "../../lib/model/parameters/columns.ts";
import { rounded } from "../../lib/base/field.ts";
import { params } from "./fixtures.ts";

Deno.test("every parameter has a column", () => {
  const plain = Object.keys(params()).filter((name) =>
    !["runtime", "rampTime", "thinktime"].includes(name)
  );
  const names = PARAM_COLUMNS.map(({ name }) => name);
  for (const name of plain) {
    const column = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    assert(names.includes(column), column);
  }
  // Named with their unit, since the options take several.
  assert(names.includes("runtime_s") && names.includes("ramp_time_s"));
  assert(names.includes("thinktime_us"));
});

Deno.test("rounded keeps nine digits and what is missing", () => {
  assertEquals(rounded(0.1 + 0.2), 0.3);
  assertEquals(rounded(123456789), 123456789);
  assertEquals(rounded(1 / 3), 0.333333333);
  assertEquals(rounded(0), 0);
  assertEquals(rounded(undefined), undefined);
});
