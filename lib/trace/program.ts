import { MAP_KEYS_MAX } from "./output.ts";

/** A half-open range of kernel addresses. */
export interface AddressRange {
  start: bigint;
  end: bigint;
}

/** What a trace program is made for. */
export interface ProgramSpec {
  /** The process whose threads are traced. */
  pid: number;
  /** The measured CPUs. */
  cpus: readonly number[];
  /** The window in ns of CLOCK_MONOTONIC; outside nothing is counted. */
  window: { startNs: bigint; endNs: bigint };
  /** Whether kprobes can be attached. */
  kprobes: boolean;
  /** Whether this kernel has a tracepoint, "ipi:ipi_send_cpu" for example. */
  hasEvent: (name: string) => boolean;
  /** Functions whose IPIs are kicks: task_work_add and what it inlines. */
  kickRanges: readonly AddressRange[];
}

/** Frames of a stack: enough for the way from the trigger to task_work. */
const FRAMES = 16;
/** __NR_io_uring_enter: the same number on every architecture (5.1). */
const IO_URING_ENTER = 426;

/** The map of one run of task_work: stack, call, slept, preempted, syscall. */
export const RUN_KEY_PARTS = 5;

/**
 * The state of each worker, kept from before the window: the system call that
 * it is in, whether it slept there, whether it was preempted since the last
 * entry into the kernel. A call that submits and waits counts as one that waits.
 */
function stateProbes(spec: ProgramSpec): string[] {
  const window = windowPredicate(spec);
  const interruptEntries = [
    "irq_vectors:reschedule_entry",
    "irq_vectors:local_timer_entry",
    "irq:irq_handler_entry",
  ].filter(spec.hasEvent);
  return [
    `tracepoint:raw_syscalls:sys_enter /pid == ${spec.pid}/ {
  if (args->id == ${IO_URING_ENTER}) {
    @worker[tid] = 1;
    @call[tid] = args->args[1] > 0 && args->args[2] == 0 ? 1 : 2;
  } else {
    @call[tid] = 0;
  }
  @nr[tid] = args->id;
  @inside[tid] = 1;
  @slept[tid] = 0;
  @preempted[tid] = 0;
}`,
    `tracepoint:raw_syscalls:sys_exit /@worker[tid]/ {
  if (@call[tid] == 2 && ${window}) { @waits[@slept[tid]] = count(); }
  @inside[tid] = 0;
}`,
    `tracepoint:sched:sched_switch /@worker[args->prev_pid]/ {
  if ((args->prev_state & 3) != 0) { @slept[args->prev_pid] = 1; }
  else { @preempted[args->prev_pid] = 1; }
}`,
    ...interruptEntries.filter((event) => !event.endsWith("reschedule_entry"))
      .map((event) =>
        `tracepoint:${event} /@worker[tid]/ { @preempted[tid] = 0; }`
      ),
    ...(interruptEntries.includes("irq_vectors:reschedule_entry")
      ? [`tracepoint:irq_vectors:reschedule_entry {
  if (@worker[tid]) { @preempted[tid] = 0; }
  if (@kicked[cpu]) {
    if (${window}) { @landed[@worker[tid] ? 1 + @inside[tid] : 0] = count(); }
    @kicked[cpu] = 0;
  }
}`]
      : []),
  ];
}

function windowPredicate({ window }: ProgramSpec): string {
  return `nsecs >= ${window.startNs} && nsecs < ${window.endNs}`;
}

function runProbes(spec: ProgramSpec): string[] {
  const ours = `pid == ${spec.pid} && ${windowPredicate(spec)}`;
  const count = `@run[kstack(${FRAMES}), @call[tid], @slept[tid], ` +
    `@preempted[tid], @nr[tid]] = count();`;
  const events = [
    "io_uring:io_uring_task_work_run",
    "io_uring:io_uring_local_work_run",
  ].filter(spec.hasEvent);
  if (events.length > 0) {
    // A count of 0 is a look without work: SQPOLL's thread does that always.
    return events.map((event) =>
      `tracepoint:${event} /${ours} && args->count > 0/ {
  ${count}
  @completions = sum(args->count);
}`
    );
  }
  return [`kprobe:tctx_task_work /${ours}/ { ${count} }`];
}

