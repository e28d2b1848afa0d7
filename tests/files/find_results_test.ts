import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { findResults, resultsKind } from "../../lib/files/find_results.ts";
import { readMany } from "../../lib/files/read_many.ts";
import { makeRun } from "./made_run.ts";

/** A directory with results of every kind, and with what is none. */
function archive(): string {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-archive-" });
  makeRun(`${path}/b`, { run: "b" });
  makeRun(`${path}/a`, { run: "a" });
  Deno.mkdirSync(`${path}/watched`);
  Deno.writeTextFileSync(`${path}/watched/watch.json`, "{}");
  Deno.mkdirSync(`${path}/claimed`);
  Deno.writeTextFileSync(`${path}/claimed/claims.json`, "{}");
  Deno.mkdirSync(`${path}/broken`);
  Deno.writeTextFileSync(`${path}/broken/meta.json`, "no JSON");
  Deno.mkdirSync(`${path}/notes`);
  Deno.writeTextFileSync(`${path}/index.html`, "");
  return path;
}

Deno.test("findResults() finds what a directory has, each of its kind and once", () => {
  const path = archive();
  try {
    const found = findResults([path, `${path}/a`]);
    assertEquals(
      found.map(({ path: one, kind }) => [one.slice(path.length + 1), kind]),
      [
        ["a", "run"],
        ["b", "run"],
        ["broken", "run"],
        ["claimed", "claims"],
        ["watched", "watch"],
      ],
    );
    assertEquals(findResults([`${path}/b`]).length, 1);
    assertEquals(resultsKind(`${path}/notes`), undefined);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});

Deno.test("findResults() says which directory has no results", () => {
  const path = archive();
  try {
    assertThrows(
      () => findResults([path, `${path}/notes`]),
      UsageError,
      "notes holds no results and no directory that does",
    );
    assertThrows(
      () => findResults([`${path}/none`]),
      UsageError,
      `there is no directory ${path}/none`,
    );
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});

Deno.test("readMany() reads what can be read, and says why the rest was not", () => {
  const path = archive();
  try {
    const { runs, others, unread } = readMany(findResults([path]));
    assertEquals(runs.map(({ identity }) => identity.run), ["a", "b"]);
    assertEquals(others.map(({ kind }) => kind), ["claims", "watch"]);
    assertEquals(unread.map(({ path: one }) => one), [`${path}/broken`]);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});
