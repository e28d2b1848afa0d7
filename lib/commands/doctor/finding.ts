/** The groups of the screen, in their order. */
export const SECTIONS = [
  "kernel",
  "clock",
  "target",
  "cpus",
  "tracing",
  "environment",
] as const;

/** The name of a group. */
export type Section = typeof SECTIONS[number];

/** One thing about the machine that a user of uringlab should know. */
export interface Finding {
  readonly section: Section;
  /** warning: results suffer, or there are none; note: read them with care. */
  readonly level: "ok" | "note" | "warning";
  readonly text: string;
  /** What would mend it: a shell command where there is one, else advice. */
  readonly remedy: string | null;
  /** Whether experiment 7 cannot run because of it. */
  readonly blocks: boolean;
}

/** A finding with nothing to mend. */
export function ok(section: Section, text: string): Finding {
  return { section, level: "ok", text, remedy: null, blocks: false };
}

/** A finding to keep in mind. */
export function note(
  section: Section,
  text: string,
  remedy: string | null = null,
): Finding {
  return { section, level: "note", text, remedy, blocks: false };
}

/** A finding that spoils results. */
export function warning(
  section: Section,
  text: string,
  remedy: string | null = null,
): Finding {
  return { section, level: "warning", text, remedy, blocks: false };
}

/** A finding because of which experiment 7 cannot run. */
export function blocker(
  section: Section,
  text: string,
  remedy: string | null = null,
): Finding {
  return { section, level: "warning", text, remedy, blocks: true };
}
