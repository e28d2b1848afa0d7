/** The uringlab command: finds what to do, does it, and exits with its status. */
import config from "./deno.json" with { type: "json" };
import { EXPERIMENTS } from "./experiments/all.ts";
import { CLAIMS } from "./experiments/claims/all.ts";
import { exp7 } from "./experiments/exp7.ts";
import { commandsOf } from "./lib/commands/all.ts";
import { runProgram } from "./lib/commands/run_program.ts";
import { exitStatus } from "./lib/process/exit_status.ts";
import { openProcess } from "./lib/process/process.ts";

if (import.meta.main) {
  // What is installed or packed has it from the checkout that it was made from.
  const { version, commit }: { version: string; commit?: string } = config;
  const process = openProcess(Deno.args, version, commit);
  const commands = commandsOf(EXPERIMENTS, exp7, CLAIMS);
  Deno.exit(
    await runProgram(commands, process)
      .catch((error) => exitStatus(error, process.status)),
  );
}
