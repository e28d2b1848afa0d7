import { assertEquals } from "@std/assert";
import { arrowsOf } from "./arrows.ts";
import type { Layout } from "./layout.ts";
import { offences, offenceText } from "./rules.ts";

const LAYOUT: Layout = {
  floors: [
    ["lib/low", "lib/draw"],
    ["lib/left", "lib/right"],
    ["native"],
    ["lib/high"],
    ["main.ts"],
  ],
  onlyFrom: { native: ["main.ts"] },
  alone: ["lib/draw"],
};

/** What is wrong with a tree of these files. */
function wrong(files: Readonly<Record<string, string>>): string[] {
  return offences(new Map(Object.entries(files)), LAYOUT).map(offenceText);
}

function linesOf(text: string, path = "lib/low/a.ts"): string[] {
  return arrowsOf(new Map([[path, text]])).map(({ line, to }) =>
    `${line} ${to}`
  );
}

Deno.test("imports of every kind are arrows, with the line of their name", () => {
  const text = [
    'import { a } from "./a.ts";',
    "import {",
    "  type B,",
    "  type C,",
    '} from "../high/b.ts";',
    'import type { D } from "./deep/d.ts";',
    'export { e } from "./e.ts";',
    'import "./f.ts";',
    'const { g } = await import("../g.ts");',
    'let h: typeof import("./h.ts");',
  ].join("\n");
  assertEquals(linesOf(text), [
    "1 lib/low/a.ts",
    "5 lib/high/b.ts",
    "6 lib/low/deep/d.ts",
    "7 lib/low/e.ts",
    "8 lib/low/f.ts",
    "9 lib/g.ts",
    "10 lib/low/h.ts",
  ]);
});

Deno.test("packages, comments and what is no source are no arrows", () => {
  const text = [
    'import * as v from "valibot";',
    'import config from "../../deno.json" with { type: "json" };',
    '// import { a } from "./a.ts";',
    "/**",
    ' * import { b } from "./b.ts";',
    " */",
    'import { c } from "./c.ts";',
  ].join("\n");
  assertEquals(linesOf(text), ["7 lib/low/c.ts"]);
});

Deno.test("includes of our own headers are arrows", () => {
  const text = '#include <stdio.h>\n#include "ring.h"\n# include "../top.h"\n';
  assertEquals(linesOf(text, "c/tests/a.c"), [
    "2 c/tests/ring.h",
    "3 c/top.h",
  ]);
});

Deno.test("a tree whose arrows point down is in order", () => {
  assertEquals(
    wrong({
      "main.ts": 'import "./lib/high/a.ts";\nimport "./native/mod.ts";',
      "lib/high/a.ts": 'import "../low/b.ts";\nimport "../draw/line.ts";',
      "lib/low/b.ts": 'import "./c.ts";',
      "lib/low/c.ts": "",
    }),
    [],
  );
});

Deno.test("what imports a room above it is named", () => {
  assertEquals(
    wrong({ "lib/low/a.ts": '\nimport type { X } from "../high/x.ts";' }),
    ["lib/low/a.ts:2 -> lib/high/x.ts: lib/high is above lib/low"],
  );
});

Deno.test("rooms of one floor do not import each other", () => {
  assertEquals(wrong({ "lib/left/a.ts": 'import "../right/b.ts";' }), [
    "lib/left/a.ts:1 -> lib/right/b.ts: lib/right is beside lib/left, on the " +
    "same floor",
  ]);
});

Deno.test("a room that some may import is closed to others above it", () => {
  assertEquals(wrong({ "lib/high/a.ts": 'import "../../native/mod.ts";' }), [
    "lib/high/a.ts:1 -> native/mod.ts: only main.ts may import native",
  ]);
});

Deno.test("a room that stands alone imports nothing, not even from below", () => {
  const layout = { ...LAYOUT, floors: [["lib/low"], ["lib/draw"]] };
  const files = new Map([["lib/draw/a.ts", 'import "../low/b.ts";']]);
  assertEquals(offences(files, layout).map(offenceText), [
    "lib/draw/a.ts:1 -> lib/low/b.ts: lib/draw imports nothing but its own",
  ]);
});

Deno.test("a room that the layout does not know is named", () => {
  assertEquals(
    wrong({ "lib/new/a.ts": 'import "../low/b.ts";' }),
    ["lib/new/a.ts:1 -> lib/low/b.ts: lib/new stands on no floor"],
  );
});

Deno.test("a circle of folders is named at each arrow that closes it", () => {
  assertEquals(
    wrong({
      "lib/low/a.ts": 'import "./deep/b.ts";',
      "lib/low/deep/b.ts": 'import "../c.ts";',
      "lib/low/c.ts": "",
    }),
    [
      "lib/low/a.ts:1 -> lib/low/deep/b.ts: a circle of folders: lib/low, " +
      "lib/low/deep",
      "lib/low/deep/b.ts:1 -> lib/low/c.ts: a circle of folders: lib/low, " +
      "lib/low/deep",
    ],
  );
});

Deno.test("a circle of files is named, and only what belongs to it", () => {
  assertEquals(
    wrong({
      "lib/low/a.ts": 'import "./b.ts";',
      "lib/low/b.ts": 'import "./c.ts";\nimport "./d.ts";',
      "lib/low/c.ts": 'import "./a.ts";',
      "lib/low/d.ts": "",
    }),
    [
      "a.ts:1 -> lib/low/b.ts",
      "b.ts:1 -> lib/low/c.ts",
      "c.ts:1 -> lib/low/a.ts",
    ]
      .map((arrow) =>
        `lib/low/${arrow}: a circle of files: lib/low/a.ts, lib/low/b.ts, ` +
        "lib/low/c.ts"
      ),
  );
});

Deno.test("a C file and its header are one part, and parts make no circle", () => {
  const why = "a circle of C files: c/reads, c/worker";
  assertEquals(
    wrong({
      "c/worker.c": '#include "worker.h"\n#include "reads.h"\n',
      "c/worker.h": "",
      "c/reads.c": '#include "reads.h"\n#include "clock.h"\n',
      "c/reads.h": '#include "worker.h"\n',
      "c/clock.h": "",
    }),
    [
      `c/worker.c:2 -> c/reads.h: ${why}`,
      `c/reads.h:1 -> c/worker.h: ${why}`,
    ],
  );
});
