/** What `--version` says: which program this is, and what it runs on. */

import { commitOf } from "../base/commit.ts";
import { compiledCommit } from "../base/native.ts";
import { CHECKOUT } from "../base/program.ts";

/** The liburing that the native library was built with, if it is built. */
async function liburing(): Promise<string> {
  try {
    const { Engine } = await import("../../ffi/mod.ts");
    using engine = new Engine();
    return `liburing ${engine.liburingVersion}`;
  } catch {
    return "native library not built";
  }
}

/**
 * The commit of this program: `packed`, that of the checkout which it was made
 * from, or of the checkout which it is; undefined where neither is known.
 */
export async function commitOfThis(
  packed: string | undefined,
): Promise<string | undefined> {
  return packed ??
    (CHECKOUT ? await commitOf(CHECKOUT) : compiledCommit());
}

/**
 * The lines of `--version`: the version alone, then its context. `commit` is
 * that of a program which was made from a checkout; else this one's is told.
 */
export async function versionText(
  version: string,
  commit: string | undefined,
): Promise<string> {
  const from = await commitOfThis(commit);
  return [
    `uringlab ${version}`,
    `commit ${from ?? "not known"}`,
    `Linux ${Deno.osRelease()}, ${Deno.build.arch}`,
    `Deno ${Deno.version.deno}, ${await liburing()}`,
  ].join("\n") + "\n";
}
