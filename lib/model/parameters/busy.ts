/** Without CPU hogs, with hogs on the measured CPUs, or on others. */
export type Busy = boolean | "interrupt";

/** Whether hogs compete with the workers for the measured CPUs. */
export function takesTurnsWithHogs({ busy }: { busy: Busy }): boolean {
  return busy === true;
}

/** "busy", "busy interrupt": what people read; "" without hogs. */
export function busyText(busy: Busy): string {
  if (typeof busy === "string") return `busy ${busy}`;
  return busy ? "busy" : "";
}
