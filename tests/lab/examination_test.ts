import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Course, examine } from "./examination.ts";
import { matrixTable } from "./matrix_table.ts";
import { Products } from "./products.ts";

const BTF = "the kernel does not describe its types (BTF)";
const USER = "not permitted to trace";
const LOCKED = "the kernel is locked down (confidentiality)";

function doctor(works: boolean, what = ""): string {
  const probe = (event: string, state: string, why = "") => ({
    event,
    state,
    why,
    cost: "kicks",
  });
  return JSON.stringify({
    tracing: {
      works,
      probes: [
        probe("sched_switch", "seen"),
        probe("ipi_send_cpu", "not seen", "no such tracepoint"),
      ],
      obstacles: what ? [{ what, why: "tried", remedy: "none" }] : [],
    },
  });
}

const CELLS = [
  "mode,wait,iodepth,reason,completions,kicks_per_io,broken",
  "default,wait,1,,100,0.25,",
  "coop,wait,1,,100,0,",
];

const TRIGGERS = [
  "mode,wait,iodepth,trigger,count,share",
  "default,wait,1,uring_exit,25,0.25",
  "default,wait,1,reschedule_ipi,75,0.75",
  "coop,wait,1,uring_exit,100,1",
  "coop,wait,1,reschedule_ipi,0,0",
];

const refused = (name: string, what: string) => ({
  [`doctor_${name}.stdout`]: doctor(false, what),
  [`${name}.status`]: "1\n",
  [`${name}.stderr`]: `uringlab: --trace cannot trace here: ${what}: boot\n`,
});

const traced = (name: string) => ({
  [`doctor_${name}.stdout`]: doctor(true),
  [`${name}.status`]: "0\n",
  [`${name}/trace.csv`]: `${CELLS.join("\n")}\n`,
});

/** What tracing.sh leaves where all is as it should be. */
const GOOD: Readonly<Record<string, string>> = {
  release: "6.1.0\n",
  "doctor.stdout": doctor(true),
  "doctor.status": "0\n",
  "traced.status": "0\n",
  "provocations.status": "0\n",
  "traced/trace.csv": `${CELLS.join("\n")}\n`,
  "traced/triggers.csv": `${TRIGGERS.join("\n")}\n`,
  "provocations.jsonl": JSON.stringify({
    what: "a worker that waits",
    found: 99,
    of: 100,
    ticks: 2,
    frames: { wrong: 0, of: 100 },
  }),
  ...traced("lockdown_integrity"),
  ...traced("pid_namespace"),
  ...traced("container"),
  ...refused("user", USER),
  ...refused("without_btf", BTF),
  ...refused("lockdown_confidentiality", LOCKED),
};

const COURSE: Course = { seconds: 90, boots: 1, ended: undefined };

function examined(
  files: Readonly<Record<string, string>>,
  options: { course?: Course; small?: boolean } = {},
) {
  const directory = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = `${directory}/${name}`;
      Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(path, text);
    }
    return examine("6.1", new Products(directory), {
      course: COURSE,
      ...options,
    });
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("a kernel on which all is as it should be has no failures", () => {
  const examination = examined(GOOD);
  assertEquals(examination.failures, []);
  const table = matrixTable([examination]);
  for (
    const line of [
      "kernel                                                          6.1.0",
      "ipi_send_cpu is                                              not seen",
      "kicks/read, wait, iodepth 1, default                             0.25",
      "runs, default, wait: reschedule_ipi                            75.0 %",
      "in its class: a worker that waits  99.0 % of 100, 2 ticks",
      "without BTF                                       refused in one line",
      "their runs that frames contradict                           0 of 100",
      "lockdown=integrity                                             traced",
      "in a container's root                                          traced",
      "an unprivileged user                              refused in one line",
      "minutes                                                           1.5",
      "all right                                                         yes",
    ].map((line) => line.split(/ {2,}/))
  ) {
    const [what = "", value = ""] = line;
    const found = table.split("\n").find((text) => text.startsWith(what));
    assertStringIncludes(found ?? table, value);
  }
  assertStringIncludes(
    table,
    "6.1: not seen: kicks (ipi_send_cpu: no such tracepoint)",
  );
});

