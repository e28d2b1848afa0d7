/** Which form of the program this is, and how it is started. */

/** Set by the portable form of the single file to its own path. */
const singleFile = Deno.env.get("URINGLAB_PROGRAM") ||
  (Deno.build.standalone ? Deno.execPath() : undefined);

/** The program and its arguments that start this program once more. */
export const COMMAND: readonly [string, ...string[]] = singleFile
  ? [singleFile]
  : [
    Deno.execPath(),
    "run",
    "-A",
    new URL("../../main.ts", import.meta.url).pathname,
  ];

/** How the program is started, in commands that mend something. */
export const PROGRAM = singleFile ?? "deno run -A main.ts";

/** The same by root, who may lack the path to Deno. */
export const PROGRAM_AS_ROOT = singleFile
  ? `sudo ${singleFile}`
  : `sudo -E env PATH=$PATH ${PROGRAM}`;