function ipiProbes(spec: ProgramSpec): string[] {
  const to = (cpu: string) =>
    spec.cpus.map((n) => `${cpu} == ${n}`).join(" || ");
  const window = windowPredicate(spec);
  if (spec.hasEvent("ipi:ipi_send_cpu")) {
    const kick = spec.kickRanges.map(({ start, end }) =>
      `((uint64)args->callsite >= ${start} && (uint64)args->callsite < ${end})`
    ).join(" || ");
    return [`tracepoint:ipi:ipi_send_cpu /${to("args->cpu")}/ {
  if (${window}) { @ipi[ksym(args->callsite), ksym(args->callback)] = count(); }
  if (${kick || "0"}) { @kicked[args->cpu] = 1; }
}`];
  }
  if (!spec.kprobes) return [];
  return [
    `kprobe:kick_process { @kicking[tid, cpu] = 1; }`,
    `kretprobe:kick_process { @kicking[tid, cpu] = 0; }`,
    `kprobe:native_smp_send_reschedule /${to("arg0")}/ {
  if (${window}) { @reschedule[kstack(6)] = count(); }
  if (@kicking[tid, cpu]) { @kicked[arg0] = 1; }
}`,
  ];
}

/** Of those who sleep in a waiting call; in a submit call they want a tag. */
function wakerProbes(spec: ProgramSpec): string[] {
  return [
    `tracepoint:sched:sched_waking /@worker[args->pid] && @call[args->pid] == 2 && ${
      windowPredicate(spec)
    }/ { @waking[kstack(${FRAMES})] = count(); }`,
  ];
}

/** Only kprobes show the other callbacks: ____fput, task_numa_work. */
function callbackProbes(spec: ProgramSpec): string[] {
  if (!spec.kprobes) return [];
  // In interrupt context pid is not the target's: its task is the argument.
  return [`kprobe:task_work_add
/((struct task_struct *)arg0)->tgid == ${spec.pid} && ${
    windowPredicate(spec)
  }/ {
  @callback[ksym(((struct callback_head *)arg1)->func)] = count();
}`];
}

/**
 * Probes that tell that everything is attached. bpftrace attaches some kinds
 * in the order of the program and others in the reverse, so each kind has one
 * at either end: when all have fired, all between them are attached.
 */
function readyProbes(spec: ProgramSpec, end: "first" | "last"): string[] {
  const probes = [
    "tracepoint:sched:sched_switch /!@ready_EVENT/",
    ...spec.kprobes ? ["kprobe:task_work_add /!@ready_KPROBE/"] : [],
  ];
  return probes.map((probe) => {
    const name = `@ready_${
      probe.startsWith("kprobe") ? "kprobe" : "event"
    }_${end}`;
    return `${probe.replace(/@ready_\w+/, name)} {
  ${name} = 1;
  printf("attached\\n");
}`;
  });
}

/** How often the program of a spec prints "attached" before it is ready. */
export function readyCount(spec: ProgramSpec): number {
  return readyProbes(spec, "first").length + readyProbes(spec, "last").length;
}

/**
 * The bpftrace program that finds out, for the threads of a process that use
 * io_uring, what runs their task_work, who sends IPIs to their CPUs and why,
 * and who wakes them. It prints its maps when it is interrupted.
 */
export function traceProgram(spec: ProgramSpec): string {
  return [
    ...readyProbes(spec, "first"),
    ...stateProbes(spec),
    ...runProbes(spec),
    ...ipiProbes(spec),
    ...wakerProbes(spec),
    ...callbackProbes(spec),
    ...readyProbes(spec, "last"),
  ].join("\n\n") + "\n";
}

/** The maps that can grow: at this many keys one of them has overflowed. */
export const GROWING_MAPS = {
  names: ["@run", "@ipi", "@reschedule", "@waking", "@callback"],
  limit: MAP_KEYS_MAX,
} as const;