Deno.test("a trace of zeros where nothing can be traced is a failure", () => {
  const zeros = CELLS.join("\n").replaceAll(",100,", ",0,");
  const { failures } = examined({
    ...GOOD,
    "without_btf.status": "0\n",
    "without_btf.stderr": "",
    "without_btf/trace.csv": `${zeros}\n`,
    "lockdown_integrity/trace.csv": `${zeros}\n`,
  });
  assertEquals(failures, [
    "without BTF: --trace ended with 0",
    "without BTF: --trace said: ",
    "without BTF: there is a trace",
    "lockdown=integrity: default, wait, iodepth 1 has no completions: ",
    "lockdown=integrity: coop, wait, iodepth 1 has no completions: ",
  ]);
});

Deno.test("what fails in a kernel is told with what was said", () => {
  const { failures } = examined({
    ...GOOD,
    "traced.status": "",
    "provocations.status": "1\n",
    "provocations.stdout": "ok\nerror: AssertionError: 3 of 9: {}\n  at x\n",
    "traced/trace.csv": `${CELLS[0]}\ndefault,peek,8,,100,0.25,res\n`,
    "without_btf.stderr": "two\nlines\n",
  });
  assertEquals(failures, [
    "traced did not end: ",
    "provocations ended with 1: error: AssertionError: 3 of 9",
    "default, peek, iodepth 8 is broken in 1 of 1 runs: res",
    "without BTF: --trace said: two / lines",
  ]);
});

Deno.test("a step that hung is told as such, where it did", () => {
  const line = (step: string) =>
    `${step}: hung: no end within 90 s; it was ended; it had said last: traced`;
  const { failures, places } = examined({
    ...GOOD,
    "traced.status": "124\n",
    "traced.hung": `${line("traced")}\n`,
    "without_btf.status": "124\n",
    "without_btf.hung": `${line("without_btf")}\n`,
  });
  assertEquals(failures, [
    line("traced"),
    `without BTF: ${line("without_btf")}`,
  ]);
  assertEquals(places.get("without BTF"), "hung");
});

Deno.test("a premise that a late machine breaks fails where most runs break it", () => {
  const run = (broken: string) => `coop,wait,1,,100,0,${broken}`;
  const failures = (...broken: string[]) =>
    examined({
      ...GOOD,
      "traced/trace.csv": `${[CELLS[0], ...broken.map(run)].join("\n")}\n`,
    }).failures;
  assertEquals(failures("wakeups", "", ""), []);
  assertEquals(failures("wakeups", "wakeups", ""), [
    "coop, wait, iodepth 1 is broken in 2 of 3 runs: wakeups, wakeups",
  ]);
  assertEquals(failures("missed wakeups", "", ""), [
    "coop, wait, iodepth 1 is broken: missed",
  ]);
});

Deno.test("a machine that ended is told with its step, first line first", () => {
  const { failures } = examined({ ...GOOD, step: "provocations\n" }, {
    course: { ...COURSE, ended: "it ended\n  Oops\n  panic" },
  });
  assertEquals(failures, ["during provocations: it ended"]);
});

Deno.test("of a small examination no other place is asked", () => {
  const { failures, places } = examined(
    Object.fromEntries(
      Object.entries(GOOD).filter(([name]) =>
        !/btf|lockdown|namespace|container|user/.test(name)
      ),
    ),
    { small: true },
  );
  assertEquals([failures, places.size], [[], 0]);
});

Deno.test("a machine that left nothing has failed", () => {
  const { failures } = examined({});
  assertStringIncludes(failures.join("\n"), "doctor did not end");
  assertStringIncludes(failures.join("\n"), "no cell was traced");
  assertStringIncludes(failures.join("\n"), "nothing was provoked");
});
