import { selected } from "../host/block_leaf.ts";
import { mountOf, parseMountInfo } from "../host/mount_info.ts";
import type { SystemFiles } from "../host/system.ts";
import { PROGRAM_AS_ROOT } from "../base/program.ts";
import { tiedCommand } from "../run/tied_command.ts";

/** What this machine lets us see of the kernel, from most to least. */
export type Tier = "kprobes" | "tracepoints" | "none";

/** The tracepoints that explain a run, with their subsystem. */
export const TRACED_EVENTS = [
  "io_uring:io_uring_task_work_run",
  "io_uring:io_uring_local_work_run",
  "io_uring:io_uring_cqring_wait",
  "ipi:ipi_send_cpu",
  "ipi:ipi_send_cpumask",
  "sched:sched_switch",
  "sched:sched_waking",
  "raw_syscalls:sys_enter",
  "raw_syscalls:sys_exit",
  "irq_vectors:reschedule_entry",
  "irq_vectors:local_timer_entry",
  "irq:irq_handler_entry",
] as const;

/** The name of one of them. */
export type TracedEvent = typeof TRACED_EVENTS[number];

/** The functions that kprobes are set on. */
export const TRACED_SYMBOLS = [
  "tctx_task_work",
  "task_work_add",
  "kick_process",
  "native_smp_send_reschedule",
] as const;

/** The name of one of them. */
export type TracedSymbol = typeof TRACED_SYMBOLS[number];

/** What keeps this machine from the next tier. */
export interface Obstacle {
  /** "bpftrace is not installed". */
  readonly what: string;
  /** What was tried and what came back. */
  readonly why: string;
  /** A shell command that would mend it, or advice where no command would. */
  readonly remedy: string;
}

/** What can be traced here, found by trying. */
export interface Tracing {
  readonly tier: Tier;
  /** The version of bpftrace, "0.17.0"; null if there is none in PATH. */
  readonly bpftrace: string | null;
  /** Where tracefs is mounted; null if it is not. */
  readonly tracefs: string | null;
  /** Names of the fields; null where absent, or where tracefs is unreadable. */
  readonly events: Readonly<Record<TracedEvent, readonly string[] | null>>;
  /** Those that /proc/kallsyms lists. */
  readonly symbols: readonly TracedSymbol[];
  /** "none", "integrity", "confidentiality"; null if it cannot be seen. */
  readonly lockdown: string | null;
  /** Whether the kernel describes its own types, as kprobes programs need. */
  readonly btf: boolean;
  readonly obstacles: readonly Obstacle[];
}

