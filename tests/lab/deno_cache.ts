/** Deno's cache for the machine, which is this machine's without its databases. */

const ROOT = new URL("../..", import.meta.url).pathname;

/** What is run inside; what they import is looked through beforehand. */
const ENTRIES = [
  "main.ts",
  "tests/lab/loads_here.ts",
  "tests/trace/capture/provocation_test.ts",
];

/** Folders of modules, of which only those that are new are written. */
const SHARED = ["gen", "npm"];

/** Runs this Deno. Throws with what it said where it fails. */
async function deno(env: Record<string, string>, ...args: string[]) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`deno ${args[0]}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/**
 * Makes a cache for one boot in a new folder below `parent`, and gives its path.
 * A developer's own has databases of some hundred megabytes, all of which the
 * machine would copy as soon as Deno there opens them for writing: the better
 * part of a minute of its time.
 */
export async function makeDenoCache(parent: string): Promise<string> {
  const info: { denoDir: string } = JSON.parse(
    await deno({}, "info", "--json"),
  );
  Deno.mkdirSync(parent, { recursive: true });
  const path = Deno.makeTempDirSync({ dir: parent, prefix: "deno-" });
  try {
    for (const name of SHARED) {
      Deno.symlinkSync(`${info.denoDir}/${name}`, `${path}/${name}`);
    }
    await deno({ DENO_DIR: path }, "cache", "-q", ...ENTRIES);
    await deno({ DENO_DIR: path }, "run", "-A", "main.ts", "--version");
  } catch (error) {
    Deno.removeSync(path, { recursive: true });
    throw error;
  }
  return path;
}
