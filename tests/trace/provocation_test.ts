import { assert } from "@std/assert";
import { Engine } from "../../ffi/mod.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { chooseTarget } from "../../lib/setup/choose_target.ts";
import { settleCores } from "../../lib/setup/settle_cores.ts";
import { createTarget } from "../../lib/source/block/created.ts";
import { interpret } from "../../lib/trace/cell_trace.ts";
import { functionRanges } from "../../lib/trace/kallsyms.ts";
import { findTracing, type TracedEvent } from "../../lib/trace/tier.ts";
import { total } from "../../lib/trace/traced_cell.ts";
import { Tracer } from "../../lib/trace/tracer.ts";
import type { Trigger } from "../../lib/trace/trigger.ts";
import { temporaryDirectory } from "../program/program.ts";

const NATIVE = new URL("../../c/", import.meta.url).pathname;
const COOP_TASKRUN = 1 << 8;
const TARGET_BYTES = 4096 * 512;
const SINGLE_DEFER = 1 << 12 | 1 << 13;

const files = hostFiles();
const tracing = await findTracing(files);

/**
 * Read instead of a file made here: where the checkout is on no disk, as in the
 * lab machine, it is /dev/nvme0n1.
 */
const GIVEN_TARGET = Deno.env.get("URINGLAB_TEST_TARGET");

/** A CPU whose reads complete elsewhere, so that kicks are needed. */
async function findNonInterruptCpu(): Promise<number | undefined> {
  using directory = temporaryDirectory();
  const path = GIVEN_TARGET ?? `${directory.path}/target`;
  if (!GIVEN_TARGET) await createTarget(path, TARGET_BYTES);
  using machine = new Engine();
  const options = { filename: path };
  const target = chooseTarget(options, machine);
  const survey = await settleCores(options, target, {
    machine,
    files,
    status: new StatusLine({ isTerminal: false, columns: 80, write() {} }),
    print() {},
    errnoText: (errno) => `${errno}`,
    version: "",
    args: [],
    signal: new AbortController().signal,
  });
  if (survey instanceof Error) return undefined;
  return survey.cores.find(({ role }) => role === "non-interrupt")?.cpu;
}

const nonInterruptCpu = tracing.tier === "none"
  ? undefined
  : await findNonInterruptCpu();

async function triggersOf(
  how: string,
  setupFlags: number,
): Promise<ReadonlyMap<Trigger, number>> {
  using directory = temporaryDirectory();
  const target = GIVEN_TARGET ?? `${directory.path}/target`;
  if (!GIVEN_TARGET) await createTarget(target, TARGET_BYTES);
  const cpu = nonInterruptCpu ?? 0;
  await new Deno.Command("make", {
    args: ["-s", "-C", NATIVE, "build/provoke"],
  })
    .output();
  using machine = new Engine();
  const provoker = new Deno.Command(`${NATIVE}build/provoke`, {
    args: [`${cpu}`, `${setupFlags}`, how, target],
    stderr: "inherit",
  }).spawn();
  try {
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
        provoker.kill("SIGCONT");
        while (machine.nowNs() < startNs + 600_000_000n) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        provoker.kill("SIGKILL");
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
  } finally {
    try {
      provoker.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await provoker.status;
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
