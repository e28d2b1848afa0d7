import { assertEquals } from "@std/assert";
import { parseIoPressure } from "../../lib/host/pressure.ts";

Deno.test("parseIoPressure() takes the total of the line some", () => {
  const text = "some avg10=0.35 avg60=1.70 avg300=4.55 total=291981421\n" +
    "full avg10=0.01 avg60=0.29 avg300=0.68 total=79560481\n";
  assertEquals(parseIoPressure(text), 291_981_421);
});

Deno.test("a kernel without pressure has no total", () => {
  for (
    const text of ["", "some\n", "full avg10=0.00 total=1\n", "some total=x"]
  ) {
    assertEquals(parseIoPressure(text), undefined, text);
  }
});
