import { commitOf } from "../base/commit.ts";
import { COMMIT_PATH, NATIVE_FOLDER, nativePaths } from "../base/native.ts";
import { RunError } from "../base/errors.ts";
import { command, ROOT } from "./deno.ts";

const DOWNLOAD_MS = 300_000;

/** Writes down the commit of this checkout, for the compiled form to keep. */
export async function writeCommit(): Promise<void> {
  Deno.writeTextFileSync(
    `${NATIVE_FOLDER}/${COMMIT_PATH}`,
    `${await commitOf(ROOT) ?? ""}\n`,
  );
}

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
    ...[...nativePaths(), COMMIT_PATH]
      .flatMap((path) => ["--include", `c/${path}`]),
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
  await writeCommit();
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
