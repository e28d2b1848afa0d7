import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { SystemFiles } from "../../lib/host/system.ts";
import {
  complaintOf,
  diagnoseTrial,
  findTracing,
  type Outcome,
  parseEventFormat,
  parseKallsyms,
  parseVersion,
  runProgram,
  TRACED_EVENTS,
  tracingPrivileges,
} from "../../lib/trace/tier.ts";

/** What bpftrace 0.17 said, on Linux 6.18 unless another is named. */
const MEMLOCK = "ERROR: Unknown error -1: couldn't set RLIMIT_MEMLOCK for " +
  "bpftrace. If your program is not loading, you can try " +
  '"ulimit -l 8192" to fix the problem\n';
const STDERR = {
  works: MEMLOCK,
  notRoot:
    "ERROR: bpftrace currently only supports running as the root user.\n",
  noCapability: `${MEMLOCK}\
ERROR: failed to create map: '@': Operation not permitted
ERROR: failed to create  map: Operation not permitted
Creation of the required BPF maps has failed.
Make sure you have all the required permissions and are not confined (e.g. like
snapcraft does). \`dmesg\` will likely have useful output for further troubleshooting
`,
  noPerfmon: `${MEMLOCK}\
perf_event_open: Permission denied
   (check your kernel for PERF_COUNT_SW_BPF_OUTPUT support, 4.4 or newer)
ERROR: Failed to open perf buffer
`,
  noTracefs: `${MEMLOCK}\
stdin:1:1-30: ERROR: tracepoint not found: sched:sched_switch
tracepoint:sched:sched_switch { @ = count(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
`,
  noKprobes: `${MEMLOCK}\
stdin:1:1-21: WARNING: task_work_add is not traceable (either non-existing, inlined, or marked as "notrace"); attaching to it will likely fail
kprobe:task_work_add { @[((struct task_struct *)arg0)->pid] = count(); }
~~~~~~~~~~~~~~~~~~~~
create_probe_event: open(/sys/kernel/tracing/kprobe_events): No such file or directory
ERROR: Error attaching probe: 'kprobe:task_work_add'
`,
  noType: `${MEMLOCK}\
stdin:1:31-51: ERROR: Unknown struct/union: 'struct no_such'
tracepoint:sched:sched_switch /((struct no_such *)1)->pid != 0/ { @ = count(); }
                              ~~~~~~~~~~~~~~~~~~~~
`,
  /** Linux 6.1. */
  noSymbol: `\
stdin:1:1-15: WARNING: nothere is not traceable (either non-existing, inlined, or marked as "notrace"); attaching to it will likely fail
kprobe:nothere { @ = count(); }
~~~~~~~~~~~~~~
cannot attach kprobe, probe entry may not exist
ERROR: Error attaching probe: 'kprobe:nothere'
`,
};

const COUNTED = `{"type": "attached_probes", "data": {"probes": 1}}


{"type": "map", "data": {"@": 75}}
`;

function outcome(change: Partial<Outcome>): Outcome {
  return { status: 0, stdout: "", stderr: "", timedOut: false, ...change };
}

const failed = (stderr: string, status = 1) =>
  diagnoseTrial(outcome({ status, stderr }));

Deno.test("a trial worked only if it counted something", () => {
  const stderr = STDERR.works;
  assertEquals(
    diagnoseTrial(outcome({ stdout: COUNTED, stderr })),
    undefined,
  );
  const none = COUNTED.replace("75", "0");
  assertEquals(
    diagnoseTrial(outcome({ stdout: none, stderr }))?.kind,
    "silent",
  );
});

Deno.test("the ways in which a trial fails are told apart", () => {
  assertEquals(failed(STDERR.notRoot), {
    kind: "not permitted",
    message: "bpftrace currently only supports running as the root user.",
  });
  assertEquals(failed(STDERR.noCapability)?.kind, "not permitted");
  assertEquals(failed(STDERR.noPerfmon, 255), {
    kind: "not permitted",
    message: "perf_event_open: Permission denied",
  });
  assertEquals(failed(STDERR.noTracefs), {
    kind: "missing",
    message: "tracepoint not found: sched:sched_switch",
  });
  assertEquals(failed(STDERR.noKprobes, 255)?.kind, "missing");
  assertEquals(failed(STDERR.noSymbol, 255), {
    kind: "missing",
    message: "Error attaching probe: 'kprobe:nothere'",
  });
  assertEquals(failed(STDERR.noType), {
    kind: "no BTF",
    message: "Unknown struct/union: 'struct no_such'",
  });
  // As bpftrace 0.17 ends when BPFTRACE_BTF names no file.
  assertEquals(failed("", 139), {
    kind: "killed",
    message: "bpftrace was killed by signal 11",
  });
  assertEquals(
    diagnoseTrial(outcome({ status: 143, timedOut: true }))?.kind,
    "timed out",
  );
  assertEquals(failed("ERROR: llvm is upset")?.kind, "other");
  assertEquals(diagnoseTrial(undefined)?.kind, "missing");
});

