import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { PROGRAM } from "../../../lib/base/program.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { CellError } from "../../../lib/run/executor.ts";
import type { Tree } from "../../host/tree.ts";
import { refusal } from "../../session/fake_machine.ts";
import {
  goodFiles,
  interruptsText,
  NO_TRACER,
  readsWith,
  tracingWith,
  virtioMachine,
  visit,
} from "./patient.ts";

const PCI = "/sys/devices/pci0000:00/0000:00:02.0";
const VDA = `${PCI}/virtio1/block/vda`;

/** A drive with an interrupt of its own for either CPU. */
function nvmeFiles(): Tree {
  const lines = { nvme0q1: [1, 0], nvme0q2: [0, 1] };
  return {
    ...goodFiles(),
    "/proc/interrupts": interruptsText(lines),
    "/proc/irq/36/effective_affinity_list": "0",
    "/proc/irq/37/effective_affinity_list": "1",
    [`${PCI}/msi_irqs/37`]: "msix",
    [`${PCI}/virtio1/driver`]: { link: "/sys/bus/pci/drivers/nvme" },
    "/sys/bus/pci/drivers/nvme/bind": "",
    [`${VDA}/mq/0/cpu_list`]: "0",
    [`${VDA}/mq/1/cpu_list`]: "1",
  };
}

Deno.test("a machine that lacks nothing", async () => {
  const { status, text } = await visit();
  assertEquals(status, 0);
  // The disk of the temporary file depends on the machine.
  const screen = text.replace(/ {2}TARGET[^]*? {2}1 queue/, "  ...\n  1 queue");
  assertEquals(
    screen,
    `\
Kernel and io_uring
  Linux 6.18.44, HZ=250, PREEMPT_NONE; io_uring_disabled=0
  a tick is 4 ms: the longest that COOP_TASKRUN delays
  io_uring modes default, coop, coop_flag, single, defer, defer_flag, sqpoll,
    iopoll
Clock
  read through the vDSO (clock source tsc)
Target
  ...
  1 queue interrupt, arriving on CPU 1
CPUs
  counted: where the disk's interrupts arrive, which is where reads complete
    unless the kernel moves completions afterwards; completions by CPU: tracefs
    may not be used: Permission denied
    from CPUs  reads  completed on  by calibration  by the files
    0           1000  1             non-interrupt   non-interrupt
    1           1000  itself        interrupt       interrupt
  exp7 takes CPU 0 without --cpus
Tracing
  exp7 --trace shows what runs task_work, who kicks and who wakes
  seen: send_ipi, enter_reschedule
Environment
  cycles and instructions can be counted (exp7 --perf-counters on)
  governor performance
exp7 can run here.
`,
  );
});

Deno.test("io_uring that is switched off stops exp7, and is switched on", async () => {
  const { status, text } = await visit({
    files: { ...goodFiles(), "/proc/sys/kernel/io_uring_disabled": "2" },
    machine: virtioMachine({
      probeRing: () => refusal("ring", 1, "EPERM"),
    }),
  });
  assertEquals(status, 1);
  assertStringIncludes(text, "WARNING: io_uring cannot be used");
  assertStringIncludes(
    text,
    "-> `sysctl kernel.io_uring_disabled=0` allows it\n",
  );
  assertStringIncludes(text, "not calibrated: io_uring cannot be used");
  assertStringIncludes(text, "exp7 cannot run here: one thing above");
});

Deno.test("a mode that is missing is named with the kernel that brought it", async () => {
  const { status, text } = await visit({
    machine: virtioMachine({
      probeRing: (flags) =>
        flags & (1 << 13) ? refusal("ring", 22, "EINVAL") : undefined,
    }),
  });
  assertEquals(status, 0);
  assertStringIncludes(
    text,
    "modes default, coop, coop_flag, single, sqpoll, iopoll\n",
  );
  assertStringIncludes(text, "mode defer (SINGLE_ISSUER|DEFER_TASKRUN):");
  assertStringIncludes(text, "-> boot Linux 6.1 or newer");
});

Deno.test("a kernel whose rings take no reads is too old for all modes", async () => {
  const { status, text } = await visit({
    machine: virtioMachine({
      probeRing: () => refusal("op_read", 22, "EINVAL"),
    }),
  });
  assertEquals(status, 1);
  assertStringIncludes(
    text,
    "WARNING: io_uring cannot be used: IORING_OP_READ: EINVAL\n" +
      "    -> boot Linux 5.6 or newer\n",
  );
});

