import type { Probe } from "./capture/protocol.ts";

/** An event that this kernel does not show, and what it would have told. */
export type Unseen = Pick<Probe, "event" | "why" | "cost">;

/** The probes that are missing, but for those that another one stands for. */
export function unseenOf(probes: readonly Probe[]): Unseen[] {
  return probes.filter(({ state }) => state === "not seen")
    .map(({ event, why, cost }) => ({ event, why, cost }));
}

/** One of them in words. */
export function unseenText({ event, why, cost }: Unseen): string {
  return `not seen: ${cost} (${event}: ${why})`;
}
