import type { RunIdentity } from "../model/row.ts";

/** What of a run's identity it has from the machine and the program. */
export type MachineIdentity = Pick<RunIdentity, "host" | "kernel" | "version">;

/** This machine and this version of uringlab. */
export function machineIdentity(version: string): MachineIdentity {
  return { version, host: Deno.hostname(), kernel: Deno.osRelease() };
}
