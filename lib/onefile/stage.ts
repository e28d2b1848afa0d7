/** The program as it runs elsewhere: JavaScript, packages, native files. */
import * as v from "valibot";
import { nativePaths } from "../base/native.ts";
import { RunError } from "../base/errors.ts";
import { type Contents, contents } from "./contents.ts";
import { commitOf } from "../base/commit.ts";
import { deno, ROOT } from "./deno.ts";

const PACKAGE = v.object({
  version: v.string(),
  imports: v.record(v.string(), v.string()),
});
const LOCK = v.object({
  npm: v.record(v.string(), v.object({ integrity: v.string() })),
});

function readJson(path: string): unknown {
  return JSON.parse(Deno.readTextFileSync(path));
}

function writeJson(path: string, value: unknown): void {
  Deno.writeTextFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * The deno.json of the unpacked program: only the packages that it imports,
 * taken from beside it, and our modules as the JavaScript that they are there.
 */
export function packedConfig(
  config: v.InferOutput<typeof PACKAGE>,
  { modules, packages }: Contents,
  commit = "not known",
) {
  const imported = Object.entries(config.imports)
    .filter(([, target]) => packages.includes(target));
  const scripts = modules.filter((path) => path.endsWith(".ts")).map((path) => [
    `./${path}`,
    `./${path.replace(/ts$/, "js")}`,
  ]);
  return {
    version: config.version,
    commit,
    lock: false,
    nodeModulesDir: "manual",
    imports: Object.fromEntries([...imported, ...scripts]),
  };
}

/** Every package is one of the lock file, to the last bit. */
function checkLock(installed: string): void {
  const locked = v.parse(LOCK, readJson(`${ROOT}/deno.lock`)).npm;
  const taken = v.parse(LOCK, readJson(installed)).npm;
  for (const [name, entry] of Object.entries(taken)) {
    if (locked[name]?.integrity !== entry.integrity) {
      throw new RunError(
        `${name} is not as in deno.lock: run \`deno install\``,
      );
    }
  }
}

/** Installs the packages in `stage`, without what only compilers read. */
async function installPackages(stage: string): Promise<void> {
  Deno.copyFileSync(`${ROOT}/deno.lock`, `${stage}/deno.lock`);
  const { lock: _, ...config } = readJson(`${stage}/deno.json`) as {
    lock: boolean;
  };
  writeJson(`${stage}/deno.json`, config);
  await deno([
    "install",
    "--quiet",
    "--node-modules-dir=manual",
    "--node-modules-linker=hoisted",
  ], { cwd: stage });
  checkLock(`${stage}/deno.lock`);
  writeJson(`${stage}/deno.json`, { lock: false, ...config });
  Deno.removeSync(`${stage}/deno.lock`);
  for (const { name } of Deno.readDirSync(`${stage}/node_modules`)) {
    if (name.startsWith(".")) {
      Deno.removeSync(`${stage}/node_modules/${name}`, { recursive: true });
    }
  }
}

function copyInto(stage: string, from: string, path: string): void {
  const to = `${stage}/${path}`;
  Deno.mkdirSync(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  Deno.copyFileSync(from, to);
}

/**
 * Lays out in the directory `stage`, which is there, what runs without this
 * checkout: our modules, their packages, the native files. Returns the version.
 * Throws {@linkcode RunError} where a package is not as deno.lock says.
 */
export async function stageFiles(stage: string): Promise<string> {
  const config = v.parse(PACKAGE, readJson(`${ROOT}/deno.json`));
  const inside = await contents();
  const scripts = inside.modules.filter((path) => path.endsWith(".ts"));
  await deno(["transpile", "--outdir", stage, ...scripts]);
  // What is embedded as text, such as the script of a page, stays as it is.
  for (const path of inside.modules.filter((one) => !one.endsWith(".ts"))) {
    copyInto(stage, `${ROOT}/${path}`, path);
  }
  writeJson(
    `${stage}/deno.json`,
    packedConfig(config, inside, await commitOf(ROOT)),
  );
  await installPackages(stage);
  for (const path of nativePaths()) {
    copyInto(stage, `${ROOT}/c/${path}`, `c/${path}`);
  }
  Deno.copyFileSync(`${ROOT}/LICENSE`, `${stage}/LICENSE`);
  return config.version;
}
