import { assertEquals } from "@std/assert";
import { listNote } from "../../../lib/chart/common/list_note.ts";

Deno.test("listNote() names places, and of many says how many more there are", () => {
  const places = [..."abcdefghij"];
  assertEquals(listNote("No value", []), []);
  assertEquals(listNote("No value", places.slice(0, 2)), ["No value: a; b."]);
  assertEquals(listNote("No value", places.slice(0, 7)), [
    "No value: a; b; c; d; e; f; g.",
  ]);
  assertEquals(listNote("No value", places), [
    "No value: a; b; c; d; e; f; and in 4 more.",
  ]);
});
