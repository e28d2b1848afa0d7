/** Which form of the program this is, and how it is started. */

/**
 * What launchers outside a checkout say of themselves: the portable form of the
 * single file, and what `setup.sh --prefix` installs.
 */
const launched = Deno.env.get("URINGLAB_PROGRAM");

/** The program as one file that needs no Deno of its user. */
const singleFile = Deno.build.standalone
  ? Deno.execPath()
  : launched || undefined;

const MAIN = new URL("../../main.ts", import.meta.url);
const LAUNCHER = new URL("../../uringlab", import.meta.url).pathname;

/** The folder of the checkout that is run; undefined where it is one file. */
export const CHECKOUT: string | undefined = singleFile
  ? undefined
  : new URL("../..", import.meta.url).pathname;

/** The program and its arguments that start this program once more. */
export const COMMAND: readonly [string, ...string[]] = singleFile
  ? [singleFile]
  : [Deno.execPath(), "run", "-A", MAIN.pathname];

/** A launcher is longer than that only if it is a whole program. */
const MAX_SHIM = 4096;

/** The path of what a shell finds by this name; undefined if nothing is. */
function inPath(name: string, path: string): string | undefined {
  const directories = path.split(":").filter((entry) => entry.startsWith("/"));
  return directories.map((entry) => `${entry}/${name}`).find((file) => {
    try {
      const { isFile, mode } = Deno.statSync(file);
      return isFile && ((mode ?? 0) & 0o111) !== 0;
    } catch {
      return false;
    }
  });
}

/** Whether a file is that program, or a line of shell that runs `main`. */
function isSame(file: string, program: string, main: string): boolean {
  try {
    if (Deno.realPathSync(file) === Deno.realPathSync(program)) return true;
    return Deno.statSync(file).size <= MAX_SHIM &&
      Deno.readTextFileSync(file).includes(main);
  } catch {
    return false;
  }
}

/** Where a program may be found by a shorter name. */
interface Whereabouts {
  /** The directory that a shell is in; undefined where it is gone. */
  readonly directory: string | undefined;
  /** The variable PATH. */
  readonly path: string;
  /** What `deno install` writes into the script that starts the program. */
  readonly main: string;
}

/**
 * What a user types for the program at the absolute path `program`: its name
 * where the shell finds it by that, "./uringlab" beside it, else the path.
 */
export function typed(
  program: string,
  { directory, path, main }: Whereabouts,
): string {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const found = inPath(name, path);
  if (found !== undefined && isSame(found, program, main)) return name;
  return `${directory}/${name}` === program ? `./${name}` : program;
}

function currentDirectory(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    return undefined;
  }
}

/** How the program is started, in commands that mend something. */
export const PROGRAM = typed(singleFile ?? LAUNCHER, {
  directory: currentDirectory(),
  path: Deno.env.get("PATH") ?? "",
  main: MAIN.href,
});

/** The same by root, whose PATH may lack both, and who has other caches. */
export const PROGRAM_AS_ROOT = singleFile
  ? `sudo ${singleFile}`
  : `sudo -E env PATH=$PATH ${PROGRAM}`;
