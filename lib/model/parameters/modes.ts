/**
 * The ring modes: how completions are delivered, and the flags of
 * io_uring_setup(2) that choose it.
 */

import { setupFlag, setupFlagNamesIn } from "./setup_flags.ts";

const IOPOLL = setupFlag("IOPOLL");
const SQPOLL = setupFlag("SQPOLL");
const SQ_AFF = setupFlag("SQ_AFF");
const COOP_TASKRUN = setupFlag("COOP_TASKRUN");
const TASKRUN_FLAG = setupFlag("TASKRUN_FLAG");
const SINGLE_ISSUER = setupFlag("SINGLE_ISSUER");
const DEFER_TASKRUN = setupFlag("DEFER_TASKRUN");
const NO_SQARRAY = setupFlag("NO_SQARRAY");

/** The mainline kernel that brought IORING_OP_READ, which all reads are. */
export const READS_SINCE = "5.6";

/** A ring mode, and the mainline kernel from which on it reads. */
export interface Mode {
  readonly setupFlags: number;
  /** What it does with a completion, for people. */
  readonly help: string;
  readonly since: string;
  /** The same with --registerfiles on, where that is an older one. */
  readonly sinceRegistered?: string;
}

/** Every mode that `--mode` accepts. */
export const MODES = {
  default: {
    setupFlags: 0,
    help: "kicks a thread that runs on another CPU",
    since: READS_SINCE,
  },
  coop: {
    setupFlags: COOP_TASKRUN,
    help: "no kick: waits until the thread enters the kernel",
    since: "5.19",
  },
  coop_flag: {
    setupFlags: COOP_TASKRUN | TASKRUN_FLAG,
    help: "the same, and the SQ's flags say that work is pending",
    since: "5.19",
  },
  single: {
    setupFlags: SINGLE_ISSUER,
    help: "as default; only one thread submits",
    since: "6.0",
  },
  defer: {
    setupFlags: SINGLE_ISSUER | DEFER_TASKRUN,
    help: "no kick: waits for a call with GETEVENTS",
    since: "6.1",
  },
  defer_flag: {
    setupFlags: SINGLE_ISSUER | DEFER_TASKRUN | TASKRUN_FLAG,
    help: "the same, and the SQ's flags say that work is pending",
    since: "6.1",
  },
  // The SQ thread runs on the partner's CPU. It takes files that are not
  // registered since IORING_FEAT_SQPOLL_NONFIXED; EBADF is its answer before.
  sqpoll: {
    setupFlags: SQPOLL | SQ_AFF,
    help: "a thread of the kernel submits, on a partner CPU",
    since: "5.11",
    sinceRegistered: READS_SINCE,
  },
  iopoll: {
    setupFlags: IOPOLL,
    help: "no interrupt: the thread polls a disk that has poll queues",
    since: READS_SINCE,
  },
} as const satisfies Record<string, Mode>;

/** The name of a mode, as in options, columns and charts. */
export type ModeName = keyof typeof MODES;

/** The names of all modes, in the order of the table. */
export const MODE_NAMES = Object.keys(MODES) as ModeName[];

/** The mainline kernel from which on a mode reads, "5.11" for sqpoll. */
export function modeSince(
  mode: ModeName,
  { registerfiles }: { registerfiles: boolean },
): string {
  const { since, sinceRegistered = since }: Mode = MODES[mode];
  return registerfiles ? sinceRegistered : since;
}

/**
 * Whether completions come about in io_uring_enter(GETEVENTS) only: who never
 * enters the kernel never sees one.
 */
export function needsGetevents(mode: ModeName): boolean {
  return (MODES[mode].setupFlags & (DEFER_TASKRUN | IOPOLL)) !== 0;
}

/** The flags of a mode, with NO_SQARRAY where there shall be no SQ array. */
export function setupFlags(mode: ModeName, sqarray: boolean): number {
  return MODES[mode].setupFlags | (sqarray ? 0 : NO_SQARRAY);
}

/** "COOP_TASKRUN|TASKRUN_FLAG" for the flags of a mode, "none" for none. */
export function setupFlagNames(mode: ModeName, sqarray = true): string {
  return setupFlagNamesIn(setupFlags(mode, sqarray)).join("|") || "none";
}
