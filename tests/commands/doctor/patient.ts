import { exp7 } from "../../../experiments/exp7.ts";
import { countCompletions } from "../../../lib/source/block/completions.ts";
import {
  type DoctorTools,
  runDoctor,
} from "../../../lib/commands/doctor/doctor.ts";
import { parseDoctorOptions } from "../../../lib/commands/doctor/options.ts";
import { deviceOfFile } from "../../../lib/host/device_number.ts";
import type { RawMeasurement } from "../../../lib/run/raw_measurement.ts";
import { StatusLine } from "../../../lib/process/status_line.ts";
import type { Machine } from "../../../lib/run/machine.ts";
import { type Tracing, tracingOf } from "../../../lib/trace/ability.ts";
import { parseHello } from "../../../lib/trace/capture/protocol.ts";
import { type Tree, virtioGuest } from "../../host/tree.ts";
import { rawMeasurement, worker } from "../../model/fixtures.ts";
import { fakeMachine } from "../../session/fake_machine.ts";
import { helloLine } from "../../trace/capture/lines.ts";
import { treeFiles } from "./files.ts";

/** /proc/interrupts with these counts of these actions, one per CPU. */
export function interruptsText(lines: Record<string, number[]>): string {
  const width = Math.max(...Object.values(lines).map((l) => l.length));
  const header = Array.from({ length: width }, (_, cpu) => `CPU${cpu}`);
  return [
    header.join(" "),
    ...Object.entries(lines).map(([action, counts], i) =>
      `${36 + i}: ${counts.join(" ")} PCI-MSIX-0 1-edge ${action}`
    ),
    `CAL: ${Array(width).fill(0).join(" ")} Function call interrupts`,
  ].join("\n");
}

/** 1,000 reads of one worker, and the interrupts that came with them. */
export function readsWith(lines: Record<string, number[]>): RawMeasurement {
  const zeros = Object.fromEntries(
    Object.entries(lines).map(([action, l]) => [action, l.map(() => 0)]),
  );
  return rawMeasurement({
    workers: [worker({ ios: 1000 })],
    snapshots: [{
      before: { interrupts: interruptsText(zeros), stat: "", pressure: "" },
      after: { interrupts: interruptsText(lines), stat: "", pressure: "" },
    }],
  });
}

/** The guest whose one interrupt is on CPU 1: how reads complete there. */
export function virtioMachine(overrides: Partial<Machine> = {}): Machine {
  return fakeMachine({
    measure: () => Promise.resolve(readsWith({ "virtio1-req.0": [2, 998] })),
    ...overrides,
  });
}

/** All that the screen speaks of, in the best of states. */
export function goodFiles(): Tree {
  const cpu = "/sys/devices/system/cpu";
  return {
    ...virtioGuest(),
    "/proc/sys/kernel/osrelease": "6.18.44",
    "/proc/sys/kernel/io_uring_disabled": "0",
    "/boot/config-6.18.44": "CONFIG_HZ=250\nCONFIG_PREEMPT_NONE=y",
    "/proc/self/status": "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n" +
      "Cpus_allowed_list:\t0-1",
    [`${cpu}/present`]: "0-1",
    [`${cpu}/cpu0/cpufreq/scaling_governor`]: "performance",
    [`${cpu}/cpu1/cpufreq/scaling_governor`]: "performance",
    [`${cpu}/isolated`]: "",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource":
      "tsc hpet",
    "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda/queue/scheduler":
      "[none] mq-deadline",
    "/sys/kernel/tracing/events/block/enable": "",
  };
}

/** What a tracer makes of this machine, with what a test cares about changed. */
export function tracingWith(change: Record<string, unknown> = {}): Tracing {
  return tracingOf(parseHello(helloLine(change)), "/none/tracer");
}

/** A machine without a tracer. */
export const NO_TRACER: Tracing = {
  works: false,
  probes: [],
  obstacles: [{
    what: "uringlab was built without its tracer",
    why: "clang, libbpf, libelf or zlib was missing",
    remedy: "sh setup.sh",
  }],
};

/** What the doctor printed and how it ended. */
export interface Visit {
  status: number;
  text: string;
  /** What of the text is to be copied, and so never broken. */
  data: string;
}

/** Runs the doctor on a machine made of files and answers. */
export async function visit(
  patient: {
    files?: Tree;
    machine?: Machine;
    tracing?: Tracing;
    countCompletions?: DoctorTools["countCompletions"];
    args?: string[];
  } = {},
): Promise<Visit> {
  const target = Deno.makeTempFileSync({ prefix: "uringlab-doctor-" });
  try {
    const vda = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";
    const files = patient.files ?? goodFiles();
    files[`/sys/dev/block/${deviceOfFile(target)}`] = { link: vda };
    let text = "";
    let data = "";
    const status = await runDoctor(
      parseDoctorOptions([`--filename=${target}`, ...patient.args ?? []]),
      exp7,
      {
        machine: patient.machine ?? virtioMachine(),
        files: treeFiles(files),
        status: new StatusLine({
          isTerminal: false,
          columns: 80,
          write: () => {},
        }),
        print(more, kind) {
          text += more;
          if (kind === "data") data += more;
        },
        version: "0.1.0",
        args: [],
        signal: new AbortController().signal,
      },
      {
        findTracing: () => Promise.resolve(patient.tracing ?? tracingWith()),
        // Not the tracefs of the machine that runs the test.
        countCompletions: patient.countCompletions ??
          ((files, tracefs, leaves, bs) =>
            countCompletions(files, tracefs, leaves, bs, {
              make() {
                throw new Deno.errors.PermissionDenied("Permission denied");
              },
              write() {},
              remove() {},
            })),
      },
    );
    const named = (what: string) => what.replaceAll(target, "TARGET");
    return { status, text: named(text), data: named(data) };
  } finally {
    Deno.removeSync(target);
  }
}
