import { ROOT } from "../../lib/onefile/deno.ts";
import { type Outcome, outcome } from "../program/program.ts";

/** A machine that has the file and nothing else of ours. */
export interface Stranger {
  cwd?: string;
  /** The whole environment. */
  env?: Record<string, string>;
  /** Shell commands in the mount namespace, as root, before the start. */
  mounts?: string[];
  /** A user's number: not root. */
  uid?: number;
}

/** Whether mount namespaces can be made here. */
export const CAN_HIDE = Deno.uid() === 0;

/**
 * Runs the single file with an empty environment, without Deno and without the
 * checkout, which empty file systems hide in a mount namespace of its own.
 */
export function runAlone(
  file: string,
  args: string[],
  { cwd = "/", env = {}, mounts = [], uid }: Stranger = {},
): Promise<Outcome> {
  const deno = Deno.realPathSync(Deno.execPath());
  const script = [
    "set -e",
    `mount --bind /dev/null '${deno}'`,
    `mount -t tmpfs none '${ROOT}'`,
    ...mounts,
    `cd '${cwd}'`,
    'exec "$@"',
  ].join("\n");
  const variables = Object.entries(env).map(([k, v]) => `${k}=${v}`);
  const before = uid === undefined
    ? []
    : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  const child = new Deno.Command("unshare", {
    args: [
      ...["--mount", "sh", "-c", script, "sh"],
      ...[...before, "env", "-i", ...variables, file, ...args],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return outcome(child);
}

/** A directory on an ordinary disk that others may enter, gone after the test. */
export function roomOnDisk(): { path: string } & Disposable {
  const path = Deno.makeTempDirSync({
    dir: "/var/tmp",
    prefix: "uringlab-test-",
  });
  Deno.chmodSync(path, 0o755);
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** Names in a directory. */
export function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}
