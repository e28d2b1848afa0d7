import { MODE_NAMES } from "../modes.ts";
import type { Params } from "./params.ts";
import { WAIT_NAMES } from "../waits.ts";

/** The values that a parameter may take. */
export type Domain =
  | { kind: "choice"; values: readonly string[] }
  | { kind: "boolean" }
  | { kind: "integer"; min: number; max: number }
  /** A time in microseconds. */
  | { kind: "microseconds"; min: number; max: number };

/** A parameter that an experiment sets, and that `--its-name` changes. */
export interface Parameter {
  readonly domain: Domain;
  readonly help: string;
  /** fio's name where it is another. */
  readonly alias?: string;
}

const boolean: Domain = { kind: "boolean" };

function choice(values: readonly string[]): Domain {
  return { kind: "choice", values };
}

function integer(min: number, max: number): Domain {
  return { kind: "integer", min, max };
}

/** More workers than any machine has use for; a slip of the finger is. */
export const MAX_WORKERS = 1024;
/** IORING_MAX_ENTRIES, io_uring/io_uring.c. */
const MAX_IODEPTH = 32768;

/** The parameters that experiments set; the rest is the machine's. */
export const PARAMETERS = {
  mode: {
    domain: choice(MODE_NAMES),
    help: `ring modes, of ${MODE_NAMES.join(", ")}`,
  },
  iodepth: {
    domain: integer(1, MAX_IODEPTH),
    help: "reads in flight per worker",
  },
  busy: { domain: boolean, help: "without and with CPU hogs" },
  core: {
    domain: choice(["non-interrupt", "interrupt"]),
    help: "where the reads' interrupts do not, and do arrive",
  },
  wait: {
    domain: choice(WAIT_NAMES),
    help: `how a worker learns of completions, of ${WAIT_NAMES.join(", ")}`,
  },
  thinktime: {
    domain: { kind: "microseconds", min: 0, max: 10e6 },
    help: "work between looks where --wait computes; us if no unit is given",
  },
  thinkGetevents: {
    domain: boolean,
    help: "whether these looks enter the kernel with GETEVENTS",
  },
  workers: {
    domain: integer(1, MAX_WORKERS),
    help: "threads with a ring of their own",
    alias: "numjobs",
  },
  cpusAllowedPolicy: {
    domain: choice(["shared", "split"]),
    help: "every worker on all CPUs, or on one each",
  },
  numberIos: {
    domain: integer(0, 2 ** 32),
    help: "reads of every worker that end the window early; 0: none",
  },
  iodepthBatch: {
    domain: integer(1, MAX_IODEPTH),
    help: "SQEs per submit call, at most",
  },
  iodepthBatchCompleteMin: {
    domain: integer(1, MAX_IODEPTH),
    help: "CQEs that a reap waits for",
  },
  iodepthBatchCompleteMax: {
    domain: integer(1, MAX_IODEPTH),
    help: "CQEs that a reap takes at most; default: as many as it waits for",
  },
  submitGetevents: {
    domain: boolean,
    help: "submit with IORING_ENTER_GETEVENTS, as fio does",
  },
  submitAndWait: {
    domain: boolean,
    help: "submit and wait in one call (io_uring_submit_and_wait)",
  },
  fixedbufs: {
    domain: boolean,
    help: "register the buffers and read with IORING_OP_READ_FIXED",
  },
  registerfiles: {
    domain: boolean,
    help: "register the target and read with IOSQE_FIXED_FILE",
  },
  registeredRingFd: {
    domain: boolean,
    help: "enter the kernel with IORING_ENTER_REGISTERED_RING (Linux 5.18)",
  },
  sqarray: {
    domain: boolean,
    help: "off: make rings with IORING_SETUP_NO_SQARRAY (Linux 6.6)",
  },
  clockPerReap: {
    domain: boolean,
    help:
      "one time for all CQEs that one look finds, and for the SQEs of one " +
      "submit call",
  },
  hugepages: {
    domain: boolean,
    help: "the workers' memory in huge pages of 2 MiB (vm.nr_hugepages)",
  },
  verify: {
    domain: boolean,
    help: "compare every sector read with its stamp (created targets only)",
  },
} as const satisfies { readonly [K in keyof Params]?: Parameter };

/** The name of a parameter, as in experiments. */
export type ParameterName = keyof typeof PARAMETERS;

/** The names of all parameters. */
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** "iodepth-batch" for iodepthBatch: the name of its option. */
export function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What stands for a value of a parameter in options, names and charts. */
export function valueText(value: unknown): string {
  return value === true ? "on" : value === false ? "off" : `${value}`;
}
