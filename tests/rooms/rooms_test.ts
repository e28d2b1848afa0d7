import { assert, assertEquals } from "@std/assert";
import { arrowsOf } from "./arrows.ts";
import { LAYOUT, roomOf } from "./layout.ts";
import { offences, offenceText } from "./rules.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Folders of c/ that are no part of the library. */
const OUTSIDE = ["c/tests", "c/build"];

function sourcesBelow(folder: string): string[] {
  if (OUTSIDE.includes(folder)) return [];
  return [...Deno.readDirSync(`${ROOT}${folder}`)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return sourcesBelow(path);
    return /\.(ts|c|h)$/.test(path) ? [path] : [];
  });
}

const sources = new Map(
  ["main.ts", ...["lib", "ffi", "experiments", "c"].flatMap(sourcesBelow)]
    .sort()
    .map((path) => [path, Deno.readTextFileSync(`${ROOT}${path}`)] as const),
);

Deno.test("all arrows between rooms point down, and there is no circle", () => {
  const found = offences(sources, LAYOUT);
  assertEquals(found.map(offenceText), []);
});

Deno.test("every import leads to a file that was read", () => {
  const arrows = arrowsOf(sources);
  assert(arrows.length > 1000, `${arrows.length} arrows`);
  const unknown = arrows.filter(({ to }) => !sources.has(to))
    // The Makefile makes that header.
    .filter(({ to }) => to !== "c/syscall_names.h");
  assertEquals(unknown, []);
});

Deno.test("every room of the layout is there, and every room is in it", () => {
  const rooms = new Set(
    [...sources.keys()].filter((path) => /\.ts$/.test(path))
      .filter((path) => !path.endsWith(".d.ts")).map(roomOf),
  );
  assertEquals([...rooms].sort(), LAYOUT.floors.flat().sort());
});
