import { assert } from "@std/assert";
import { Engine } from "../../ffi/mod.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { interpret } from "../../lib/trace/cell_trace.ts";
import { functionRanges } from "../../lib/trace/kallsyms.ts";
import { findTracing, type TracedEvent } from "../../lib/trace/tier.ts";
import { total } from "../../lib/trace/traced_cell.ts";
import { Tracer } from "../../lib/trace/tracer.ts";
import type { Trigger } from "../../lib/trace/trigger.ts";
import {
  COOP_TASKRUN,
  findCores,
  SINGLE_DEFER,
  startProvoker,
} from "./provoker.ts";

const files = hostFiles();
const tracing = await findTracing(files);

const nonInterruptCpu = tracing.tier === "none"
  ? undefined
  : (await findCores()).nonInterrupt;

async function triggersOf(
  how: string,
  setupFlags: number,
): Promise<ReadonlyMap<Trigger, number>> {
  const cpu = nonInterruptCpu ?? 0;
  using machine = new Engine();
  await using provoker = await startProvoker(cpu, setupFlags, how);
  for (let leadMs = 4000;; leadMs *= 2) {
    const startNs = machine.nowNs() + BigInt(leadMs) * 1_000_000n;
    const kprobes = tracing.tier === "kprobes";
    const tracer = new Tracer({
      pid: provoker.pid,
      cpus: [cpu],
      window: { startNs, endNs: startNs + 500_000_000n },
      kprobes,
      hasEvent: (name) => tracing.events[name as TracedEvent] != null,
      kickRanges: functionRanges(files.read("/proc/kallsyms") ?? "", [
        "task_work_add",
        "kick_process",
      ]),
    });
    try {
      if (!await tracer.attached(leadMs)) {
        if (leadMs > 60_000) throw new Error("bpftrace was never attached");
        continue;
      }
      // Only now: probes are set into and taken out of an idle kernel.
      provoker.resume();
      while (machine.nowNs() < startNs + 600_000_000n) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      provoker.kill();
      const output = await tracer.stop();
      return interpret(output, {
        ipis: true,
        landed: true,
        callbacks: kprobes,
      }).triggers;
    } finally {
      await tracer.kill();
    }
  }
}

const PROVOCATIONS: {
  what: string;
  how: string;
  setupFlags: number;
  expected: Trigger[];
  needsNonInterruptCpu?: true;
}[] = [
  {
    what: "a worker that waits",
    how: "wait",
    setupFlags: COOP_TASKRUN,
    expected: ["getevents_after_sleep", "getevents_before_sleep"],
  },
  {
    what: "a worker with DEFER_TASKRUN that waits",
    how: "wait",
    setupFlags: SINGLE_DEFER,
    expected: ["getevents_after_sleep", "getevents_before_sleep"],
  },
  {
    what: "a worker that spins, so that only kicks deliver",
    how: "spin",
    setupFlags: 0,
    expected: ["reschedule_ipi"],
    needsNonInterruptCpu: true,
  },
  {
    what: "a worker that spins with COOP, so that only the tick delivers",
    how: "spin",
    setupFlags: COOP_TASKRUN,
    expected: ["timer"],
    needsNonInterruptCpu: true,
  },
  {
    what: "a worker with COOP that faults pages",
    how: "fault",
    setupFlags: COOP_TASKRUN,
    expected: ["page_fault"],
    needsNonInterruptCpu: true,
  },
  {
    what: "a worker with COOP that calls getppid",
    how: "getppid",
    setupFlags: COOP_TASKRUN,
    expected: ["other_syscall"],
    needsNonInterruptCpu: true,
  },
];

for (
  const { what, how, setupFlags, expected, needsNonInterruptCpu }
    of PROVOCATIONS
) {
  const hindrance = tracing.tier === "none"
    ? ` (not run: ${tracing.obstacles[0]?.what})`
    : needsNonInterruptCpu &&
        nonInterruptCpu === undefined
    ? " (not run: this disk has no non-interrupt core)"
    : "";
  Deno.test({
    name: `${what} is found in its class${hindrance}`,
    ignore: hindrance !== "",
    async fn() {
      const triggers = await triggersOf(how, setupFlags);
      // Whoever else wants the CPU preempts it: that is a trigger of its own.
      const preempted = triggers.get("scheduled_in") ?? 0;
      const all = total(triggers) - preempted;
      const found = total(triggers, expected);
      const seen = JSON.stringify([...triggers]);
      assert(all >= 50, `only ${all} runs of task_work: ${seen}`);
      assert(found >= 0.95 * all, `${found} of ${all}: ${seen}`);
    },
  });
}
