import { assert } from "@std/assert";

/** Runs what follows as the first process of a PID namespace, as a container. */
export const NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc"];

/** ... in a root like a container's, whose /proc is its own. */
const CONTAINER = ["sh", new URL("container.sh", import.meta.url).pathname];

/** Whether nothing can be run behind these words. */
async function isRefused(before: readonly string[]): Promise<boolean> {
  const [program = "", ...args] = [...before, "true"];
  const { success } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "null",
  }).output();
  return !success;
}

/** Why there can be no PID namespace here, if there can be none. */
export async function noNamespace(): Promise<string | undefined> {
  return await isRefused(NAMESPACE)
    ? "no PID namespace can be made here"
    : undefined;
}

/** Where a program runs: what stands before it, and why it cannot run there. */
export interface Surrounding {
  readonly where: string;
  readonly before: readonly string[];
  readonly missing: string | undefined;
}

/**
 * Here, in a PID namespace, and in a container's root; `why` is what is missing
 * for all of them.
 */
export async function surroundings(
  why: string | undefined,
): Promise<Surrounding[]> {
  const noRoot = await isRefused(CONTAINER)
    ? "no root of its own can be made here"
    : undefined;
  return [
    { where: "on this machine", before: [], missing: why },
    {
      where: "in a PID namespace",
      before: NAMESPACE,
      missing: why ?? await noNamespace(),
    },
    {
      where: "in a container's root",
      before: CONTAINER,
      missing: why ?? noRoot,
    },
  ];
}

/** What a program of ours prints there; one that fails fails the test. */
export async function outputOf(
  program: string,
  { before }: Surrounding,
): Promise<string> {
  const [command = "", ...args] = [
    ...before,
    Deno.execPath(),
    "run",
    "-A",
    program,
  ];
  const { success, stdout, stderr } = await new Deno.Command(command, { args })
    .output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
