import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import {
  COMMIT_PATH,
  compiledCommit,
  nativePaths,
} from "../../lib/base/native.ts";
import { commitOf } from "../../lib/base/commit.ts";
import { buildLibrary } from "../../ffi/mod.ts";
import { compileArguments, writeCommit } from "../../lib/onefile/compiled.ts";
import { contents } from "../../lib/onefile/contents.ts";
import { ROOT } from "../../lib/onefile/deno.ts";
import {
  denortCandidates,
  findDenort,
  searchHere,
} from "../../lib/onefile/denort.ts";
import { acceptance, compile } from "./acceptance.ts";
import { CAN_HIDE, names, roomOnDisk } from "./stranger.ts";

const DENORT = findDenort(denortCandidates(await searchHere()));
if (!DENORT) console.log("not verified: no denort");

Deno.test({
  name: "the compiled form",
  ignore: !DENORT || !CAN_HIDE,
  fn: async (t) => {
    using room = roomOnDisk();
    const said = await compile("compiled", `${room.path}/uringlab`);
    assertStringIncludes(said, `uringlab ${config.version}, compiled form, `);
    await acceptance(t, room.path);
    assertEquals(names(`${room.path}/tmp`), [], "it left what it unpacked");
  },
});

/** The embedded files that `deno compile` lists, by their paths. */
function listedFiles(text: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  const above: string[] = [];
  for (const line of text.split("\n")) {
    const found = /^((?:[│ ] )*)[├└]─[─┬] (\S+)/.exec(line);
    if (!found) continue;
    const [, indent = "", name = ""] = found;
    above.length = indent.length / 2;
    const path = [...above, name].join("/");
    if (name.endsWith("/*")) folders.push(path.slice(0, -1));
    else files.push(path);
    above.push(name);
  }
  return { files, folders };
}

Deno.test("all modules and native files are embedded, and nothing is fetched", async () => {
  await buildLibrary(() => {});
  await writeCommit();
  using room = roomOnDisk();
  const output = `${room.path}/listed`;
  // What is made of the ordinary deno does not run, but is filled alike.
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: compileArguments(output),
    cwd: ROOT,
    env: { NO_COLOR: "1", DENORT_BIN: Deno.execPath() },
  }).output();
  const text = new TextDecoder().decode(stderr);
  assert(success, text);
  const { files, folders } = listedFiles(text);
  const isEmbedded = (path: string) =>
    files.includes(path) || folders.some((folder) => path.startsWith(folder));
  const inside = await contents();
  assert(inside.modules.length > 200, `${inside.modules.length} modules`);
  const needed = [
    ...inside.modules,
    ...[...nativePaths(), COMMIT_PATH].map((path) => `c/${path}`),
  ];
  assertEquals(needed.filter((path) => !isEmbedded(path)), []);
  for (const name of inside.packages) {
    const [, pkg, version] = /^npm:([^@]+)@([^/]+)/.exec(name) ?? [];
    assert(
      folders.some((folder) => folder.endsWith(`/${pkg}/${version}/`)),
      `${name} is not embedded`,
    );
  }
  assert(!isEmbedded("c/Makefile"), "it would want to run make");
});

Deno.test("the compiled form knows the commit that it was made from", async () => {
  await writeCommit();
  assertEquals(compiledCommit(), await commitOf(ROOT));
  using room = roomOnDisk();
  assertEquals(compiledCommit(room.path), undefined);
});

Deno.test("no module but that of the native files finds files beside itself", async () => {
  const { modules } = await contents();
  const looking = modules.filter((path) => {
    const code = Deno.readTextFileSync(`${ROOT}/${path}`)
      .replace(/^\s*(\/\/|\/?\*).*$/gm, "")
      .replace(/import\.meta\.main/g, "");
    return /import\.meta|Deno\.mainModule|__dirname|Deno\.execPath/.test(code);
  });
  // program.ts names and starts the executable.
  assertEquals(looking.sort(), ["lib/base/native.ts", "lib/base/program.ts"]);
});
