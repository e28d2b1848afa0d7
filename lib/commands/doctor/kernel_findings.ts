import { ERRNO } from "../../base/errno.ts";
import { PROGRAM } from "../../base/program.ts";
import { READS_SINCE } from "../../model/parameters/modes.ts";
import { blocker, type Finding, note, ok } from "./finding.ts";
import type {
  ClockFacts,
  KernelFacts,
  MemoryFacts,
  ModeTrial,
} from "./kernel.ts";

/** The modes that experiment 7 compares. */
const NEEDED = ["default", "coop"];

/** What the kernel and its io_uring can do. */
export function kernelFindings(
  kernel: KernelFacts,
  memory: MemoryFacts,
): Finding[] {
  const made = kernel.modes.filter(({ ok }) => ok).map(({ mode }) => mode);
  const refused = kernel.modes.filter(({ ok }) => !ok);
  return [
    ok("kernel", kernelText(kernel)),
    ...tickFindings(kernel),
    ...made.length > 0
      ? [ok("kernel", `io_uring modes ${made.join(", ")}`)]
      : [],
    ...made.length > 0
      ? refused.map((trial) => refusedMode(trial, kernel.release, memory))
      : [noIoUring(kernel, memory)],
    ...memory.ok ? [] : [memoryFinding(memory)],
  ];
}

function kernelText(kernel: KernelFacts): string {
  const { release, hz, preemption, preemptDynamic } = kernel;
  const inForce = kernel.preemptionInForce;
  const model = preemption === null
    ? "preemption model not known"
    : inForce !== null
    ? `preemption ${inForce} in force`
    : preemption + (preemptDynamic ? ", or as chosen at boot (dynamic)" : "");
  const disabled = kernel.ioUringDisabled;
  return `Linux ${release ?? "(release not known)"}, ${
    hz === null ? "HZ not known" : `HZ=${hz}`
  }, ${model}` + (disabled === null ? "" : `; io_uring_disabled=${disabled}`);
}

/** With COOP_TASKRUN a worker that never enters the kernel waits for a tick. */
function tickFindings({ hz, modes }: KernelFacts): Finding[] {
  if (hz === null || !modes.some(({ mode, ok }) => mode === "coop" && ok)) {
    return [];
  }
  const tick = `${1000 / hz}`.slice(0, 4);
  return [
    ok("kernel", `a tick is ${tick} ms: the longest that COOP_TASKRUN delays`),
  ];
}

/** Some kernels count a ring against the limit, and some only other things. */
const NO_ROOM = "RLIMIT_MEMLOCK is too low for a ring";

function refusedMode(
  trial: ModeTrial,
  release: string | null,
  memory: MemoryFacts,
): Finding {
  const { mode, message, since, setupFlags } = trial;
  const refused = `mode ${mode} (${setupFlags}): ${message}`;
  if (trial.errno === ERRNO.ENOMEM && !memory.ok) {
    return note("kernel", `${refused}; ${NO_ROOM}`, moreLocked(memory));
  }
  const text = `${refused}; it came with Linux ${since}, this is ${release}`;
  const remedy = `boot Linux ${since} or newer`;
  return NEEDED.includes(mode)
    ? blocker(
      "kernel",
      text,
      `${remedy}, or leave it out: ${PROGRAM} exp7 --mode default`,
    )
    : note("kernel", text, remedy);
}

function noIoUring(
  { modes, refused }: KernelFacts,
  memory: MemoryFacts,
): Finding {
  const [first] = modes;
  const text = `io_uring cannot be used: ${first?.message}`;
  if (first?.errno === ERRNO.ENOMEM && !memory.ok) {
    return blocker("kernel", `${text}; ${NO_ROOM}`, moreLocked(memory));
  }
  return refused
    ? blocker("kernel", `${text}; ${refused.why}`, refused.remedy)
    // Of a ring without flags only its reads can be unknown.
    : blocker("kernel", text, `boot Linux ${READS_SINCE} or newer`);
}

/** The command after which a cell's memory may be locked. */
function moreLocked({ bytes, hardLimit }: MemoryFacts): string {
  const kib = Math.ceil(bytes / 1024);
  const allowed = hardLimit === "unlimited" || (hardLimit ?? 0) >= bytes;
  return allowed
    ? `ulimit -l ${kib}`
    : `sudo prlimit --pid $$ --memlock=${kib * 1024}`;
}

function memoryFinding(memory: MemoryFacts): Finding {
  const kib = Math.ceil(memory.bytes / 1024);
  return blocker(
    "kernel",
    `cannot lock the ${kib} KiB that exp7 needs: ${memory.message}`,
    moreLocked(memory),
  );
}

/** Sources that can be read in user mode, best first. */
const CHEAP_SOURCES = ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page"];

/** What reading the clock costs. */
export function clockFindings(clock: ClockFacts): Finding[] {
  const { vdso, source, available, message } = clock;
  const named = source === null ? "" : ` (clock source ${source})`;
  if (vdso) return [ok("clock", `read through the vDSO${named}`)];
  const better = CHEAP_SOURCES.find((name) =>
    name !== source && available?.includes(name)
  );
  const text = vdso === null
    ? `cannot tell whether reading it is a system call${named}: ${message}`
    : `reading it is a system call${named}, which runs task_work`;
  return [
    blocker(
      "clock",
      text,
      better === undefined
        ? `${PROGRAM} exp7 --allow-slow-clock`
        : `echo ${better} > /sys/devices/system/clocksource/clocksource0/current_clocksource`,
    ),
  ];
}