Deno.test("every core an interrupt core: how to make others", async () => {
  const { status, text } = await visit({
    files: nvmeFiles(),
    machine: virtioMachine({
      measure: ({ params }) =>
        Promise.resolve(readsWith({
          nvme0q1: params.cpus[0] === 0 ? [1000, 0] : [0, 0],
          nvme0q2: params.cpus[0] === 1 ? [0, 1000] : [0, 0],
        })),
    }),
  });
  assertEquals(status, 0);
  assertStringIncludes(text, "    0-1         2000  itself        interrupt");
  assertStringIncludes(text, "WARNING: every CPU is an interrupt core of vda");
  assertStringIncludes(
    text,
    "-> modprobe -r nvme && modprobe nvme poll_queues=2\n",
  );
  assertStringIncludes(text, "exp7 can run here; one warning above.");
});

Deno.test("where calibration and files disagree, calibration wins", async () => {
  const { status, text } = await visit({
    machine: virtioMachine({
      measure: () => Promise.resolve(readsWith({ "virtio1-req.0": [1000, 0] })),
    }),
  });
  assertEquals(status, 0);
  assertStringIncludes(
    text,
    "0           1000  itself        interrupt       ",
  );
  assertStringIncludes(
    text.replaceAll(/\s+/g, " "),
    "WARNING: the files say otherwise of CPUs 0-1; calibration counts what " +
      "happened, so it is right",
  );
  assertStringIncludes(text, "goes by the files and would take CPU 0\n");
  assertStringIncludes(text, `-> ${PROGRAM} exp7 --cpus 1\n`);
});

Deno.test("interrupts that move meanwhile are told", async () => {
  const files = goodFiles();
  const { text } = await visit({
    files,
    machine: virtioMachine({
      measure: () => {
        files["/proc/irq/36/effective_affinity_list"] = "0";
        return Promise.resolve(readsWith({ "virtio1-req.0": [0, 1000] }));
      },
    }),
  });
  assertStringIncludes(text, "interrupts were moved to other CPUs meanwhile");
});

/** Completions that are all on CPU 1; says when it is gone. */
function counter() {
  const state = { count: 0, disposed: false };
  const open = () => ({
    read: () => new Map([[1, state.count += 500]]),
    [Symbol.dispose]: () => void (state.disposed = true),
  });
  return { state, open };
}

Deno.test("completions are counted where tracefs lets us", async () => {
  const { state, open } = counter();
  const { text } = await visit({ countCompletions: open });
  assertStringIncludes(text, "where reads complete (block:block_rq_complete");
  assertStringIncludes(text, "0           1000  1             non-interrupt ");
  assertEquals(state.disposed, true);
});

Deno.test("the tracefs instance goes when measuring fails", async () => {
  const { state, open } = counter();
  const failing = (error: Error) =>
    visit({
      countCompletions: open,
      machine: virtioMachine({ measure: () => Promise.reject(error) }),
    });
  const { text } = await failing(new CellError("open: EIO"));
  assertStringIncludes(text, "not calibrated: open: EIO");
  assertEquals(state.disposed, true);
  state.disposed = false;
  await assertRejects(() => failing(new Error("interrupted")));
  assertEquals(state.disposed, true);
});

Deno.test("reads without interrupts leave the roles unknown", async () => {
  const { text } = await visit({
    machine: virtioMachine({
      measure: () => Promise.resolve(readsWith({ "virtio1-req.0": [0, 0] })),
    }),
  });
  assertStringIncludes(text, "0 interrupts were seen for 1000 reads");
  assertStringIncludes(text, `-> ${PROGRAM} exp7 --cpus LIST`);
});

Deno.test("without a tracer there is no tracing, and exp7 runs", async () => {
  const { status, text } = await visit({ tracing: NO_TRACER });
  assertEquals(status, 0);
  assertStringIncludes(text, "none: only the counters of /proc");
  assertStringIncludes(text, "note: uringlab was built without its tracer");
  assertStringIncludes(text, "-> sh setup.sh\n");
});

Deno.test("counters of cycles that a guest lacks are a note, and exp7 runs", async () => {
  const { status, text } = await visit({
    machine: virtioMachine({ probePerf: () => refusal("perf", 2, "ENOENT") }),
  });
  assertEquals(status, 0);
  assertStringIncludes(
    text.replaceAll(/\s+/g, " "),
    "note: cycles and instructions cannot be counted: perf_event_open: ENOENT; " +
      "this machine has no such counters;",
  );
  assertStringIncludes(text, "    -> measure on bare metal, or give the guest");
});