Deno.test("the complaint is the line that names the cause", () => {
  assertEquals(
    complaintOf(STDERR.noKprobes),
    "create_probe_event: open(/sys/kernel/tracing/kprobe_events): No such file or directory",
  );
  assertEquals(complaintOf(STDERR.works), "");
});

/** /sys/kernel/tracing/events/io_uring/io_uring_task_work_run, Linux 6.18. */
const TASK_WORK_RUN = `\
name: io_uring_task_work_run
ID: 2135
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:void * tctx;	offset:8;	size:8;	signed:0;
	field:unsigned int count;	offset:16;	size:4;	signed:0;

print fmt: "tctx %p, count %u", REC->tctx, REC->count`;

Deno.test("the fields of an event", () => {
  assertEquals(parseEventFormat(TASK_WORK_RUN), ["tctx", "count"]);
  const lines = `\
	field:char prev_comm[16];	offset:8;	size:16;	signed:0;
	field:unsigned long args[6];	offset:16;	size:48;	signed:0;
	field:__data_loc cpumask_t cpumask;	offset:8;	size:4;	signed:0;
	field:__data_loc char[] cmd;	offset:44;	size:4;	signed:0;`;
  assertEquals(
    parseEventFormat(lines),
    ["prev_comm", "args", "cpumask", "cmd"],
  );
  assertEquals(parseEventFormat(""), []);
});

/** Lines of /proc/kallsyms, Linux 6.18. */
const KALLSYMS = `\
ffffffff812295c8 t tctx_task_work_run.cold
ffffffff8132b160 T __pfx_native_smp_send_reschedule
ffffffff8132b170 T native_smp_send_reschedule
ffffffff81389990 T task_work_add
ffffffff813a4640 T kick_process
ffffffff81b46430 T tctx_task_work_run
ffffffff81b46530 T __pfx_tctx_task_work`;

Deno.test("symbols are found by their whole names", () => {
  assertEquals(parseKallsyms(KALLSYMS), [
    "task_work_add",
    "kick_process",
    "native_smp_send_reschedule",
  ]);
  assertEquals(
    parseKallsyms("0000000000000000 t tctx_task_work\n"),
    ["tctx_task_work"],
  );
  assertEquals(parseKallsyms(""), []);
});

Deno.test("privileges are read from CapEff", () => {
  const of = (cap: string, uid = 0) =>
    tracingPrivileges(
      `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapEff:\t${cap}\n`,
    );
  assertEquals(of("000001fffeffffff").tracing, true);
  assertEquals(of("0000000000200000").tracing, true); // CAP_SYS_ADMIN
  assertEquals(of("000000c000000000").tracing, true); // CAP_BPF, CAP_PERFMON
  assertEquals(of("0000008000000000").tracing, false); // CAP_BPF alone
  assertStringIncludes(of("0000000000000000", 1000).lacking, "not root");
  assertStringIncludes(of("0000000000000000").lacking, "root without");
  assertEquals(tracingPrivileges("").tracing, false);
});

Deno.test("the version of bpftrace", () => {
  assertEquals(parseVersion("bpftrace v0.17.0\n"), "0.17.0");
  assertEquals(
    parseVersion("bpftrace v0.21.2-45-g1234abc"),
    "0.21.2-45-g1234abc",
  );
  assertEquals(parseVersion("bpftrace unknown\n"), "bpftrace unknown");
});

const ROOT = "CapEff:\t000001fffeffffff\n";
const MOUNT = "31 22 0:12 / /sys/kernel/tracing rw - tracefs nodev rw";

function files(
  contents: Record<string, string>,
  lists: Record<string, string[]> = {},
): SystemFiles {
  return {
    read: (path) => contents[path],
    readBytes: () => undefined,
    list: (path) => lists[path] ?? [],
    realPath: () => undefined,
  };
}

function tracefs(...names: string[]) {
  return {
    "/sys/kernel/tracing": ["events", "trace", ...names],
    "/sys/kernel/tracing/events": ["io_uring", "sched"],
    "/sys/kernel/btf": ["vmlinux"],
  };
}

function bpftrace(trials: Record<string, Partial<Outcome>>) {
  return (_: string, args: readonly string[]) => {
    if (args[0] === "--version") {
      return Promise.resolve(outcome({ stdout: "bpftrace v0.17.0\n" }));
    }
    const kind = args.at(-1)?.split(":")[0] ?? "";
    return Promise.resolve(
      outcome(trials[kind] ?? { stdout: COUNTED, stderr: MEMLOCK }),
    );
  };
}

