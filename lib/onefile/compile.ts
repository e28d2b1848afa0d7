/** `deno task compile`: the whole program as one executable. */
import { dirname, resolve } from "node:path";
import { parseArguments } from "../options/arguments.ts";
import { RunError, UsageError } from "../base/errors.ts";
import { buildLibrary } from "../base/native.ts";
import { makeCompiled } from "./compiled.ts";
import { command, ROOT } from "./deno.ts";
import { denortCandidates, findDenort, searchHere } from "./denort.ts";
import { makePortable } from "./portable.ts";

const HELP = `deno task compile [--output FILE] [--form compiled|portable]

Makes dist/uringlab, or FILE: one executable with Deno, the program and its
native files. Without --form it is compiled where denort, the base of
\`deno compile\`, can be had: from DENORT_BIN, from Deno's cache, from beside
deno, or downloaded; else it is a portable, self-extracting file.
`;

function say(line: string): void {
  console.error(`compile: ${line}`);
}

/** Makes the compiled form, or says what is missing for it. */
async function tryCompiled(output: string): Promise<boolean> {
  const candidates = denortCandidates(await searchHere());
  const found = findDenort(candidates);
  if (found) say(`denort: ${found.path}`);
  const missing = await makeCompiled(output, found?.env ?? {});
  if (missing === undefined) return true;
  say(
    `no denort: none at ${
      candidates.map(({ path }) => path).join(" or ")
    }, and ` +
      `the download failed (${missing})`,
  );
  return false;
}

/** Starts the file as a stranger would; returns its version line. */
async function check(file: string): Promise<string> {
  const temporary = Deno.makeTempDirSync();
  try {
    const { success, stdout, stderr } = await command("env", [
      "-i",
      `TMPDIR=${temporary}`,
      file,
      "--version",
    ]);
    const [line = ""] = stdout.split("\n");
    if (success && /^uringlab \S+$/.test(line)) return line;
    throw new RunError(
      "what was made does not run; with --version it said: " +
        (stderr || stdout).split("\n")[0],
    );
  } finally {
    Deno.removeSync(temporary, { recursive: true });
  }
}

/** Makes one form at `file`; returns which, and the version it says. */
async function make(
  file: string,
  form: string | undefined,
): Promise<{ form: string; version: string }> {
  if (form !== "portable" && await tryCompiled(file)) {
    return { form: "compiled", version: await check(file) };
  }
  if (form === "compiled") {
    throw new RunError("cannot make the compiled form without denort");
  }
  say(`packing the portable form, of Deno ${Deno.version.deno}`);
  await makePortable(file);
  return { form: "portable", version: await check(file) };
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function compile(args: string[]): Promise<void> {
  const { values, flags } = parseArguments(args, {
    values: ["form", "output"],
    flags: ["help"],
  });
  if (flags.has("help")) return console.log(HELP);
  const wanted = values.get("form");
  if (wanted !== undefined && wanted !== "compiled" && wanted !== "portable") {
    throw new UsageError(`unknown form "${wanted}": compiled or portable`);
  }
  const output = resolve(values.get("output") ?? `${ROOT}/dist/uringlab`);
  Deno.mkdirSync(dirname(output), { recursive: true });
  await buildLibrary(say);
  // A file that works is replaced by one that does, at once.
  const made = `${output}.new`;
  removeIfThere(made);
  try {
    const { form, version } = await make(made, wanted);
    const megabytes = (Deno.statSync(made).size / 1e6).toFixed(0);
    Deno.renameSync(made, output);
    console.log(`${output}: ${version}, ${form} form, ${megabytes} MB`);
  } finally {
    removeIfThere(made);
  }
}

if (import.meta.main) {
  try {
    await compile(Deno.args);
  } catch (error) {
    const usage = error instanceof UsageError;
    if (!usage && !(error instanceof RunError)) throw error;
    say((error as Error).message);
    Deno.exit(usage ? 2 : 1);
  }
}