Deno.test("not root: what could not be seen is said", async () => {
  const { status, text } = await visit({
    files: {
      ...goodFiles(),
      "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\n" +
        "CapEff:\t0000000000000000\nCpus_allowed_list:\t0-1",
      "/proc/self/limits":
        "Max locked memory         8388608              8388608              bytes",
    },
    machine: virtioMachine({
      cellBytes: () => 10_027_008,
      probeMemlock: () => refusal("memlock", 12, "ENOMEM"),
    }),
    tracing: tracingWith({
      tracing: false,
      why: "Operation not permitted",
      obstacles: [{
        what: "not permitted to trace",
        why: "neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON",
        remedy: "run as root",
      }],
    }),
  });
  assertEquals(status, 1);
  assertStringIncludes(text, "cannot lock the 9792 KiB that exp7 needs");
  assertStringIncludes(text, "-> sudo prlimit --pid $$ --memlock=10027008\n");
  assertStringIncludes(text, "note: not permitted to trace: neither");
  assertStringIncludes(text, "completions by CPU: tracefs");
});

Deno.test("a ring that RLIMIT_MEMLOCK does not allow is blamed on nothing else", async () => {
  const visitWhere = (hasRing: (setupFlags: number) => boolean) =>
    visit({
      files: {
        ...goodFiles(),
        "/proc/self/limits":
          "Max locked memory         8192              8192              bytes",
      },
      machine: virtioMachine({
        cellBytes: () => 10_027_008,
        probeMemlock: () => refusal("memlock", 12, "ENOMEM"),
        probeRing: (flags) =>
          hasRing(flags) ? undefined : refusal("ring", 12, "ENOMEM"),
      }),
    });
  const none = await visitWhere(() => false);
  assertEquals(none.status, 1);
  assertMatch(
    none.text,
    /io_uring cannot be used: io_uring_setup: ENOMEM; RLIMIT_MEMLOCK is\s+too low for a ring\n\s+-> sudo prlimit --pid \$\$ --memlock=10027008\n/,
  );
  assert(!none.text.includes("seccomp"), none.text);
  const some = await visitWhere((flags) => flags === 0);
  assertStringIncludes(
    some.text.replaceAll(/\s+/g, " "),
    "mode coop (COOP_TASKRUN): io_uring_setup: ENOMEM; RLIMIT_MEMLOCK is too low",
  );
  assert(!some.text.includes("boot Linux"), some.text);
});

Deno.test("what the kernel does not show is told with what it costs", async () => {
  const { status, text } = await visit({
    tracing: tracingWith({
      symbols: false,
      probes: [
        {
          name: "submit_sqe",
          event: "io_uring_submit_sqe",
          state: "not needed",
          why: "submit_req",
          errno: 0,
          cost: "submissions before 6.4",
        },
        {
          name: "task_work_added",
          event: "task_work_add",
          state: "not seen",
          why: "cannot be attached: no kprobes",
          errno: 2,
          cost: "other callbacks than io_uring's",
        },
      ],
      obstacles: [{
        what: "the kernel hides its addresses",
        why: "kicks are not told from other IPIs",
        remedy: "sysctl kernel.kptr_restrict=0",
      }],
    }),
  });
  assertEquals(status, 0);
  const words = text.replaceAll(/\s+/g, " ");
  assertStringIncludes(words, "exp7 --trace shows what runs task_work");
  assertStringIncludes(words, "note: the kernel hides its addresses: kicks");
  assertStringIncludes(text, "-> sysctl kernel.kptr_restrict=0\n");
  assertStringIncludes(
    words,
    "note: not seen: other callbacks than io_uring's (task_work_add: cannot " +
      "be attached: no kprobes)",
  );
  assertEquals(words.includes("io_uring_submit_sqe"), false);
});

Deno.test("a target that may not be read is described without calibration", async () => {
  const { status, text } = await visit({
    machine: virtioMachine({
      probeTarget: () => refusal("open", 13, "EACCES"),
    }),
  });
  assertEquals(status, 1);
  assertStringIncludes(text, "WARNING: TARGET cannot be read: open: EACCES");
  assertStringIncludes(text, "not calibrated: the target cannot be read");
  assertStringIncludes(text, "exp7 takes CPU 0 without --cpus");
});

