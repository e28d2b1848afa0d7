import { RunError } from "../../base/errors.ts";
import { tiedCommand } from "../../run/tied_command.ts";

/** Runs a program and gives its output. Throws {@linkcode RunError}. */
export type Command = (
  name: string,
  args: readonly string[],
) => Promise<string>;

async function output(
  name: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Deno.CommandOutput> {
  return await tiedCommand(name, {
    args: [...args],
    stdin: "null",
    ...(signal && { signal }),
  }).output();
}

/** Real programs, which end with the signal. */
export function commands(signal?: AbortSignal): Command {
  return async (name, args) => {
    signal?.throwIfAborted();
    const { success, stdout, stderr } = await output(name, args, signal)
      .catch((cause) => {
        signal?.throwIfAborted();
        throw new RunError(`cannot run ${name}: ${(cause as Error).message}`);
      });
    signal?.throwIfAborted();
    const decoder = new TextDecoder();
    if (success) return decoder.decode(stdout);
    const [line = ""] = decoder.decode(stderr).trim().split("\n");
    throw new RunError(`${name} failed: ${line || "it says nothing"}`);
  };
}
