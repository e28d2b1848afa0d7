import * as v from "valibot";
import { nativePaths } from "../base/native.ts";
import { RunError } from "../base/errors.ts";
import { type Contents, contents } from "./contents.ts";
import { command, deno, ROOT } from "./deno.ts";

const MAKESELF_HEADER = "/usr/share/makeself/makeself-header.sh";

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
) {
  const imported = Object.entries(config.imports)
    .filter(([, target]) => packages.includes(target));
  const scripts = modules.filter((path) => path.endsWith(".ts")).map((path) => [
    `./${path}`,
    `./${path.replace(/ts$/, "js")}`,
  ]);
  return {
    version: config.version,
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

/** Lays out what is packed: Deno, our modules, their packages, native files. */
async function stageFiles(stage: string): Promise<string> {
  const config = v.parse(PACKAGE, readJson(`${ROOT}/deno.json`));
  const inside = await contents();
  const scripts = inside.modules.filter((path) => path.endsWith(".ts"));
  await deno(["transpile", "--outdir", stage, ...scripts]);
  writeJson(`${stage}/deno.json`, packedConfig(config, inside));
  await installPackages(stage);
  for (const path of nativePaths()) {
    const to = `${stage}/c/${path}`;
    Deno.mkdirSync(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    Deno.copyFileSync(`${ROOT}/c/${path}`, to);
  }
  Deno.copyFileSync(`${ROOT}/LICENSE`, `${stage}/LICENSE`);
  Deno.copyFileSync(Deno.realPathSync(Deno.execPath()), `${stage}/deno`);
  Deno.chmodSync(`${stage}/deno`, 0o755);
  return config.version;
}

function filesBelow(directory: string, path = ""): string[] {
  return [...Deno.readDirSync(`${directory}/${path}`)].flatMap((entry) => {
    const below = path + entry.name;
    return entry.isDirectory ? filesBelow(directory, `${below}/`) : [below];
  }).sort();
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Writes one line for `sha256sum -c` per file. */
async function writeManifest(
  stage: string,
  name: string,
  files: string[],
): Promise<void> {
  const lines = await Promise.all(files.map(async (path) => {
    const hash = await sha256(Deno.readFileSync(`${stage}/${path}`));
    return `${hash}  ${path}\n`;
  }));
  Deno.writeTextFileSync(`${stage}/${name}`, lines.join(""));
}

/** Only compilers and debuggers read these. */
const UNREAD = /\.d\.[cm]?ts$|\.map$/;

/** Writes the manifests; returns the hash of the one that names the other. */
async function sealFiles(stage: string): Promise<string> {
  for (const path of filesBelow(stage)) {
    if (UNREAD.test(path)) Deno.removeSync(`${stage}/${path}`);
  }
  await writeManifest(stage, "manifest-deno", ["deno"]);
  const small = filesBelow(stage).filter((path) => path !== "deno");
  await writeManifest(stage, "manifest", small);
  return await sha256(Deno.readFileSync(`${stage}/manifest`));
}

/**
 * The launcher inside makeself's header, which is the text of a shell's here
 * document. Throws {@linkcode RunError} where it is not as we know it.
 */
export function headerWith(launcher: string, header: string): string {
  const start = /^cat << EOF +> "\$archname"\n#!\/bin\/sh\n/;
  if (!start.test(header)) {
    throw new RunError(`${MAKESELF_HEADER} does not begin as expected`);
  }
  const literal = launcher.replace(/[\\`$]/g, "\\$&");
  return header.replace(start, (found) => found + literal);
}

/** The launcher of one version. */
export function launcherOf(
  template: string,
  facts: { version: string; manifest: string; megabytes: number },
): string {
  return template
    .replaceAll("@VERSION@", facts.version)
    .replaceAll("@KEY@", facts.manifest.slice(0, 16))
    .replaceAll("@MANIFEST@", facts.manifest)
    .replaceAll("@MEGABYTES@", String(facts.megabytes));
}

function readHeader(): string {
  try {
    return Deno.readTextFileSync(MAKESELF_HEADER);
  } catch {
    throw new RunError(
      "the portable form is packed by makeself, which is not here: " +
        "apt-get install makeself",
    );
  }
}

/** Makes the portable form at `output`. Throws {@linkcode RunError}. */
export async function makePortable(output: string): Promise<void> {
  const header = readHeader();
  const work = Deno.makeTempDirSync({ prefix: "uringlab-pack-" });
  try {
    const stage = `${work}/stage`;
    Deno.mkdirSync(stage);
    const version = await stageFiles(stage);
    const manifest = await sealFiles(stage);
    const bytes = filesBelow(stage).reduce(
      (sum, path) => sum + Deno.statSync(`${stage}/${path}`).size,
      0,
    );
    const launcher = launcherOf(
      Deno.readTextFileSync(`${ROOT}/lib/onefile/launcher.sh`),
      { version, manifest, megabytes: Math.ceil(bytes / 1e6) },
    );
    Deno.writeTextFileSync(`${work}/header.sh`, headerWith(launcher, header));
    const { success, stdout, stderr } = await command("makeself", [
      "--quiet",
      "--tar-quietly",
      "--gzip",
      // 9 takes twice as long for half a per cent.
      "--complevel",
      "6",
      "--sha256",
      "--nomd5",
      "--nocrc",
      "--nox11",
      // Names and times of who has packed, or is root here, mean nothing.
      "--tar-extra",
      "--sort=name --owner=0 --group=0 --numeric-owner",
      "--untar-extra",
      "--no-same-owner",
      "--header",
      `${work}/header.sh`,
      stage,
      output,
      `uringlab ${version}`,
      // It wants a command to run; the launcher runs what there is to run.
      "true",
    ]);
    if (!success) throw new RunError(`makeself failed: ${stderr || stdout}`);
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}
