import { assertEquals } from "@std/assert";
import { isUsable, isValid } from "../../lib/model/row.ts";
import { row } from "./fixtures.ts";

const ROWS = [
  row(),
  row({}, { broken: [{ premise: "in_flight", value: 2 }] }),
  row({}, { broken: [{ premise: "cpu_steal", value: 0.5 }] }),
  row({}, { broken: [{ premise: "strayed", value: 1 }] }),
  row({}, { status: "failed" }),
  row({}, { status: "impossible" }),
];

Deno.test("figures count where the cell was the one that was asked for", () => {
  assertEquals(ROWS.map(isUsable), [true, true, true, false, false, false]);
});

Deno.test("figures are valid where the premises held", () => {
  assertEquals(
    ROWS.map(isValid),
    [true, true, false, false, undefined, undefined],
  );
});
