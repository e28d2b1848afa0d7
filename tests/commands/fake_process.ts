import { CLAIMS } from "../../experiments/claims/all.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { commandsOf } from "../../lib/commands/all.ts";
import type { Process } from "../../lib/process/process.ts";
import { StatusLine } from "../../lib/process/status_line.ts";

/** The program's own commands. */
export const COMMANDS = commandsOf(EXPERIMENTS, exp7, CLAIMS);

/** A process that remembers what was written, and has no machine to open. */
export interface FakeProcess extends Process {
  stdout: string;
  stderr: string;
}

export function fakeProcess(args: readonly string[] = []): FakeProcess {
  const fake: FakeProcess = {
    stdout: "",
    stderr: "",
    args,
    words: args,
    version: "1.2.3",
    versionText: () => Promise.resolve("uringlab 1.2.3\ncommit abc\n"),
    print: (text) => fake.stdout += text,
    status: new StatusLine({
      isTerminal: false,
      columns: 80,
      write: (text) => fake.stderr += text,
    }),
    withMachine: () => Promise.reject(new Error("a machine was opened")),
  };
  return fake;
}
