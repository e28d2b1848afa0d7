import { assertEquals } from "@std/assert";
import { heldText } from "../../lib/process/machine.ts";

Deno.test("heldText() says what threads wait for that Linux keeps: a disk or no disk", () => {
  assertEquals(heldText(new Map()), undefined);
  assertEquals(
    heldText(new Map([["read", 2]])),
    "note: all is written, but Linux may keep this process until the disk " +
      "answers: 2 of its threads wait there, and nothing ends them",
  );
  assertEquals(
    heldText(new Map([["tcp", 1]])),
    "note: all is written, but Linux may keep this process until I/Os of " +
      "--load tcp end: 1 of its threads wait for them, and nothing ends them",
  );
});
