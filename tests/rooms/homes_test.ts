import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Pictures and recorded files, which take their texts from a real machine. */
const RECORDED = [".github", "tests/fixtures", "tests/golden"];

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}${folder}`)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* files(path);
    else yield path;
  }
}

Deno.test("no recorded file and no picture names the home of whoever measured", () => {
  const naming = RECORDED.flatMap((folder) => [...files(folder)])
    .filter((path) =>
      /\/(root|home\/[^/\s"]+)\//.test(Deno.readTextFileSync(`${ROOT}${path}`))
    );
  assertEquals(naming, []);
});
