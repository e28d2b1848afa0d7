import { assertEquals, assertThrows } from "@std/assert";
import { contentsOf } from "../../lib/onefile/contents.ts";
import { denortCandidates, findDenort } from "../../lib/onefile/denort.ts";
import { RunError } from "../../lib/base/errors.ts";
import { headerWith, launcherOf } from "../../lib/onefile/portable.ts";
import { packedConfig } from "../../lib/onefile/stage.ts";

const PLACES = {
  variable: undefined,
  denoDir: "/cache",
  denoPath: "/opt/deno/deno",
  version: "2.9.6",
  target: "x86_64-unknown-linux-gnu",
};

Deno.test("denort is looked for where the variable says, and there only", () => {
  assertEquals(denortCandidates({ ...PLACES, variable: "/x/denort" }), [
    { path: "/x/denort", env: { DENORT_BIN: "/x/denort" } },
  ]);
});

Deno.test("denort is looked for in Deno's cache and beside deno", () => {
  assertEquals(denortCandidates(PLACES), [
    {
      path: "/cache/dl/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip",
      env: {},
    },
    { path: "/opt/deno/denort", env: { DENORT_BIN: "/opt/deno/denort" } },
  ]);
});

Deno.test("the first denort that is there is taken, and no folder", () => {
  const directory = Deno.makeTempDirSync();
  try {
    const place = (path: string) => ({ path, env: {} });
    const there = place(`${directory}/denort`);
    assertEquals(findDenort([place(directory), there]), undefined);
    Deno.writeTextFileSync(there.path, "");
    assertEquals(findDenort([place(directory), there]), there);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

/** A graph of main.ts, which imports these; `types` only for their types. */
function graph(
  imports: string[],
  others: unknown[] = [],
  types: string[] = [],
) {
  const main = "file:///a%20b/main.ts";
  return {
    roots: [main],
    modules: [{
      specifier: main,
      local: "/a b/main.ts",
      dependencies: [
        ...imports.map((specifier) => ({ code: { specifier } })),
        ...types.map((specifier) => ({ type: { specifier } })),
      ],
    }, ...others],
  };
}

Deno.test("modules are ours, of npm, of Deno, or refused", () => {
  const ours = { specifier: "file:///a%20b/x.ts", local: "/a b/x.ts" };
  const npm = "npm:d3-array@3.2.4";
  assertEquals(
    contentsOf(
      graph([ours.specifier, npm, "node:util"], [ours], ["npm:@types/d3"]),
      "/a b",
    ),
    { modules: ["main.ts", "x.ts"], packages: [npm] },
  );
  for (
    const stray of [
      { specifier: "https://example.com/x.ts", local: "/c/x" },
      { specifier: "file:///etc/x.ts", local: "/etc/x.ts" },
      { specifier: "jsr:@std/csv" },
    ]
  ) {
    assertThrows(
      () => contentsOf(graph([stray.specifier], [stray]), "/a b"),
      RunError,
      `${stray.specifier} is neither in /a b nor on npm`,
    );
  }
  const gone = { ...ours, error: "it is gone" };
  assertThrows(
    () => contentsOf(graph([ours.specifier], [gone]), "/a b"),
    RunError,
    "it is gone",
  );
});

Deno.test("the packed program knows its packages and its modules only", () => {
  const config = packedConfig({
    version: "1.2.3",
    imports: {
      "d3-array": "npm:d3-array@3.2.4",
      "@types/d3-array": "npm:@types/d3-array@3.2.1",
      "linkedom": "npm:linkedom@0.18.12",
    },
  }, {
    modules: ["main.ts", "lib/x.ts"],
    packages: ["npm:d3-array@3.2.4"],
  });
  assertEquals(config.imports, {
    "d3-array": "npm:d3-array@3.2.4",
    "./main.ts": "./main.js",
    "./lib/x.ts": "./lib/x.js",
  });
  assertEquals([config.version, config.nodeModulesDir], ["1.2.3", "manual"]);
});

Deno.test("a shell prints the launcher in the header as it was", () => {
  const launcher = launcherOf('say "$1 `x` \\n" @VERSION@ @KEY@ @MANIFEST@\n', {
    version: "1.2.3",
    manifest: "0123456789abcdef0123",
    megabytes: 1,
  });
  const header = headerWith(
    launcher,
    'cat << EOF  > "$archname"\n#!/bin/sh\nrest\nEOF\n',
  );
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", header],
    env: { archname: "/dev/stdout" },
  }).outputSync();
  assertEquals(
    new TextDecoder().decode(stdout),
    '#!/bin/sh\nsay "$1 `x` \\n" 1.2.3 0123456789abcdef 0123456789abcdef0123\nrest\n',
  );
});

Deno.test("a header of another makeself is refused", () => {
  assertThrows(() => headerWith("", "echo\n"), RunError, "as expected");
});
