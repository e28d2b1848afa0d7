import type { Busy } from "./busy.ts";
import { CORE_NAMES } from "./cores.ts";
import {
  MODE_NAMES,
  type ModeName,
  setupFlagNames,
  setupFlags,
} from "./modes.ts";
import {
  hasConnections,
  hasFiles,
  hasWaker,
  isAccepted,
  isDelayed,
  isPosted,
  isSocket,
  LOAD_NAMES,
  type LoadName,
  LOADS,
} from "./loads.ts";
import {
  DIRECTION_NAMES,
  type DirectionName,
  isSequential,
  refusedDirection,
} from "./directions.ts";
import { ACCEPT_NAMES, type AcceptName } from "./accepts.ts";
import { ENGINE_NAMES, type EngineName, hasRing } from "./engines.ts";
import { RECEIVE_NAMES, type ReceiveName } from "./receives.ts";
import { SEND_NAMES, type SendName } from "./sends.ts";
import { hasPartner, WAIT_NAMES, type WaitName, WAITS } from "./waits.ts";
import {
  hasFaults,
  TOUCH_MAPPING_BYTES,
  TOUCH_NAMES,
  touchesNothing,
  touchMappings,
  type TouchName,
} from "./touches.ts";
import type { Parameter } from "./parameter.ts";

const boolean = { kind: "boolean" } as const;

function choice<const V extends readonly string[]>(values: V) {
  return { kind: "choice", values } as const;
}

function integer(min: number, max: number) {
  return { kind: "integer", min, max } as const;
}

/** Whether no worker works between its looks into the CQ. */
function neverThinks({ wait }: { wait: WaitName }): boolean {
  return !WAITS[wait].thinks;
}

/** Whether there is nothing on a disk to be read. */
function withoutTarget({ load }: { load: LoadName }): boolean {
  return load !== "read";
}

/** Whether I/Os are not reads of a descriptor. */
function readsNothing({ load }: { load: LoadName }): boolean {
  return !LOADS[load].reads;
}

/** Whether no I/O names a descriptor. */
function withoutFiles(p: { load: LoadName }): boolean {
  return !hasFiles(p);
}

/** Whether there is no ring that could have what is asked for. */
function withoutRing(p: { engine: EngineName }): boolean {
  return !hasRing(p);
}

/** Whether no I/O of a ring names a descriptor. */
function registersNothing(p: { load: LoadName; engine: EngineName }): boolean {
  return withoutFiles(p) || withoutRing(p);
}

/** Whether no worker enters the kernel with GETEVENTS after its thinktime. */
function neverLooksInKernel(
  p: { wait: WaitName; thinkGetevents: boolean },
): boolean {
  return neverThinks(p) || !p.thinkGetevents;
}

/** Whether the loop is that of the document's own engine. */
function isDocuments({ loop }: { loop: "fio" | "document" }): boolean {
  return loop === "document";
}

/** Whether workers touch no page for the first time. */
function neverFaults(p: { wait: WaitName; thinkTouch: TouchName }): boolean {
  return !hasFaults(p);
}

/** A few milliseconds: longer than any work for one read. */
const MAX_THINKCYCLES = 10_000_000;
/** More workers than any machine has use for; a slip of the finger is. */
const MAX_WORKERS = 1024;
/** IORING_MAX_ENTRIES, io_uring/io_uring.c. */
const MAX_IODEPTH = 32768;
/** A week: the longest that a cell may run. */
export const MAX_SECONDS = 604_800;

/**
 * Everything that decides how one cell is measured. This is the only place
 * where a parameter is written: its option, its column, its field in the files
 * of experiments and its place in the engine's ABI come from here. They are in
 * the table's order unless an entry says what it follows.
 */
