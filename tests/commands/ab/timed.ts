import type { TimedRun } from "../../../lib/commands/ab/timed_command.ts";

/** A run of a command that took a second. */
export function timed(some: Partial<TimedRun> = {}): TimedRun {
  return {
    wallSeconds: 1,
    userSeconds: 0.5,
    systemSeconds: 0.25,
    maxRssBytes: 4096,
    failure: "",
    exitStatus: 0,
    stdout: "",
    complaint: "",
    ...some,
  };
}
