/** `sh setup.sh --prefix DIR`: the program below a prefix, for this machine. */
import { dirname, resolve } from "node:path";
import { RunError, systemReason, UsageError } from "../base/errors.ts";
import { command } from "./deno.ts";
import { stageFiles } from "./stage.ts";

/** The file by which a folder of ours is known. */
const OURS = "main.js";

/** A word of shell that stands for these letters and nothing else. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The script that starts what is installed in `folder`. */
export function installedLauncher(folder: string, deno: string): string {
  return `\
#!/bin/sh
# Runs uringlab, which \`setup.sh --prefix\` has installed.
folder=${quoted(folder)}
deno=${quoted(deno)}
if ! [ -x "$deno" ]; then
	command -v deno >/dev/null 2>&1 || {
		echo "uringlab: deno is gone, with which it was installed: $deno" >&2
		exit 1
	}
	deno=deno
fi
case $0 in
/*) URINGLAB_PROGRAM=$0 ;;
*) URINGLAB_PROGRAM=$PWD/\${0#./} ;;
esac
export URINGLAB_PROGRAM
exec "$deno" run -A --no-prompt --quiet --cached-only \\
	--config "$folder/deno.json" "$folder/${OURS}" "$@"
`;
}

/** What the installed program prints, by the places below share/ for it. */
const TEXTS: readonly (readonly [path: string, words: string[]])[] = [
  ["man/man1/uringlab.1", ["man"]],
  ["bash-completion/completions/uringlab", ["completions", "bash"]],
  ["zsh/site-functions/_uringlab", ["completions", "zsh"]],
  ["fish/vendor_completions.d/uringlab.fish", ["completions", "fish"]],
];

/** Writes a new file, as one that is there may be a link to somewhere else. */
function place(path: string, text: string, mode: number): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  if (exists(path)) Deno.removeSync(path);
  Deno.writeTextFileSync(path, text);
  Deno.chmodSync(path, mode);
}

/** Whether something is there that this program did not put there. */
function isForeign(folder: string): boolean {
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    return names.length > 0 && !names.includes(OURS);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Installs the program below `prefix`: bin/uringlab, what it runs in
 * lib/uringlab, the manual page and the completions in share, all in place of
 * what an earlier call put there. Returns the path to type. Throws {@linkcode RunError} where that cannot be written or where
 * lib/uringlab is somebody else's.
 */
export async function install(prefix: string): Promise<string> {
  const folder = `${prefix}/lib/uringlab`;
  const program = `${prefix}/bin/uringlab`;
  try {
    if (isForeign(folder)) {
      throw new RunError(`${folder} was not installed by uringlab: move it`);
    }
    Deno.mkdirSync(`${prefix}/lib`, { recursive: true });
    // What is there works until the new one is whole.
    const stage = Deno.makeTempDirSync({
      dir: `${prefix}/lib`,
      prefix: ".uringlab-",
    });
    try {
      await stageFiles(stage);
      Deno.chmodSync(stage, 0o755);
      if (exists(folder)) Deno.removeSync(folder, { recursive: true });
      Deno.renameSync(stage, folder);
    } finally {
      if (exists(stage)) Deno.removeSync(stage, { recursive: true });
    }
    const deno = Deno.realPathSync(Deno.execPath());
    place(program, installedLauncher(folder, deno), 0o755);
    for (const [path, words] of TEXTS) {
      const { success, stdout, stderr } = await command(program, words);
      if (!success) throw new RunError(`${words.join(" ")}: ${stderr}`);
      place(`${prefix}/share/${path}`, `${stdout}\n`, 0o644);
    }
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError(
      `cannot install below ${prefix}: ${systemReason(error)}`,
    );
  }
  return program;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  try {
    const [prefix, ...rest] = Deno.args;
    if (!prefix || rest.length > 0) {
      throw new UsageError("name one directory to install below");
    }
    console.log(`setup: installed ${await install(resolve(prefix))}`);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RunError)) {
      throw error;
    }
    console.error(`setup: ${error.message}`);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}