export const PARAMETERS = {
  /** How completions are delivered. */
  mode: {
    domain: choice(MODE_NAMES),
    group: "compared",
    perArm: true,
    optionAfter: "iodepth",
    help: `ring modes, of ${MODE_NAMES.join(", ")}`,
    default: "default",
    column: {
      name: "mode",
      consequence: {
        name: "setup_flags",
        value: (p: { mode: ModeName; sqarray: boolean }) =>
          setupFlagNames(p.mode, p.sqarray),
      },
    },
    native: {
      field: "setup_flags",
      value: (p: { mode: ModeName; sqarray: boolean }) =>
        setupFlags(p.mode, p.sqarray),
    },
  },
  /** Reads in flight per worker, or messages on all of its connections. */
  iodepth: {
    domain: integer(1, MAX_IODEPTH),
    group: "compared",
    perArm: true,
    help: "reads in flight per worker; of --load unix, tcp and udp its " +
      "connections, each with one message under way unless --pipeline says " +
      "otherwise, of accept those under way",
    synonym: "connections",
    default: 1,
    column: { name: "iodepth", after: "busy" },
    native: "iodepth",
  },
  /**
   * Whether CPU hogs run beside the workers; with `interrupt` they do where the
   * interrupts of the workers' reads arrive, and not on the workers' CPUs.
   */
  busy: {
    domain: { kind: "boolean", words: ["interrupt"] },
    group: "compared",
    help: "without and with CPU hogs; interrupt: where the interrupts of the " +
      "reads arrive, beside no worker",
    default: false,
    column: "busy",
    native: null,
  },
  /**
   * What the measured CPUs are to the target: whether its interrupts for their
   * reads arrive on them or on other CPUs, or where one is beside a CPU on which
   * they do. `any` where workers may run on every CPU. `unknown` where the
   * files do not tell or the CPUs differ.
   */
  core: {
    domain: {
      ...choice(CORE_NAMES),
      found: ["unknown"],
    },
    group: "compared",
    help:
      "where the reads' interrupts do not, and do arrive; or by their place " +
      "beside a CPU where they do: smt-twin, same-llc, other-llc, " +
      "other-node; any: on all CPUs, not bound to some",
    default: "non-interrupt",
    column: { name: "core", after: "thinkGetevents" },
    native: null,
  },
  /** How workers learn of their completions. */
  wait: {
    domain: choice(WAIT_NAMES),
    group: "compared",
    perArm: true,
    help: `how a worker learns of completions, of ${WAIT_NAMES.join(", ")}`,
    default: "wait",
    column: "wait",
    native: {
      field: "wait",
      value: (p: { wait: WaitName }) => WAIT_NAMES.indexOf(p.wait),
    },
  },
  /** Microseconds of work between looks, where `wait` computes. */
  thinktime: {
    domain: { kind: "microseconds", min: 0, max: 10e6 },
    group: "compared",
    perArm: true,
    help: "work between looks where --wait computes; us if no unit is given",
    default: 0,
    head: "think us",
    column: { name: "thinktime_us", idle: { where: neverThinks, shown: 0 } },
    native: {
      field: "thinktime_ns",
      value: (p: { thinktime: number }) => Math.round(p.thinktime * 1e3),
    },
  },
  /** Whether each of these looks enters the kernel with GETEVENTS. */
  thinkGetevents: {
    domain: boolean,
    group: "compared",
    perArm: true,
    help: "whether these looks enter the kernel with GETEVENTS",
    default: false,
    label: "looks with GETEVENTS",
    head: "enter",
    column: {
      name: "think_getevents",
      idle: { where: neverThinks, shown: false },
    },
    native: "think_getevents",
  },
  /** Threads with a ring of their own. */
  workers: {
    domain: integer(1, MAX_WORKERS),
    group: "load",
    help: "threads with a ring of their own",
    alias: "numjobs",
    default: 1,
    column: "workers",
    native: "workers",
  },
  /** The measured CPUs. */
  cpus: {
    domain: { kind: "cpus" },
    group: "cpus",
    help: "CPUs to measure, where --core is a list its non-interrupt cores; " +
      "default: non-interrupt cores of the target, two at most",
    alias: "cpus-allowed",
    frame: "machine",
    column: "cpus",
    native: {
      field: "cpu_count",
      value: (p: { cpus: readonly number[] }) => p.cpus.length,
    },
  },
  /** How workers are spread over the CPUs, as fio's cpus_allowed_policy. */
  cpusAllowedPolicy: {
    domain: choice(["shared", "split"]),
    group: "load",
    help: "every worker on all CPUs, or on one each",
    default: "shared",
    label: "CPUs of a worker",
    column: "cpus_allowed_policy",
    native: {
      field: "split",
      value: (p: { cpusAllowedPolicy: "shared" | "split" }) =>
        Number(p.cpusAllowedPolicy === "split"),
    },
  },
  /** CPUs of the second threads, eventfd readers and SQ threads. */
  partnerCpus: {
    domain: { kind: "cpus" },
    group: "cpus",
    help: "CPUs of second threads, eventfd readers and SQ threads; default: " +
      "one that is not measured",
    alias: "sqthread-poll-cpu",
    frame: "machine",
    column: {
      name: "partner_cpus",
      idle: {
        where: (p: { mode: ModeName; wait: WaitName }) => !hasPartner(p),
        shown: undefined,
      },
    },
    native: {
      field: "partner_cpu_count",
      value: (p: { partnerCpus: readonly number[] }) => p.partnerCpus.length,
    },
  },
  /** CPUs of the wakers, one waker on each. */
  wakerCpus: {
    domain: { kind: "cpus" },
    group: "cpus",
    help: "CPUs of the threads that complete the I/Os of some loads, in the " +
      "place of a disk's interrupt cores; default: the first that may be used",
    missing: [],
    frame: "machine",
    column: {
      name: "waker_cpus",
      idle: {
        where: (p: { load: LoadName }) => !hasWaker(p),
        shown: undefined,
      },
    },
    native: {
      field: "waker_cpu_count",
      value: (p: { wakerCpus: readonly number[] }) => p.wakerCpus.length,
    },
  },
  /** What completes. */
  load: {
    domain: choice(LOAD_NAMES),
    group: "load",
    help: `what completes, of ${LOAD_NAMES.join(", ")}; all but read need no ` +
      "disk and no root",
    default: "read",
    missing: "read",
    column: "load",
    native: {
      field: "load",
      value: (p: { load: LoadName }) => LOAD_NAMES.indexOf(p.load),
    },
  },
  /**
   * In which order blocks of the target are read (fio: rw). Workers that read
   * them one after the other have a part of the target each, and arms that take
   * turns go on where the other one stopped: see c/sequence.h.
   */
  rw: {
    domain: { ...choice(DIRECTION_NAMES), refusal: refusedDirection },
    group: "load",
    perArm: true,
    help: "random offsets, or block by block, by each worker in a part of " +
      "--size of its own (in fio all read the same blocks, which a disk's " +
      "cache may answer)",
    alias: "readwrite",
    default: "randread",
    column: {
      name: "rw",
      idle: { where: withoutTarget, shown: undefined },
    },
    native: {
      field: "sequential",
      value: (p: { rw: DirectionName }) => Number(isSequential(p)),
    },
  },
  /**
   * Microseconds from the end of a submit call to the waker's turn, and from
   * its beginning to the end of a timeout.
   */
  wakeDelay: {
    domain: { kind: "microseconds", min: 0, max: 10e6 },
    group: "load",
    help: "time that an I/O without a disk takes until its waker, or the " +
      "kernel's timer, completes it; us if no unit is given",
    default: 20,
    label: "delay until the completion",
    head: "delay us",
    column: {
      name: "wake_delay_us",
      idle: {
        where: (p: { load: LoadName }) => !isDelayed(p),
        shown: 0,
      },
    },
    native: {
      field: "wake_delay_ns",
      value: (p: { wakeDelay: number }) => Math.round(p.wakeDelay * 1e3),
    },
  },
  /** CPUs of the hogs that are not on the measured CPUs. */
  busyCpus: {
    domain: { kind: "cpus" },
    group: "cpus",
    help: "CPUs of the hogs of --busy interrupt; default: where the " +
      "interrupts of the reads arrive",
    missing: [],
    frame: "machine",
    column: {
      name: "busy_cpus",
      idle: {
        where: (p: { busy: Busy }) => p.busy !== "interrupt",
        shown: undefined,
      },
    },
    native: null,
  },
  /** CPU hogs per CPU that has any. */
  busyPerCpu: {
    domain: integer(1, MAX_WORKERS),
    group: "cpus",
    help: "hogs per CPU; default: as many as workers per CPU",
    frame: "machine",
    column: {
      name: "busy_per_cpu",
      idle: { where: (p: { busy: Busy }) => p.busy === false, shown: 0 },
    },
    native: null,
  },
  /** Path of the file or block device that is read. */
  filename: {
    domain: { kind: "path" },
    group: "target",
    help: "file or block device to read; default: a file of random data, " +
      "created once",
    frame: "machine",
    column: {
      name: "filename",
      idle: { where: withoutTarget, shown: undefined },
    },
    native: null,
  },
  /** Bytes of it, from its start, which are read. */
  size: {
    domain: { kind: "bytes" },
    group: "target",
    help: "how much of it to read from its start; of the default file its " +
      "size, 1g",
    frame: "machine",
    column: { name: "size", idle: { where: withoutTarget, shown: undefined } },
    native: {
      field: "blocks",
      value: (p: { size: number; bs: number }) => Math.floor(p.size / p.bs),
    },
  },
  /** Bytes per read. */
  bs: {
    domain: { kind: "bytes" },
    group: "target",
    help: "bytes per read, and per message of a pipe or a socket; default: a " +
      "logical block, 8 and 64",
    column: {
      name: "bs",
      idle: {
        where: (p: { load: LoadName }) => withoutFiles(p) || isAccepted(p),
        shown: undefined,
      },
    },
    native: "bs",
  },
  /** Seconds that are measured. */
  runtime: {
    domain: { kind: "seconds", min: 0.01, max: MAX_SECONDS },
    group: "run",
    help: "measured time per cell",
    frame: "length",
    column: "runtime_s",
    native: {
      field: "runtime_ns",
      value: (p: { runtime: number }) => Math.round(p.runtime * 1e9),
    },
  },
  /** Seconds of load before that. */
  rampTime: {
    domain: { kind: "seconds", min: 0, max: MAX_SECONDS },
    group: "run",
    help: "load before it that is not counted",
    frame: "length",
    column: "ramp_time_s",
    native: {
      field: "ramp_ns",
      value: (p: { rampTime: number }) => Math.round(p.rampTime * 1e9),
    },
  },
  /** Seconds of a turn of an arm that takes turns with others; else 0. */
  turn: {
    domain: { kind: "seconds", min: 0, max: MAX_SECONDS },
    group: "run",
    help: "arms that are compared take turns of that length in one cell; " +
      "0: a cell for each",
    missing: 0,
    frame: "length",
    column: "turn_s",
    native: null,
  },
  /** Not 0: the window ends earlier, after so many reads of every worker. */
  numberIos: {
    domain: integer(0, 2 ** 32),
    group: "load",
    help: "reads of every worker that end the window early; 0: none",
    default: 0,
    frame: "length",
    label: "reads per worker",
    column: "number_ios",
    native: "number_ios",
  },
  /** SQEs per submit call, at most (fio: iodepth_batch). */
  iodepthBatch: {
    domain: integer(1, MAX_IODEPTH),
    group: "load",
    perArm: true,
    help: "SQEs per submit call, at most; of --load msg_ring I/Os that the " +
      "waker is asked for at once",
    default: 1,
    label: "SQEs per submit call",
    column: "iodepth_batch",
    native: "iodepth_batch",
  },
  /** CQEs that a reap waits for (fio: iodepth_batch_complete_min). */
  iodepthBatchCompleteMin: {
    domain: integer(1, MAX_IODEPTH),
    group: "load",
    perArm: true,
    help: "CQEs that a reap waits for",
    default: 1,
    label: "CQEs waited for per reap",
    column: "iodepth_batch_complete_min",
    native: "iodepth_batch_complete_min",
  },
  /** CQEs that a reap takes at most (fio: iodepth_batch_complete_max). */
  iodepthBatchCompleteMax: {
    domain: integer(1, MAX_IODEPTH),
    group: "load",
    perArm: true,
    help: "CQEs that a reap takes at most; default: as many as it waits for",
    default: 1,
    computed: true,
    label: "most CQEs per reap",
    column: "iodepth_batch_complete_max",
    native: "iodepth_batch_complete_max",
  },
  /** Whether submit calls pass IORING_ENTER_GETEVENTS, as fio's do. */
  submitGetevents: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "submit with IORING_ENTER_GETEVENTS, as fio does",
    default: true,
    label: "submit calls with GETEVENTS",
    column: {
      name: "submit_getevents",
      idle: {
        where: (
          p: { loop: "fio" | "document"; engine: EngineName; load: LoadName },
        ) => isDocuments(p) || withoutRing(p) || isPosted(p),
        shown: false,
      },
    },
    native: {
      field: "submit_getevents",
      value: (p: { submitGetevents: boolean; loop: "fio" | "document" }) =>
        Number(p.submitGetevents && !isDocuments(p)),
    },
  },
  /** Whether the last submit call before a look also waits, in one call. */
  submitAndWait: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "submit and wait in one call (io_uring_submit_and_wait)",
    default: false,
    label: "submit and wait",
    column: {
      name: "submit_and_wait",
      idle: { where: withoutRing, shown: false },
    },
    native: "submit_and_wait",
  },
  /** Whether all I/Os go through io-wq (fio: force_async=1). */
  forceAsync: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "submit with IOSQE_ASYNC, so that threads of io-wq do it all",
    default: false,
    label: "IOSQE_ASYNC",
    column: {
      name: "force_async",
      idle: { where: withoutRing, shown: false },
    },
    native: "force_async",
  },
  /** By what messages and connections are waited for. */
  engine: {
    domain: choice(ENGINE_NAMES),
    group: "load",
    perArm: true,
    help: "by what messages of sockets, or connections, are waited for, of " +
      ENGINE_NAMES.join(", "),
    default: "io_uring",
    column: {
      name: "engine",
      idle: {
        where: (p: { load: LoadName }) => !hasConnections(p),
        shown: undefined,
      },
    },
    native: {
      field: "engine",
      value: (p: { engine: EngineName }) => ENGINE_NAMES.indexOf(p.engine),
    },
  },
  /** How the messages of sockets are received. */
  recv: {
    domain: choice(RECEIVE_NAMES),
    group: "load",
    perArm: true,
    help: "how messages of sockets are received, of " +
      RECEIVE_NAMES.join(", "),
    default: "single",
    column: {
      name: "recv",
      idle: {
        where: (p: { load: LoadName }) => !isSocket(p),
        shown: undefined,
      },
    },
    native: {
      field: "recv",
      value: (p: { recv: ReceiveName }) => RECEIVE_NAMES.indexOf(p.recv),
    },
  },
  /** How connections are accepted. */
  accept: {
    domain: choice(ACCEPT_NAMES),
    group: "load",
    perArm: true,
    help: "how connections of --load accept are accepted, of " +
      ACCEPT_NAMES.join(", "),
    default: "single",
    column: {
      name: "accept",
      idle: {
        where: (p: { load: LoadName }) => !isAccepted(p),
        shown: undefined,
      },
    },
    native: {
      field: "accept",
      value: (p: { accept: AcceptName }) => ACCEPT_NAMES.indexOf(p.accept),
    },
  },
  /** By what call a waker posts CQEs into the worker's ring. */
  send: {
    domain: choice(SEND_NAMES),
    group: "load",
    perArm: true,
    help: "by what the waker of --load msg_ring posts: a ring of its own, or " +
      "io_uring_register(2), which needs none (Linux 6.13)",
    default: "ring",
    column: {
      name: "send",
      idle: {
        where: (p: { load: LoadName }) => !isPosted(p),
        shown: undefined,
      },
    },
    native: {
      field: "send",
      value: (p: { send: SendName }) => SEND_NAMES.indexOf(p.send),
    },
  },
  /** Messages under way on each connection, of which iodepth is a multiple. */
  pipeline: {
    domain: integer(1, MAX_IODEPTH),
    group: "load",
    perArm: true,
    help: "messages under way on each connection, which are iodepth on all " +
      "of them: one receive may bring several",
    default: 1,
    missing: 1,
    label: "messages per connection",
    column: {
      name: "pipeline",
      idle: {
        where: (p: { load: LoadName }) => !isSocket(p),
        shown: undefined,
      },
    },
    native: "pipeline",
  },
  /** Whether buffers are registered and reads are IORING_OP_READ_FIXED. */
  fixedbufs: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "register the buffers and read with IORING_OP_READ_FIXED",
    default: false,
    column: {
      name: "fixedbufs",
      idle: { where: readsNothing, shown: false },
    },
    native: "fixedbufs",
  },
  /** Whether the target is registered and reads have IOSQE_FIXED_FILE. */
  registerfiles: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "register what is read and read with IOSQE_FIXED_FILE; connections " +
      "are then accepted as direct descriptors (Linux 5.19)",
    default: false,
    column: {
      name: "registerfiles",
      idle: { where: registersNothing, shown: false },
    },
    native: "registerfiles",
  },
  /** Whether io_uring_enter(2) has IORING_ENTER_REGISTERED_RING. */
  registeredRingFd: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "enter the kernel with IORING_ENTER_REGISTERED_RING (Linux 5.18)",
    default: false,
    label: "registered ring",
    column: {
      name: "registered_ring_fd",
      idle: { where: withoutRing, shown: false },
    },
    native: "registered_ring_fd",
    needs: {
      when: true,
      step: "ring_fd",
      what: "IORING_ENTER_REGISTERED_RING",
      linux: "5.18",
    },
  },
  /** Whether a worker that waits in the kernel counts as waiting for a disk. */
  iowait: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "off: enter the kernel with IORING_ENTER_NO_IOWAIT (Linux 6.15)",
    default: true,
    column: { name: "iowait", idle: { where: withoutRing, shown: true } },
    native: {
      field: "no_iowait",
      value: (p: { iowait: boolean }) => p.iowait ? 0 : 1,
    },
    needs: {
      when: false,
      step: "getevents",
      what: "IORING_ENTER_NO_IOWAIT",
      linux: "6.15",
      remedy: "IORING_ENTER_NO_IOWAIT came with Linux 6.15",
    },
  },
  /** Whether the ring has an SQ array; without it, IORING_SETUP_NO_SQARRAY. */
  sqarray: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "off: make rings with IORING_SETUP_NO_SQARRAY (Linux 6.6)",
    default: true,
    column: { name: "sqarray", idle: { where: withoutRing, shown: true } },
    // It is among setup_flags.
    native: null,
    needs: { when: false, step: "ring", what: "NO_SQARRAY", linux: "6.6" },
  },
  /** Whether CQEs of one look share one time, and SQEs of one submit call. */
  clockPerReap: {
    domain: boolean,
    group: "load",
    perArm: true,
    help: "one time for all CQEs that one look finds, and for the SQEs of " +
      "one submit call",
    default: false,
    label: "one time per reap",
    column: {
      name: "clock_per_reap",
      idle: { where: withoutRing, shown: false },
    },
    native: "clock_per_reap",
  },
  /**
   * Whose loop it is: that of fio's io_uring engine, or that of the engine
   * which the document's author wrote for fio. His submits without GETEVENTS
   * and takes the time of the issue before the submit call, so that clat has
   * the call in it and slat does not.
   */
  loop: {
    domain: choice(["fio", "document"]),
    group: "load",
    perArm: true,
    help: "fio's loop, or that of the document's engine: it submits without " +
      "GETEVENTS, and its clat has the submit call in it",
    default: "fio",
    column: "loop",
    native: {
      field: "issue_before",
      value: (p: { loop: "fio" | "document" }) => Number(isDocuments(p)),
    },
  },
  /** Cycles of work after each read that was taken, before others are submitted. */
  thinkcycles: {
    domain: integer(0, MAX_THINKCYCLES),
    group: "load",
    perArm: true,
    help: "CPU cycles of work after each read, however the worker waits",
    default: 0,
    label: "work after each read",
    unit: "cycles",
    column: "thinkcycles",
    native: "thinkcycles",
  },
  /** CQEs that each look with `thinkGetevents` waits for in the kernel. */
  thinkMinComplete: {
    domain: integer(0, MAX_IODEPTH),
    group: "load",
    perArm: true,
    help: "CQEs that each look waits for with --think-getevents, if as many " +
      "are in flight; 0: none",
    default: 0,
    label: "CQEs waited for per look",
    column: {
      name: "think_min_complete",
      idle: { where: neverLooksInKernel, shown: 0 },
    },
    native: "think_min_complete",
  },
  /** What workers touch in their thinktime, page by page. */
  thinkTouch: {
    domain: choice(TOUCH_NAMES),
    group: "load",
    perArm: true,
    help: "pages that are touched in --thinktime: none, such as were touched " +
      "before, or fresh ones, each of which is a page fault",
    default: "none",
    label: "pages touched",
    column: {
      name: "think_touch",
      idle: { where: neverThinks, shown: undefined },
    },
    native: {
      field: "think_touch",
      value: (p: { thinkTouch: TouchName }) =>
        TOUCH_NAMES.indexOf(p.thinkTouch),
    },
  },
  /** Microseconds of thinktime from one page that is touched to the next. */
  thinkTouchEvery: {
    domain: { kind: "microseconds", min: 0.1, max: 10e6 },
    group: "load",
    perArm: true,
    help: "thinktime between two pages of --think-touch; us if no unit is " +
      "given",
    default: 20,
    label: "work per touched page",
    head: "touch us",
    column: {
      name: "think_touch_every_us",
      idle: { where: touchesNothing, shown: undefined },
    },
    native: {
      field: "think_touch_every_ns",
      value: (p: { thinkTouchEvery: number }) =>
        Math.round(p.thinkTouchEvery * 1e3),
    },
  },
  /** Bytes of a worker's range of fresh pages. */
  thinkTouchSize: {
    domain: { kind: "bytes" },
    group: "load",
    perArm: true,
    help: "address space of a worker's fresh pages, of one file of 2 MiB " +
      "that is mapped again and again; it takes page tables, 1/512 of it",
    default: 2 ** 33,
    label: "address space of fresh pages",
    column: {
      name: "think_touch_size",
      idle: { where: neverFaults, shown: undefined },
    },
    native: {
      field: "think_touch_bytes",
      value: (p: { thinkTouchSize: number }) =>
        touchMappings(p.thinkTouchSize) * TOUCH_MAPPING_BYTES,
    },
  },
  /** Where in the period of the kernel's timer tick reads are submitted. */
  phase: {
    domain: choice(["locked", "random"]),
    group: "load",
    perArm: true,
    help: "reads are submitted as soon as the loop has come round, which may " +
      "lock them to the timer tick, or after work of random length, a tick " +
      "at most, at a random phase of it",
    default: "locked",
    column: "phase",
    native: {
      field: "random_phase",
      value: (p: { phase: "locked" | "random" }) =>
        Number(p.phase === "random"),
    },
  },
  /** Whether a process writes into a file beside the target meanwhile. */
  writer: {
    domain: boolean,
    group: "load",
    help: "a process that writes blocks of 4 KiB beside the reads, with " +
      "O_DIRECT, one after the other: into 64 MiB of its own beside the " +
      "target, without a name",
    default: false,
    column: "writer",
    native: null,
  },
  /** Whether workers take a partner's CPUs where they have no partner. */
  equalCpus: {
    domain: boolean,
    group: "load",
    help:
      "where there is no SQ thread or other partner, more workers take its " +
      "CPUs: as many CPUs in all cells",
    default: false,
    label: "equal CPUs",
    column: "equal_cpus",
    native: null,
  },
  /** Whether a cell's memory is in huge pages. */
  hugepages: {
    domain: boolean,
    group: "load",
    help: "the workers' memory in huge pages of 2 MiB (vm.nr_hugepages)",
    default: false,
    column: "hugepages",
    native: "hugepages",
    needs: {
      when: true,
      step: "hugepages",
      what: "huge pages of 2 MiB",
      remedy: "there are too few huge pages of 2 MiB (vm.nr_hugepages)",
    },
  },
  /** Whether workers count their cycles and instructions. */
  perfCounters: {
    domain: boolean,
    group: "load",
    help: "count cycles and instructions per read (perf_event_open); a " +
      "thread's switches then cost more",
    default: false,
    label: "cycles counted",
    column: "perf_counters",
    // enum uringlab_perf: hardware.
    native: "perf_counters",
  },
  /** Whether every sector read is compared with its stamp. */
  verify: {
    domain: boolean,
    group: "flag",
    help: "compare every sector read with its stamp (created targets only)",
    default: false,
    column: "verify",
    native: "verify",
  },
} as const satisfies { readonly [name: string]: Parameter };
