import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { choosePlace } from "../../../lib/commands/watch/results.ts";

Deno.test("a directory that cannot be made is refused before anything is watched", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const file = `${directory}/file`;
    await Deno.writeTextFile(file, "");
    for (const path of [file, `${file}/results`]) {
      assertThrows(
        () => choosePlace(path),
        UsageError,
        `${file} is no directory`,
      );
    }
    for (const path of [directory, `${directory}/new/one`]) {
      assertEquals(choosePlace(path).path, path);
    }
    await Deno.writeTextFile(`${directory}/watch.json`, "");
    assertThrows(() => choosePlace(directory), UsageError, "holds results");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
