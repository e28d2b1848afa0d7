/** Job files of fio: which of their lines say what here, and which do not. */

import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import { parseOptions } from "./experiment_options.ts";

/** A line "name=value" of a job file, or a name alone. */
interface Line {
  readonly number: number;
  readonly name: string;
  readonly value: string | undefined;
}

interface Section {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** What a job file asks for. */
export interface FioJob {
  readonly name: string;
  /** The same as options of an experiment: "--iodepth=32". */
  readonly words: readonly string[];
  /** Whether it says which mode its ring has. */
  readonly hasMode: boolean;
  /** What does not map, line by line, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/** Names of options that are ours too, by fio's; most are the same. */
const MAPPED: Readonly<Record<string, string>> = {
  rw: "rw",
  readwrite: "rw",
  filename: "filename",
  bs: "bs",
  blocksize: "bs",
  size: "size",
  iodepth: "iodepth",
  numjobs: "workers",
  runtime: "runtime",
  ramp_time: "ramp-time",
  cpus_allowed: "cpus",
  cpus_allowed_policy: "cpus-allowed-policy",
  iodepth_batch: "iodepth-batch",
  iodepth_batch_submit: "iodepth-batch",
  iodepth_batch_complete_min: "iodepth-batch-complete-min",
  iodepth_batch_complete: "iodepth-batch-complete-min",
  iodepth_batch_complete_max: "iodepth-batch-complete-max",
  fixedbufs: "fixedbufs",
  registerfiles: "registerfiles",
  hipri: "hipri",
  sqthread_poll: "sqthread-poll",
  sqthread_poll_cpu: "partner-cpus",
  number_ios: "number-ios",
};

/** What is so anyway, or means nothing to reads, whatever the job says. */
const ANYWAY = new Set([
  "randrepeat",
  "refill_buffers",
  "invalidate",
  "allow_file_create",
  "group_reporting",
  "time_based",
  "thread",
  "norandommap",
  "description",
  "name",
]);

/** What is so anyway where the job says this, and not otherwise. */
const ANYWAY_IF: Readonly<Record<string, RegExp>> = {
  ioengine: /^io_uring$/,
  direct: /^(?!0$)/,
  buffered: /^0$/,
  // A target is read as far as it goes.
  size: /^100%$/,
  thinktime: /^0[a-z]*$/,
};

/** What fio logs and prints; nothing of it changes the load. */
const OUTPUT = /_log$|^log_|^percentile_list$|^disable_|_percentiles$|^eta/;

/** Why a line has no counterpart, where more can be said than that. */
const REASONS: Readonly<Record<string, string>> = {
  thinktime: "between its reads a job of fio sleeps or spins; --wait compute " +
    "--thinktime computes between looks for completions",
  rate_iops: "the loop is closed: a worker submits as soon as it may",
  offset_increment:
    "each worker of sequential reads has a part of the target " +
    "of its own, as large as the others'",
  stonewall: "there is one job",
  ioengine: "the engine is io_uring",
  direct: "reads are O_DIRECT",
  buffered: "reads are O_DIRECT",
};

/** The sections of a job file. Throws {@linkcode UsageError}. */
function sectionsOf(text: string, file: string): Section[] {
  const sections: { name: string; lines: Line[] }[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    // fio ends a line at either sign too.
    const line = raw.replace(/(^|\s)[#;].*$/, "").trim();
    if (line === "") continue;
    const head = /^\[([^\]]+)\]$/.exec(line)?.[1];
    if (head !== undefined) {
      sections.push({ name: head, lines: [] });
      continue;
    }
    const section = sections.at(-1);
    if (!section) {
      throw new UsageError(
        `${file}: line ${index + 1} stands before the first [job]`,
      );
    }
    const at = line.indexOf("=");
    section.lines.push({
      number: index + 1,
      name: (at < 0 ? line : line.slice(0, at)).trim().replaceAll("-", "_"),
      value: at < 0 ? undefined : line.slice(at + 1).trim(),
    });
  }
  return sections;
}

/** The lines of a job with those of [global] before it; the last of a name. */
function linesOf(sections: readonly Section[], job: Section): Line[] {
  const before = sections.slice(0, sections.indexOf(job))
    .filter(({ name }) => name === "global");
  const lines = [...before, job].flatMap(({ lines }) => lines);
  return [...new Map(lines.map((line) => [line.name, line])).values()];
}

function isDirection({ name }: Line): boolean {
  return name === "rw" || name === "readwrite";
}

/** Which way a job goes, as fio has it: it reads unless it says otherwise. */
function directionOf(lines: readonly Line[]): string {
  return lines.find(isDirection)?.value ?? "read";
}

/** Whether several jobs of fio begin at the same offset. */
function readsTogether(lines: readonly Line[]): boolean {
  const value = (wanted: string) =>
    lines.find(({ name }) => name === wanted)?.value;
  return Number(value("numjobs") ?? 1) > 1 &&
    value("offset_increment") === undefined;
}

function isRead(direction: string): boolean {
  return direction === "read" || direction === "randread";
}

/** Engines that read files and disks; the others do something else. */
const ENGINES = [
  "io_uring",
  "libaio",
  "posixaio",
  "psync",
  "pvsync",
  "pvsync2",
  "sync",
  "vsync",
  "mmap",
];

/** Whether a job reads files, and nothing else. */
function isReader(lines: readonly Line[]): boolean {
  const engine = lines.find(({ name }) => name === "ioengine")?.value;
  return isRead(directionOf(lines)) &&
    (engine === undefined || ENGINES.includes(engine));
}

/** The engine of jobs that read, but no files: the reason why there is none. */
function engineNote(
  sections: readonly Section[],
  jobs: readonly Section[],
): string {
  const engines = jobs.map((job) => linesOf(sections, job))
    .filter((lines) => isRead(directionOf(lines)))
    .flatMap((lines) =>
      lines.find(({ name }) => name === "ioengine")?.value ?? []
    );
  return engines.length === 0
    ? ""
    : `; ioengine=${[...new Set(engines)].join(", ")} is none that reads files`;
}

/** The job of that name, or the only one that reads. */
function chosen(
  sections: readonly Section[],
  file: string,
  wanted: string | undefined,
): Section {
  const jobs = sections.filter(({ name }) => name !== "global");
  if (wanted !== undefined) {
    const found = jobs.find(({ name }) => name === wanted);
    if (found) return found;
    throw new UsageError(
      `--section: ${file} has no job "${wanted}"` +
        suggestion(wanted, jobs.map(({ name }) => name)),
    );
  }
  const readers = jobs.filter((job) => isReader(linesOf(sections, job)));
  const [first] = readers;
  if (!first) {
    throw new UsageError(
      `${file}: no job of it only reads files, and uringlab does nothing else` +
        engineNote(sections, jobs),
    );
  }
  if (readers.length > 1) {
    throw new UsageError(
      `${file}: several jobs read: name one of ` +
        `${readers.map(({ name }) => name).join(", ")} with --section`,
    );
  }
  return first;
}

function noteOf({ number, name, value }: Line, why: string): string {
  return `line ${number}: ${name}${value === undefined ? "" : `=${value}`}: ` +
    why;
}

/** What a line becomes: a word of the command line, or a note, or neither. */
function translated(line: Line): { word?: string; note?: string } {
  const { name, value } = line;
  if (ANYWAY_IF[name]?.test(value ?? "1")) return {};
  const option = MAPPED[name];
  if (option !== undefined) {
    const word = `--${option}=${value ?? "1"}`;
    try {
      parseOptions([word]);
      return { word };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { note: noteOf(line, error.message) };
    }
  }
  if (ANYWAY.has(name)) return {};
  if (OUTPUT.test(name)) {
    return { note: noteOf(line, "it is about what fio writes, not the load") };
  }
  return { note: noteOf(line, REASONS[name] ?? "there is no such thing here") };
}

/**
 * Reads a job file: the job `section` of it, or the only one that reads. Throws
 * {@linkcode UsageError} where it is none or no job of it can be measured.
 */
export function parseFioJob(
  text: string,
  file: string,
  section?: string,
): FioJob {
  const sections = sectionsOf(text, file);
  const job = chosen(sections, file, section);
  const lines = linesOf(sections, job);
  const direction = directionOf(lines);
  if (!isRead(direction)) {
    throw new UsageError(
      `${file}: job ${job.name} has rw=${direction}, and uringlab only reads`,
    );
  }
  const parts = lines.map(translated);
  const words = parts.flatMap(({ word }) => word ?? []);
  const notes = parts.flatMap(({ note }) => note ?? []);
  if (!lines.some(isDirection)) words.push(`--rw=${direction}`);
  if (direction === "read" && readsTogether(lines)) {
    notes.push(
      `job ${job.name}: in fio all of its jobs read the same blocks from the ` +
        "start; here each worker reads a part of its own",
    );
  }
  return {
    name: job.name,
    words,
    hasMode: lines.some(({ name, value }) =>
      (name === "hipri" || name === "sqthread_poll") && value !== "0"
    ),
    notes,
  };
}