Deno.test("settings that spoil results come with their commands", async () => {
  const cpu = "/sys/devices/system/cpu";
  const { text } = await visit({
    files: {
      ...goodFiles(),
      [`${cpu}/cpu1/cpufreq/scaling_governor`]: "powersave",
      [`${cpu}/isolated`]: "1",
      [`${VDA}/queue/scheduler`]: "none [mq-deadline]",
      "/proc/77/comm": "irqbalance",
      "/proc/sys/kernel/numa_balancing": "1",
      "/proc/cpuinfo": "flags\t\t: fpu hypervisor",
      "/proc/loadavg": "3.1 2.0 1.0 1/100 42",
    },
    machine: virtioMachine({ probeClock: () => false }),
  });
  for (
    const part of [
      "governor powersave on CPUs 1",
      "-> echo performance | tee /sys/devices/system/cpu/",
      "-> systemctl stop irqbalance",
      "-> sysctl kernel.numa_balancing=0",
      "a virtual machine",
      "load average 3.1",
      "isolated CPUs 1",
      "-> echo none > /sys/block/vda/queue/scheduler",
      "reading it is a system call (clock source tsc)",
      `-> ${PROGRAM} exp7 --allow-slow-clock`,
    ]
  ) assertStringIncludes(text, part);
});

Deno.test("lines are at most 80 columns wide, but for commands", async () => {
  const { text } = await visit({ tracing: NO_TRACER });
  const wide = text.split("\n").filter((line) =>
    line.length > 80 && !line.startsWith("    -> ")
  );
  assertEquals(wide, []);
});

Deno.test("commands and --json are never broken, all else may be", async () => {
  const { text, data } = await visit({ tracing: NO_TRACER });
  const remedies = text.split("\n").filter((line) => /^ +-> /.test(line));
  assertEquals(remedies.length > 0, true);
  assertEquals(data, remedies.map((line) => `${line}\n`).join(""));
  const json = await visit({ args: ["--json"] });
  assertEquals(json.data, json.text);
});

Deno.test("--json is data with the same keys on every machine", async () => {
  const { status, text } = await visit({ args: ["--json"] });
  assertEquals(status, 0);
  const data = JSON.parse(text);
  assertEquals(Object.keys(data), [
    "version",
    "can_run",
    "findings",
    "kernel",
    "clock",
    "memory",
    "target",
    "calibration",
    "tracing",
    "perf",
    "environment",
  ]);
  assertEquals(data.can_run, true);
  assertEquals(data.calibration.method, "interrupts");
  assertEquals(data.calibration.cpus[0], {
    cpu: 0,
    reads: 1000,
    interrupts: { 0: 2, 1: 998 },
    completions: null,
    by_files: "non-interrupt",
    calls: 0,
    role: "non-interrupt",
    reason: null,
    completed_on: [1],
    own_share: 0.002,
    disagrees: false,
  });
  assertEquals(data.tracing.works, true);
  assertEquals(data.tracing.probes[0], {
    name: "send_ipi",
    event: "send_ipi",
    state: "seen",
    why: "",
    errno: 0,
    cost: "",
  });
  assertEquals(data.target.disks[0].leaf.queue.rq_affinity, 1);

  const poor = await visit({
    args: ["--json"],
    tracing: NO_TRACER,
    machine: virtioMachine({
      probeTarget: () => refusal("open", 13, "EACCES"),
      probePerf: () => refusal("perf", 2, "ENOENT"),
    }),
  });
  const other = JSON.parse(poor.text);
  assertEquals(data.perf.errno, null);
  assertEquals([other.perf.user, other.perf.errno], [false, 2]);
  for (
    const part of ["kernel", "clock", "memory", "target", "tracing", "perf"]
  ) {
    assertEquals(Object.keys(other[part]), Object.keys(data[part]), part);
  }
  assertEquals(other.tracing.works, false);
});

Deno.test("CPUs that cannot be used are wrong usage", async () => {
  await assertRejects(
    () => visit({ args: ["--cpus", "7"] }),
    UsageError,
    "there is no CPU 7",
  );
});

Deno.test("--cpus tries only these", async () => {
  const { text } = await visit({ args: ["--cpus", "1"] });
  assertStringIncludes(text, "    1           1000  itself");
  assertEquals(text.includes("    0           1000"), false);
  assertStringIncludes(text, "exp7 takes CPU 0 without --cpus");
});
