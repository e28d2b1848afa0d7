/** `deno task compile`: the whole program as one executable. */
import { resolve } from "node:path";
import { buildLibrary } from "../../ffi/mod.ts";
import { parseArguments } from "../cli/arguments.ts";
import { RunError, UsageError } from "../errors.ts";
import { makeCompiled } from "./compiled.ts";
import { command, ROOT } from "./deno.ts";
import { denortPlaces, findDenort, placesHere } from "./denort.ts";
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
  const places = denortPlaces(await placesHere());
  const found = findDenort(places);
  if (found) say(`denort: ${found.path}`);
  const missing = await makeCompiled(output, found?.env ?? {});
  if (missing === undefined) return true;
  say(
    `no denort: none at ${places.map(({ path }) => path).join(" or ")}, and ` +
      `the download failed (${missing})`,
  );
  return false;
}

/** Starts the file as a stranger would: with an empty environment. */
async function check(output: string): Promise<string> {
  const { success, stdout, stderr } = await command("env", [
    "-i",
    `TMPDIR=${Deno.env.get("TMPDIR") ?? "/tmp"}`,
    output,
    "--version",
  ]);
  if (success && /^uringlab \S+$/.test(stdout)) return stdout;
  throw new RunError(
    `${output} does not run as uringlab; \`${output} --version\` said: ` +
      (stderr || stdout).split("\n")[0],
  );
}

async function compile(args: string[]): Promise<void> {
  const { values, flags } = parseArguments(args, {
    values: ["form", "output"],
    flags: ["help"],
  });
  if (flags.has("help")) return console.log(HELP);
  const form = values.get("form");
  if (form !== undefined && form !== "compiled" && form !== "portable") {
    throw new UsageError(`unknown form "${form}": compiled or portable`);
  }
  const output = resolve(values.get("output") ?? `${ROOT}/dist/uringlab`);
  Deno.mkdirSync(output.slice(0, output.lastIndexOf("/")), { recursive: true });
  await buildLibrary(say);
  const compiled = form !== "portable" && await tryCompiled(output);
  if (!compiled && form === "compiled") {
    throw new RunError("cannot make the compiled form without denort");
  }
  if (!compiled) {
    say(`packing the portable form, of Deno ${Deno.version.deno}`);
    await makePortable(output);
  }
  const version = await check(output);
  const megabytes = (Deno.statSync(output).size / 1e6).toFixed(0);
  console.log(
    `${output}: ${version}, ${compiled ? "compiled" : "portable"} form, ` +
      `${megabytes} MB`,
  );
}

if (import.meta.main) {
  try {
    await compile(Deno.args);
  } catch (error) {
    const usage = error instanceof UsageError;
    if (
      !usage && !(error instanceof RunError) &&
      (error as Error).name !== "NativeError"
    ) throw error;
    say((error as Error).message);
    Deno.exit(usage ? 2 : 1);
  }
}
