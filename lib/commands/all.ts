import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { Claim } from "../model/claim.ts";
import type { Experiment } from "../model/experiment.ts";
import { ab } from "./ab/command.ts";
import { bench } from "./bench/command.ts";
import { claims } from "./claims/command.ts";
import type { Command } from "./base/command.ts";
import { compare } from "./compare/command.ts";
import { completions } from "./completions/command.ts";
import { doctor } from "./doctor/command.ts";
import { experimentCommand } from "./experiment.ts";
import { explain } from "./explain.ts";
import { help, type Helped } from "./help/command.ts";
import { list } from "./list.ts";
import { isNamed, namesOf } from "../options/names.ts";
import { man } from "./man/command.ts";
import { programHelp } from "./program_help.ts";
import { report } from "./report/command.ts";
import { run } from "./run.ts";
import { validate } from "./validate/command.ts";
import { watch } from "./watch/command.ts";

/** Everything that `uringlab NAME` may mean. */
export interface Commands extends Helped {
  readonly all: readonly Command[];
}

/**
 * The commands, with one for every experiment; `examined` is the one that
 * `doctor` speaks of, `published` what `claims` tests.
 */
export function commandsOf(
  experiments: readonly Experiment[],
  examined: Experiment,
  published: readonly Claim[],
): Commands {
  const runs = experiments.map((experiment) => experimentCommand(experiment));
  const others: Command[] = [
    run,
    doctor(examined),
    report,
    compare,
    claims(published),
    watch,
    ab,
    validate,
    bench,
    explain,
    list(experiments),
    completions(() => all),
    man(() => ({ experiments: runs, others })),
    help(() => commands),
  ];
  const all = [...runs, ...others];
  const commands: Commands = {
    all,
    names: all.flatMap(namesOf),
    programHelp: (size) => programHelp(runs, others, size),
    find(name) {
      const found = all.find((one) => isNamed(one, name));
      if (found) return found;
      throw new UsageError(
        `unknown experiment or command "${name}"` +
          suggestion(name, all.flatMap(namesOf), {
            elsewhere: "`uringlab help` has them all",
          }),
      );
    },
  };
  return commands;
}
