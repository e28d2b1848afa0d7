import { assertEquals } from "@std/assert";

const GOLDEN = new URL("./golden/", import.meta.url);

/**
 * Compares a text with tests/golden/NAME, where NAME begins with a folder; with
 * UPDATE_GOLDEN=1 in the environment it writes the file first.
 */
export async function assertGolden(name: string, text: string): Promise<void> {
  const file = new URL(name, GOLDEN);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  assertEquals(
    text.split("\n"),
    (await Deno.readTextFile(file)).split("\n"),
    `${name} differs: look at it, then run again with UPDATE_GOLDEN=1`,
  );
}

/** The names of all golden files, in any folder, that end in a suffix. */
export function goldenNames(suffix: string, folder = ""): string[] {
  return [...Deno.readDirSync(new URL(folder, GOLDEN))].flatMap((entry) =>
    entry.isDirectory
      ? goldenNames(suffix, `${folder}${entry.name}/`)
      : entry.name.endsWith(suffix)
      ? [folder + entry.name]
      : []
  ).sort();
}

/** The text of tests/golden/NAME. */
export function goldenText(name: string): string {
  return Deno.readTextFileSync(new URL(name, GOLDEN));
}
