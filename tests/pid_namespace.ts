import { assert } from "@std/assert";

/** Runs what follows as the first process of a PID namespace, as a container. */
export const NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc"];

/** Why there can be no PID namespace here, if there can be none. */
export async function noNamespace(): Promise<string | undefined> {
  const [program = "", ...args] = [...NAMESPACE, "true"];
  const { success } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "null",
  }).output();
  return success ? undefined : "no PID namespace can be made here";
}

/** Where a program runs: what stands before it, and why it cannot run there. */
export interface Surrounding {
  readonly where: string;
  readonly before: readonly string[];
  readonly missing: string | undefined;
}

/** Here and in a PID namespace; `why` is what is missing for either. */
export async function surroundings(
  why: string | undefined,
): Promise<Surrounding[]> {
  const missing = why ?? await noNamespace();
  return [
    { where: "on this machine", before: [], missing: why },
    { where: "in a PID namespace", before: NAMESPACE, missing },
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
