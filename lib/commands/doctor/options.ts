import {
  flag,
  HELP,
  option,
  parseTable,
  type TableValues,
} from "../../options/option_table.ts";
import { cpuList, text } from "../../options/values.ts";

/** The options as they are given and explained. */
export const DOCTOR_OPTIONS = {
  filename: option(
    "PATH",
    "file or block device whose disk is looked at; default: the default " +
      "target, or 16 MiB beside it, created once",
    text,
  ),
  cpus: option(
    "LIST",
    "CPUs to read from; default: all, or a sample of 64",
    cpuList,
    "cpus-allowed",
  ),
  json: flag("the same as data"),
  help: HELP,
};

/** The options of `uringlab doctor`. */
export type DoctorOptions = TableValues<typeof DOCTOR_OPTIONS>;

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseDoctorOptions(args: readonly string[]): DoctorOptions {
  return parseTable(args, DOCTOR_OPTIONS).options;
}
