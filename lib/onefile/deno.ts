import { resolve } from "node:path";
import { RunError } from "../base/errors.ts";

/** The folder of this checkout. */
export const ROOT = resolve(import.meta.dirname!, "../..");

/** What a program that has ended said. */
export interface Said {
  success: boolean;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command in a folder to its end. Throws {@linkcode RunError} where it
 * cannot be started.
 */
export async function command(
  program: string,
  args: string[],
  { cwd = ROOT, env = {}, signal }: {
    cwd?: string;
    env?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
): Promise<Said> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd,
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(signal && { signal }),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { success, stdout: text(stdout), stderr: text(stderr) };
  } catch (cause) {
    throw new RunError(`cannot run ${program}: ${(cause as Error).message}`);
  }
}

/** The same of the Deno that is running, which has to succeed. */
export async function deno(
  args: string[],
  options?: Parameters<typeof command>[2],
): Promise<string> {
  const said = await command(Deno.execPath(), args, options);
  if (!said.success) {
    throw new RunError(`deno ${args[0]} failed: ${said.stderr}`);
  }
  return said.stdout;
}
