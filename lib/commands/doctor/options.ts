import { parseArguments } from "../../options/arguments.ts";
import { cpuList, text } from "../../options/values.ts";

/** The options of `uringlab doctor`. */
export interface DoctorOptions {
  readonly filename?: string;
  readonly cpus?: readonly number[];
  readonly json: boolean;
  readonly help: boolean;
}

/** What `uringlab doctor --help` prints. */
export const DOCTOR_HELP = `\
Usage: uringlab doctor [--filename PATH] [--cpus LIST] [--json]

Says what this machine can do, what is in the way of good results, and the
command that would mend it. Changes no setting. Reads from each CPU to see where
the reads complete, for about 0.1 s each.

  --filename PATH         file or block device whose disk is looked at; default:
                          the default target, or 16 MiB beside it, created once
  --cpus LIST             CPUs to read from; default: all, or a sample of 64
  --json                  the same as data
  --help                  print this

Exit status: 0 when exp7 can run here, 1 when it cannot, 2 wrong usage, 130
interrupted.
`;

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseDoctorOptions(args: readonly string[]): DoctorOptions {
  const { values, flags } = parseArguments(args, {
    values: ["filename", "cpus"],
    flags: ["json", "help"],
    alias: { "cpus-allowed": "cpus", h: "help" },
  });
  const filename = values.get("filename");
  const cpus = values.get("cpus");
  return {
    ...(filename !== undefined && { filename: text(filename, "filename") }),
    ...(cpus !== undefined && { cpus: cpuList(cpus, "cpus") }),
    json: flags.has("json"),
    help: flags.has("help"),
  };
}