Deno.test("everything works: kprobes, and nothing in the way", async () => {
  const tracing = await findTracing(
    files({
      "/proc/self/status": ROOT,
      "/proc/kallsyms": KALLSYMS,
      "/sys/kernel/security/lockdown": "[none] integrity confidentiality",
      "/sys/kernel/tracing/events/io_uring/io_uring_task_work_run/format":
        TASK_WORK_RUN,
    }, tracefs("kprobe_events")),
    bpftrace({}),
  );
  assertEquals(tracing.tier, "kprobes");
  assertEquals(tracing.obstacles, []);
  assertEquals(tracing.bpftrace, "0.17.0");
  assertEquals(tracing.tracefs, "/sys/kernel/tracing");
  assertEquals(tracing.lockdown, "none");
  assertEquals(tracing.btf, true);
  assertEquals(tracing.events["io_uring:io_uring_task_work_run"], [
    "tctx",
    "count",
  ]);
  assertEquals(tracing.events["ipi:ipi_send_cpu"], null);
  assertEquals(Object.keys(tracing.events), [...TRACED_EVENTS]);
});

Deno.test("a kernel without kprobes leaves the tracepoints", async () => {
  const { tier, obstacles } = await findTracing(
    files({ "/proc/self/status": ROOT, "/proc/kallsyms": KALLSYMS }, tracefs()),
    bpftrace({ kprobe: { status: 255, stderr: STDERR.noKprobes } }),
  );
  assertEquals(tier, "tracepoints");
  assertEquals(obstacles, [{
    what: "this kernel has no kprobes",
    why: "tracefs has no kprobe_events",
    remedy: "boot a kernel with CONFIG_KPROBES=y and CONFIG_KPROBE_EVENTS=y",
  }]);
});

Deno.test("a kprobe without BTF", async () => {
  const { tier, obstacles } = await findTracing(
    files({ "/proc/self/status": ROOT, "/proc/kallsyms": KALLSYMS }, {
      ...tracefs("kprobe_events"),
      "/sys/kernel/btf": [],
    }),
    bpftrace({ kprobe: { status: 139 } }),
  );
  assertEquals(tier, "tracepoints");
  assertEquals(obstacles[0]?.what, "the kernel has no BTF");
});

Deno.test("tracefs that is not mounted comes with its command", async () => {
  const { tier, tracefs, obstacles } = await findTracing(
    files({ "/proc/self/status": ROOT }),
    bpftrace({ tracepoint: { status: 1, stderr: STDERR.noTracefs } }),
  );
  assertEquals([tier, tracefs], ["none", null]);
  assertEquals(obstacles.map(({ remedy }) => remedy), [
    "mount -t tracefs nodev /sys/kernel/tracing",
  ]);
});

Deno.test("not root: tracefs is there but closed", async () => {
  const { tier, tracefs, obstacles } = await findTracing(
    files({
      "/proc/self/status": "Uid:\t1000\t1000\nCapEff:\t0000000000000000\n",
      "/proc/self/mountinfo": MOUNT,
    }),
    bpftrace({ tracepoint: { status: 1, stderr: STDERR.notRoot } }),
  );
  assertEquals([tier, tracefs], ["none", "/sys/kernel/tracing"]);
  assertEquals(obstacles[0]?.what, "not permitted to trace");
  assertStringIncludes(obstacles[0]?.why ?? "", "not root");
  assertStringIncludes(obstacles[0]?.remedy ?? "", "sudo");
});

Deno.test("a container: root with capabilities, and yet not permitted", async () => {
  const { tier, obstacles } = await findTracing(
    files({ "/proc/self/status": ROOT }, tracefs("kprobe_events")),
    bpftrace({ tracepoint: { status: 1, stderr: STDERR.noCapability } }),
  );
  assertEquals(tier, "none");
  assertStringIncludes(obstacles[0]?.remedy ?? "", "container");
});

Deno.test("a kernel that is locked down is named as such", async () => {
  const { tier, obstacles } = await findTracing(
    files({
      "/proc/self/status": ROOT,
      "/proc/self/mountinfo": MOUNT,
      "/sys/kernel/security/lockdown": "none integrity [confidentiality]",
    }),
    bpftrace({ tracepoint: { status: 1, stderr: STDERR.noTracefs } }),
  );
  assertEquals(tier, "none");
  assertStringIncludes(obstacles[0]?.what ?? "", "confidentiality");
});

Deno.test("without bpftrace all that is missing is listed at once", async () => {
  const { tier, bpftrace, obstacles } = await findTracing(
    files({ "/proc/self/status": ROOT }),
    () => Promise.resolve(undefined),
  );
  assertEquals([tier, bpftrace], ["none", null]);
  assertEquals(obstacles.map(({ remedy }) => remedy), [
    "apt-get install bpftrace",
    "mount -t tracefs nodev /sys/kernel/tracing",
  ]);
});

Deno.test("programs: their output, their signal, their absence, their end", async () => {
  const ran = await runProgram("sh", ["-c", "echo x; echo y >&2; exit 3"], 1e4);
  assertEquals(ran, {
    status: 3,
    stdout: "x\n",
    stderr: "y\n",
    timedOut: false,
  });
  const killed = await runProgram("sh", ["-c", "kill -SEGV $$"], 1e4);
  assertEquals(killed?.status, 139);
  assertEquals(
    await runProgram("uringlab-no-such-program", [], 1e4),
    undefined,
  );
  const late = await runProgram("sleep", ["60"], 10);
  assert(late?.timedOut);
  assertEquals(diagnoseTrial(late)?.kind, "timed out");
});
