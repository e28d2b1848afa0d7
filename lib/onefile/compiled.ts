import { nativePaths } from "../base/native.ts";
import { RunError } from "../base/errors.ts";
import { command } from "./deno.ts";

const DOWNLOAD_MS = 300_000;

/** The arguments of `deno compile` for a single file at `output`. */
export function compileArguments(output: string): string[] {
  return [
    "compile",
    "--frozen",
    "--no-check",
    "--exclude-unused-npm",
    "--allow-all",
    "--no-prompt",
    "--app-name",
    "uringlab",
    ...nativePaths().flatMap((path) => ["--include", `c/${path}`]),
    "--output",
    output,
    "main.ts",
  ];
}

/**
 * Makes the compiled form. Returns why there is no denort where it cannot be
 * downloaded; throws {@linkcode RunError} for everything else.
 */
export async function makeCompiled(
  output: string,
  env: Record<string, string>,
): Promise<string | undefined> {
  const { success, stderr } = await command(
    Deno.execPath(),
    compileArguments(output),
    { env, signal: AbortSignal.timeout(DOWNLOAD_MS) },
  );
  if (success) return undefined;
  const lines = stderr.split("\n").map((line) => line.trim());
  if (
    lines.some((line) => line.startsWith("Download ") && /denort/.test(line))
  ) {
    const causes = lines.filter((line) => /^\d+: (?!<)/.test(line));
    return causes.at(-1)?.replace(/^\d+: /, "") ??
      `no answer in ${DOWNLOAD_MS / 1000} s`;
  }
  throw new RunError(`deno compile failed: ${stderr}`);
}
