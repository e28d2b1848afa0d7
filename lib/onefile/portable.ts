import { RunError } from "../base/errors.ts";
import { command, ROOT } from "./deno.ts";
import { stageFiles } from "./stage.ts";

const MAKESELF_HEADER = "/usr/share/makeself/makeself-header.sh";

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
    Deno.copyFileSync(Deno.realPathSync(Deno.execPath()), `${stage}/deno`);
    Deno.chmodSync(`${stage}/deno`, 0o755);
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
