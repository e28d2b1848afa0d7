import { assertEquals } from "@std/assert";

/** Compares a text with tests/golden/NAME, or writes it if UPDATE_GOLDEN=1. */
export async function assertGolden(name: string, text: string): Promise<void> {
  const file = new URL(`./golden/${name}`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.writeTextFile(file, text);
  }
  assertEquals(
    text.split("\n"),
    (await Deno.readTextFile(file)).split("\n"),
    `${name} differs: look at it, then run again with UPDATE_GOLDEN=1`,
  );
}
