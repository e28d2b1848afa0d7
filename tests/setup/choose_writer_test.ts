import { assertEquals } from "@std/assert";
import { withWriter } from "../../lib/setup/choose_writer.ts";
import { cell } from "../model/fixtures.ts";

const FILE = { isBlockDevice: false };

Deno.test("a writer has its file beside the target, and no place beside a device", () => {
  const beside = cell({ writer: true });
  assertEquals(withWriter(beside, FILE), beside);
  assertEquals(
    withWriter(beside, { isBlockDevice: true }).impossible,
    "no writer: the target is a device, which is only read; beside a file " +
      "there is room for another (--filename)",
  );
  const without = cell();
  assertEquals(withWriter(without, { isBlockDevice: true }), without);
});

Deno.test("a load without a disk has nothing in common with a writer", () => {
  const beside = cell({ writer: true, load: "nop" });
  assertEquals(
    withWriter(beside, undefined).impossible,
    "no writer: a nop shares no disk with it",
  );
  // What is impossible anyway keeps its reason.
  const nowhere = { ...beside, impossible: "there is no such core" };
  assertEquals(withWriter(nowhere, undefined), nowhere);
});