/** How a program ended. */
export interface Outcome {
  /** 128 + the signal's number when a signal ended it, as in a shell. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Runs a program to its end; undefined if there is none of that name. */
export type RunProgram = (
  command: string,
  args: readonly string[],
  timeoutMs: number,
) => Promise<Outcome | undefined>;

const TRY_TIMEOUT_MS = 20_000;

/**
 * Finds out by trying what can be traced here. `run` stands in for the real
 * machine in tests, as `files` does.
 */
export async function findTracing(
  files: SystemFiles,
  run: RunProgram = runProgram,
): Promise<Tracing> {
  const tracefs = tracefsRoot(files);
  const version = await run("bpftrace", ["--version"], TRY_TIMEOUT_MS);
  const facts: TraceFacts = {
    tracefs: tracefs === undefined
      ? "not mounted"
      : eventsReadable(files, tracefs)
      ? "readable"
      : "not readable",
    kprobeEvents: tracefs === undefined ||
        files.list(tracefs).length === 0
      ? null
      : files.list(tracefs).includes("kprobe_events"),
    lockdown: readLockdown(files),
    btf: files.list("/sys/kernel/btf").includes("vmlinux"),
    privileges: tracingPrivileges(files.read("/proc/self/status") ?? ""),
    symbols: parseKallsyms(files.read("/proc/kallsyms") ?? ""),
  };
  const { tier, obstacles } = await findTier(version, facts, run);
  return {
    tier,
    bpftrace: version === undefined ? null : parseVersion(version.stdout),
    tracefs: tracefs ?? null,
    events: Object.fromEntries(
      TRACED_EVENTS.map((name) => [name, readEvent(files, tracefs, name)]),
    ) as Record<TracedEvent, string[] | null>,
    symbols: facts.symbols,
    lockdown: facts.lockdown,
    btf: facts.btf,
    obstacles,
  };
}

/** A kernel without the lockdown module is not locked down. */
function readLockdown(files: SystemFiles): string | null {
  const text = files.read("/sys/kernel/security/lockdown");
  if (text !== undefined) return selected(text);
  return files.list("/sys/kernel/security").length > 0 ? "none" : null;
}

/** What the files say that bears on why a program does not attach. */
export interface TraceFacts {
  readonly tracefs: "not mounted" | "not readable" | "readable";
  /** Whether tracefs has this file; null if it cannot be seen. */
  readonly kprobeEvents: boolean | null;
  readonly lockdown: string | null;
  readonly btf: boolean;
  readonly privileges: Privileges;
  readonly symbols: readonly TracedSymbol[];
}

/** The smallest programs that need what each tier needs. */
const TRIALS = {
  tracepoints: "tracepoint:sched:sched_switch { @ = count(); }",
  // Exits close files, whose end (____fput) is added as task_work.
  kprobes: "kprobe:task_work_add " +
    "/((struct task_struct *)arg0)->pid != 0/ { @ = count(); }",
} as const;

async function findTier(
  version: Outcome | undefined,
  facts: TraceFacts,
  run: RunProgram,
): Promise<{ tier: Tier; obstacles: Obstacle[] }> {
  if (version === undefined) {
    const missing = {
      what: "bpftrace is not installed",
      why: "no bpftrace in PATH",
      remedy: "apt-get install bpftrace",
    };
    return { tier: "none", obstacles: [missing, ...fileObstacles(facts)] };
  }
  let tier: Tier = "none";
  for (const next of ["tracepoints", "kprobes"] as const) {
    // The child gives both programs something to count, and ends them.
    const args = ["-f", "json", "-c", "/bin/true", "-e", TRIALS[next]];
    const outcome = await run("bpftrace", args, TRY_TIMEOUT_MS);
    const failure = diagnoseTrial(outcome);
    if (failure === undefined) tier = next;
    else return { tier, obstacles: [explain(next, failure, facts)] };
  }
  return { tier, obstacles: [] };
}

/** Why a program of bpftrace did not work, and its words for it. */
export interface TrialFailure {
  readonly kind:
    | "missing"
    | "not permitted"
    | "no BTF"
    | "killed"
    | "timed out"
    | "silent"
    | "other";
  readonly message: string;
}

/** The first pattern that bpftrace's stderr matches names the failure. */
const COMPLAINTS: readonly [RegExp, TrialFailure["kind"]][] = [
  [
    /running as the root user|not permitted|permission denied|lockdown/i,
    "not permitted",
  ],
  [/\bBTF\b|unknown struct|unknown identifier/i, "no BTF"],
  [
    /not found|not traceable|no such file|no probes to attach|could not resolve/i,
    "missing",
  ],
];

/**
 * Judges one of the trials by how bpftrace ended and what it said; undefined
 * when the program was attached and counted something.
 */
export function diagnoseTrial(
  outcome: Outcome | undefined,
): TrialFailure | undefined {
  if (outcome === undefined) {
    return { kind: "missing", message: "bpftrace could not be started" };
  }
  const { status, stdout, timedOut } = outcome;
  const message = complaintOf(outcome.stderr);
  if (timedOut) {
    return { kind: "timed out", message: "bpftrace did not come to an end" };
  }
  // bpftrace's own failures are 1 and 255.
  if (status > 128 && status < 255) {
    const signal = `bpftrace was killed by signal ${status - 128}`;
    return { kind: "killed", message: signal };
  }
  if (status === 0 && /"@": *[1-9]/.test(stdout)) return undefined;
  const kind = COMPLAINTS.find(([pattern]) => pattern.test(outcome.stderr))
    ?.[1];
  if (kind !== undefined) return { kind, message };
  return status === 0
    ? { kind: "silent", message: "the probe was attached but never fired" }
    : { kind: "other", message: message || `bpftrace ended with ${status}` };
}

/**
 * The line of bpftrace's stderr that says most: its last error, without the
 * harmless one about RLIMIT_MEMLOCK.
 */
export function complaintOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.includes("set RLIMIT_MEMLOCK"));
  const cause = lines.findLast((line) =>
    /^create_\w+: |not permitted|permission denied|no such file/i.test(line)
  );
  const error = cause ?? lines.findLast((line) => /\bERROR\b/.test(line)) ??
    lines.at(-1) ?? "";
  return error.replace(/^(stdin:[\d:-]+:?\s*)?ERROR:\s*/, "");
}

function explain(
  wanted: "tracepoints" | "kprobes",
  { kind, message }: TrialFailure,
  facts: TraceFacts,
): Obstacle {
  const [known] = fileObstacles(facts);
  // Without it nothing else can be told from what bpftrace says.
  if (facts.tracefs === "not mounted" && known) return known;
  const what = `${wanted} cannot be traced`;
  if (facts.lockdown === "confidentiality") {
    return {
      what: "the kernel is locked down (confidentiality)",
      why: message,
      remedy: "boot with lockdown=none, with Secure Boot off",
    };
  }
  if (kind === "not permitted" && !facts.privileges.tracing) {
    return {
      what: "not permitted to trace",
      why: `${facts.privileges.lacking}: ${message}`,
      remedy: `run as root: ${PROGRAM_AS_ROOT} ...`,
    };
  }
  if (wanted === "kprobes" && facts.kprobeEvents === false) {
    return {
      what: "this kernel has no kprobes",
      why: "tracefs has no kprobe_events",
      remedy: "boot a kernel with CONFIG_KPROBES=y and CONFIG_KPROBE_EVENTS=y",
    };
  }
  if (
    wanted === "kprobes" && kind === "missing" &&
    !facts.symbols.includes("task_work_add")
  ) {
    return {
      what: "the kernel has no symbol task_work_add",
      why: message,
      remedy: "boot a kernel with CONFIG_KALLSYMS=y",
    };
  }
  if (!facts.btf && kind !== "not permitted") {
    return {
      what: "the kernel has no BTF",
      why: `/sys/kernel/btf/vmlinux is missing: ${message}`,
      remedy: "boot a kernel with CONFIG_DEBUG_INFO_BTF=y",
    };
  }
  return { what, why: message, remedy: ADVICE[kind] };
}

