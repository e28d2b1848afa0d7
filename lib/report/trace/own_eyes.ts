/** How anybody can see the findings for himself, with a tool that is not ours. */

import type { TracedCell } from "../../trace/traced_cell.ts";

/** Workers are called uringlab/0 and so on. */
const OURS = (name: string) => `strncmp(${name}, "uringlab/", 9) == 0`;

const PROBES = {
  runs: () =>
    "tracepoint:io_uring:io_uring_task_work_run, " +
    "tracepoint:io_uring:io_uring_local_work_run " +
    `/${OURS("comm")} && args->count > 0/ { @[kstack] = count(); }`,
  timelines: () =>
    "tracepoint:syscalls:sys_enter_io_uring_enter " +
    `/${OURS("comm")} && args->min_complete > 0/ { @in[tid] = 1; } ` +
    "tracepoint:sched:sched_switch /@in[tid] && args->prev_state != 0/ " +
    "{ @in[tid] = 2; } " +
    "tracepoint:syscalls:sys_exit_io_uring_enter /@in[tid]/ " +
    "{ @[@in[tid] == 2] = count(); delete(@in[tid]); }",
  sleeps: () =>
    `tracepoint:io_uring:io_uring_cqring_wait /${OURS("comm")}/ ` +
    "{ @waits = count(); } " +
    `tracepoint:sched:sched_switch /${OURS("args->prev_comm")} && ` +
    "args->prev_state != 0/ { @sleeps = count(); }",
  wakers: () =>
    `tracepoint:sched:sched_waking /${OURS("args->comm")}/ ` +
    "{ @[kstack] = count(); }",
  ipis: (cpus: readonly number[]) =>
    "tracepoint:ipi:ipi_send_cpu " +
    `/${cpus.map((cpu) => `args->cpu == ${cpu}`).join(" || ")}/ ` +
    "{ @[ksym(args->callsite)] = count(); }",
} as const;

/**
 * A line that shows the figures of a section while another run goes on; empty
 * for traces that are such lines' own, which bpftrace made.
 */
export function ownEyes(
  cells: readonly TracedCell[],
  probe: keyof typeof PROBES,
): string {
  if (!cells.some(({ trace }) => trace?.reconcilable)) return "";
  const cpus = [
    ...new Set(cells.flatMap(({ row }) => row.cell.params.cpus)),
  ].sort((a, b) => a - b);
  return "\n\nTo see it while a run goes on:\n\n```sh\n" +
    `bpftrace -e '${PROBES[probe](cpus)}'\n\`\`\``;
}
