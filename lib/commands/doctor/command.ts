import type { Experiment } from "../../model/experiment.ts";
import { type Command, command } from "../base/command.ts";
import { DOCTOR_OPTIONS, parseDoctorOptions } from "./options.ts";

/** Says what this machine can do; whether it can run `experiment`, say. */
export function doctor(experiment: Experiment): Command {
  return command({
    name: "doctor",
    summary: "say what this machine can do, and how to mend the rest",
    usage: "[--filename PATH] [--cpus LIST] [--json]",
    description:
      "Says what this machine can do, what is in the way of good results, " +
      "and the command that would mend it. Changes no setting. Reads from " +
      "each CPU to see where the reads complete, for about 0.1 s each.",
    options: DOCTOR_OPTIONS,
    examples: [
      { words: "doctor", does: "of the default target" },
      { words: "doctor --filename /dev/nvme0n1", does: "of a disk" },
      { words: "doctor --json", does: "for a program" },
    ],
    exitStatus: `0 when ${experiment.name} can run here, 1 when it cannot, ` +
      "2 wrong usage, 130 interrupted.",
    parse: parseDoctorOptions,
    async execute(options, process) {
      const { runDoctor } = await import("./doctor.ts");
      return await process.withMachine((around) =>
        runDoctor(options, experiment, around)
      );
    },
  });
}
