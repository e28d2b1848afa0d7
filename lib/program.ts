/** Which form of the program this is, as far as its advice depends on it. */

/** Set by the portable form of the single file to its own path. */
const singleFile = Deno.env.get("URINGLAB_PROGRAM") ||
  (Deno.build.standalone ? Deno.execPath() : undefined);

/** How the program is started, in commands that mend something. */
export const PROGRAM = singleFile ?? "deno run -A main.ts";

/** The same by root, who may lack the path to Deno. */
export const PROGRAM_AS_ROOT = singleFile
  ? `sudo ${singleFile}`
  : `sudo -E env PATH=$PATH ${PROGRAM}`;
