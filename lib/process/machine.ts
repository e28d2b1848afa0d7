import { hostFiles } from "../host/system.ts";
import { isBlock, type LoadName } from "../model/parameters/loads.ts";
import type { Print, Status, Surroundings } from "../run/surroundings.ts";
import { checkPlatform } from "../setup/preflight.ts";
import { abortOnSignals } from "./signals.ts";
import { commitOfThis } from "./version.ts";

/** What of the process goes into what surrounds a measurement. */
interface Parts {
  readonly status: Status;
  readonly print: Print;
  readonly args: readonly string[];
  readonly version: string;
  /** The commit that a packed program was made from. */
  readonly packed: string | undefined;
}

/**
 * Why Linux may keep this process when all is done: threads that it does not
 * let go, by the load that they wait for. Nothing where there are none.
 */
export function heldText(
  held: ReadonlyMap<LoadName, number>,
): string | undefined {
  const waits = [...held].map(([load, threads]) =>
    isBlock({ load })
      ? `until the disk answers: ${threads} of its threads wait there`
      : `until I/Os of --load ${load} end: ${threads} of its threads wait for ` +
        "them"
  );
  return waits.length === 0
    ? undefined
    : "note: all is written, but Linux may keep this process " +
      `${waits.join(", and ")}, and nothing ends them`;
}

/**
 * Opens the native library, made first where it is missing or old, and lets
 * `use` measure with it until a signal comes. Returns what `use` returns.
 * Throws {@linkcode RunError} where this is no Linux or the library cannot be
 * made or opened.
 */
export async function withMachine(
  { packed, ...parts }: Parts,
  use: (around: Surroundings) => Promise<number>,
): Promise<number> {
  checkPlatform(Deno.build.os);
  const signal = abortOnSignals();
  // Not at the top: --help and wrong usage need no library.
  const { buildLibrary, Engine } = await import("../../ffi/mod.ts");
  await buildLibrary((line) => parts.status.say(`uringlab: ${line}`));
  using machine = new Engine();
  try {
    return await use({
      ...parts,
      commit: await commitOfThis(packed),
      machine,
      files: hostFiles(),
      signal,
    });
  } finally {
    const held = heldText(machine.held);
    if (held) parts.status.say(held);
  }
}
