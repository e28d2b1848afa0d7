/**
 * The file that a command is, as execvp(3) finds it. Throws Deno's NotFound
 * where there is none.
 */
export function findProgram(command: string): string {
  const directories = command.includes("/")
    ? [""]
    : (Deno.env.get("PATH") ?? "").split(":").map((path) => `${path || "."}/`);
  for (const directory of directories) {
    const file = directory + command;
    try {
      const { isFile, mode } = Deno.statSync(file);
      if (isFile && ((mode ?? 0) & 0o111) !== 0) return file;
    } catch {
      // Not there.
    }
  }
  throw new Deno.errors.NotFound(`no program ${command}`);
}

/** Ends where the parent has died before it could be tied to it. */
const UNLESS_ORPHANED = '[ "$PPID" = "$0" ] && exec "$@"';

/**
 * A command that dies with this process, however this process dies
 * (PR_SET_PDEATHSIG, prctl(2)): it holds probes or a disk that nobody would
 * wait for any more. Throws Deno's NotFound where there is no such program.
 */
export function tiedCommand(
  command: string,
  { args = [], ...options }: Deno.CommandOptions = {},
): Deno.Command {
  return new Deno.Command(findProgram("setpriv"), {
    ...options,
    args: [
      "--pdeathsig=KILL",
      "sh",
      "-c",
      UNLESS_ORPHANED,
      `${Deno.pid}`,
      findProgram(command),
      ...args,
    ],
  });
}
