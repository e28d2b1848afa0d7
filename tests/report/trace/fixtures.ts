import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { CellTrace } from "../../../lib/trace/cell_trace.ts";
import type { TracedCell } from "../../../lib/trace/traced_cell.ts";
import type { EntryClass, Trigger } from "../../../lib/trace/trigger.ts";
import { failedRow, row } from "../../model/fixtures.ts";
import { type Recorded, recorded } from "../../trace/recorded.ts";

/** A trace in which nothing happened, though all could be seen. */
export const NOTHING: CellTrace = {
  triggers: new Map(),
  entries: new Map(),
  otherSyscalls: new Map(),
  stacks: [],
  completions: 0,
  waits: { slept: 0, awake: 0 },
  wakers: new Map(),
  wakerStacks: [],
  ipis: new Map(),
  landed: { user: 0, kernel: 0, elsewhere: 0 },
  callbacks: new Map(),
};

/** A traced cell, with what a test cares about changed. */
export function traced(
  params: Partial<Params>,
  { trace = {}, metrics = {}, untracedIops }: {
    trace?: Partial<CellTrace>;
    metrics?: Figures;
    untracedIops?: number;
  } = {},
): TracedCell {
  return {
    row: row({ runtime: 1, ...params }, { metrics }),
    trace: { ...NOTHING, ...trace },
    untracedIops,
  };
}

/** The same in another block. */
export function inBlock(repeat: number, cell: TracedCell): TracedCell {
  const { row } = cell;
  return { ...cell, row: { ...row, cell: { ...row.cell, repeat } } };
}

/** A cell that could not be traced. */
export function untraced(params: Partial<Params>, reason: string): TracedCell {
  return {
    row: failedRow({ runtime: 1, ...params }, reason),
    trace: undefined,
    untracedIops: 100,
  };
}

/** A cell with what was recorded on a real machine. */
export function recordedCell(
  name: Recorded,
  params: Partial<Params>,
  metrics: Figures = {},
): TracedCell {
  return traced(params, {
    trace: recorded(name),
    metrics,
  });
}

/** Runs of task_work and the entries that they belong to. */
function runs(
  counts: readonly (readonly [Trigger, EntryClass, number])[],
): Pick<CellTrace, "triggers" | "entries"> {
  const triggers = new Map<Trigger, number>();
  const entries = new Map<EntryClass, number>();
  for (const [trigger, entry, count] of counts) {
    triggers.set(trigger, (triggers.get(trigger) ?? 0) + count);
    entries.set(entry, (entries.get(entry) ?? 0) + count);
  }
  return { triggers, entries };
}

/** Cells of exp7 with figures that look measured; every class occurs. */
export function exp7Cells(
  iodepths: readonly number[] = [1, 2, 4, 8, 16, 32, 64],
): TracedCell[] {
  return iodepths.flatMap((iodepth) =>
    [false, true].flatMap((busy) =>
      (["default", "coop"] as const).map((mode) => {
        const load = iodepth / (iodepth + 8);
        const iops = Math.round(80_000 * load * (busy ? 0.5 : 1));
        const waits = Math.round(iops / (1 + iodepth / 4));
        const kicks = mode === "coop" ? 0 : Math.round(iops * 0.02 * load);
        const coop = mode === "coop" ? 1 : 0;
        return traced({ mode, busy, iodepth, workers: 16 }, {
          metrics: {
            ios: iops,
            iops,
            reaps: iops,
            cq_ready: iops - waits,
            nvcsw: waits + 7,
            res: kicks + 300 + iodepth,
            cal: 3,
          },
          untracedIops: Math.round(iops * 1.13),
          trace: {
            ...runs([
              ["getevents_after_sleep", "do_syscall_64", waits - 40],
              ["getevents_before_sleep", "do_syscall_64", 30],
              ["submit_getevents", "do_syscall_64", 100 * iodepth],
              ["uring_exit", "do_syscall_64", 150 * iodepth],
              ["other_syscall", "do_syscall_64", 3],
              [
                "reschedule_ipi",
                "sysvec_reschedule_ipi",
                Math.round(kicks / 3),
              ],
              ["scheduled_in", "sysvec_reschedule_ipi", 2 * iodepth],
              ["scheduled_in", "other", 4],
              ["timer", "other", 11 + 40 * coop * iodepth],
              ["device_irq", "other", 6],
              ["page_fault", "exc_page_fault", 1],
              ["unknown", "other", 2],
            ]),
            otherSyscalls: new Map([[39, 2], [98, 1]]),
            stacks: [[["tctx_task_work", "do_syscall_64"], waits]],
            completions: iops,
            waits: { slept: waits, awake: 25 },
            wakers: new Map([
              ["softirq", waits - 12],
              ["ksoftirqd", 9],
              ["other", 3],
            ]),
            wakerStacks: [[["try_to_wake_up", "task_work_add"], waits]],
            ipis: new Map([
              ["RES kick", kicks],
              ["RES wakeup", 300 * iodepth],
              ["CAL wakeup", 20],
              ["RES other", 8],
            ]),
            landed: {
              user: Math.round(kicks / 3),
              kernel: Math.round(kicks / 2),
              elsewhere: 2,
            },
            callbacks: new Map([["____fput", 2], ["tctx_task_work", waits]]),
          },
        });
      })
    )
  );
}