const ADVICE: Record<TrialFailure["kind"], string> = {
  missing: "boot a kernel that has it",
  "not permitted":
    "a container or security module forbids it: run on the host itself",
  "no BTF": "apt-get install linux-headers-$(uname -r)",
  killed: "dmesg | tail tells why, if it was the kernel",
  "timed out": "try again when the machine is less busy",
  silent: "apt-get install --only-upgrade bpftrace",
  other: `bpftrace -c /bin/true -e '${TRIALS.tracepoints}' shows it`,
};

/** What the files alone show to be in the way. */
function fileObstacles(
  { tracefs, privileges }: TraceFacts,
): Obstacle[] {
  if (tracefs === "not mounted") {
    return [{
      what: "tracefs is not mounted",
      why: "nothing is at /sys/kernel/tracing",
      remedy: "mount -t tracefs nodev /sys/kernel/tracing",
    }];
  }
  if (privileges.tracing) return [];
  return [{
    what: "not permitted to trace",
    why: privileges.lacking,
    remedy: `run as root: ${PROGRAM_AS_ROOT} ...`,
  }];
}

/** What a process may do, as far as tracing asks. */
export interface Privileges {
  /** CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON, which came with Linux 5.8. */
  readonly tracing: boolean;
  /** A clause; "" if nothing lacks. */
  readonly lacking: string;
}

/** include/uapi/linux/capability.h */
const CAP_SYS_ADMIN = 21n;
const CAP_PERFMON = 38n;
const CAP_BPF = 39n;

/** Reads CapEff and Uid of the text of `/proc/self/status`. */
export function tracingPrivileges(status: string): Privileges {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? 0}`);
  const has = (bit: bigint) => (mask >> bit & 1n) === 1n;
  const tracing = has(CAP_SYS_ADMIN) || (has(CAP_BPF) && has(CAP_PERFMON));
  const uid = /^Uid:\s*\d+\s+(\d+)/m.exec(status)?.[1];
  const who = uid === "0"
    ? "root without CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON"
    : "not root, and neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON";
  return { tracing, lacking: tracing ? "" : who };
}

/** The traced functions that the text of `/proc/kallsyms` lists. */
export function parseKallsyms(text: string): TracedSymbol[] {
  const found = new Set(
    Array.from(
      text.matchAll(
        new RegExp(`^\\S+ [tTwW] (${TRACED_SYMBOLS.join("|")})$`, "gm"),
      ),
      ([, name]) => name,
    ),
  );
  return TRACED_SYMBOLS.filter((name) => found.has(name));
}

/**
 * The names of an event's own fields, from its `format` file: what the kernel
 * puts into every event ("common_...") is left out.
 */
export function parseEventFormat(text: string): string[] {
  return Array.from(
    text.matchAll(/^\s*field:[^;]*?(\w+)(?:\[[^\]]*\])?;/gm),
    ([, name = ""]) => name,
  ).filter((name) => !name.startsWith("common_"));
}

/** "0.17.0" of "bpftrace v0.17.0"; the text itself where it is another one. */
export function parseVersion(text: string): string {
  return /v?(\d+\.\d[\w.+-]*)/.exec(text)?.[1] ?? text.trim();
}

/** Newer first; the old one is mounted by debugfs when it is looked into. */
const TRACEFS_ROOTS = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

/** Where tracefs is mounted, readable or not. */
export function tracefsRoot(files: SystemFiles): string | undefined {
  const mounts = parseMountInfo(files.read("/proc/self/mountinfo") ?? "");
  return TRACEFS_ROOTS.find((root) => eventsReadable(files, root)) ??
    TRACEFS_ROOTS.find((root) => {
      const mount = mountOf(mounts, root);
      return mount?.type === "tracefs" && mount.mountPoint === root;
    });
}

function eventsReadable(files: SystemFiles, root: string): boolean {
  return files.list(`${root}/events`).length > 0;
}

function readEvent(
  files: SystemFiles,
  tracefs: string | undefined,
  event: TracedEvent,
): string[] | null {
  const path = `${tracefs}/events/${event.replace(":", "/")}/format`;
  const text = files.read(path);
  return text === undefined ? null : parseEventFormat(text);
}

/** Runs a program of this machine; a shell's 128 + N for a signal. */
export async function runProgram(
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Outcome | undefined> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const { code, stdout, stderr } = await tiedCommand(command, {
      args: [...args],
      env: { LC_ALL: "C" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: late,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      status: code,
      stdout: text(stdout),
      stderr: text(stderr),
      timedOut: late.aborted,
    };
  } catch (error) {
    // Not there, or not to be executed by us: the same to whoever needs it.
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied
    ) return undefined;
    throw error;
  }
}
