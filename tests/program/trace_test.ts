import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import { findTracing } from "../../lib/trace/ability.ts";
import { unseenOf } from "../../lib/trace/unseen.ts";
import { triggersIn } from "../../lib/trace/trigger.ts";
import { parseXml } from "../chart/xml.ts";
import { hindrance, TRACER } from "../trace/capture/hindrance.ts";
import {
  hogsOf,
  outcome,
  readRows,
  run,
  start,
  temporaryDirectory,
  until,
} from "./program.ts";
import { NAMESPACE, noNamespace } from "../surroundings.ts";

const why = await hindrance();

/** A test that is left out where nothing can be traced. */
function traceTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: name + (why ? ` (not run: ${why})` : ""),
    ignore: why !== undefined,
    fn,
  });
}

const SHORT = [
  "exp7",
  "--trace",
  "--size=4m",
  "--workers=4",
  "--cpus=0",
  "--runtime=50ms",
  "--ramp-time=10ms",
  "--repeats=1",
  "--trace-runtime=150ms",
];

type Line = Record<string, string>;

function readCsv(path: string): Line[] {
  const [header = [], ...lines] = parse(Deno.readTextFileSync(path));
  return lines.map((line) => {
    assertEquals(line.length, header.length, path);
    return Object.fromEntries(header.map((name, i) => [name, line[i] ?? ""]));
  });
}

function sum(lines: readonly Line[], field: string): number {
  return lines.reduce((all, line) => all + Number(line[field]), 0);
}

/** The sum of the counts at the ends of the lines that match. */
function countsOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)]
    .reduce((all, [, count]) => all + Number(count), 0);
}

function filesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).toSorted();
}

/** The words of a process; none if it is gone. */
function commandOf(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return [];
  }
}

/** The tracer of a run, beside the one that only tries. */
function tracerOf(parent: number): number | undefined {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => pid > 0)
    .find((pid) => {
      try {
        const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
        const ppid = Number(/\) \S (\d+)/.exec(stat)?.[1]);
        return ppid === parent &&
          commandOf(pid).at(-2) === `${parent}` &&
          commandOf(pid)[0]?.endsWith("/uringlab-trace");
      } catch {
        return false; // It has just ended.
      }
    });
}

async function tracerAppears(parent: number): Promise<number> {
  let found: number | undefined;
  await until("a tracer", () => (found = tracerOf(parent)) !== undefined);
  return found!;
}

traceTest("a traced run explains every cell, and keeps it apart", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [...SHORT, "--iodepth=1,8", "--busy=off", `--out=${out}`],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);

  const modes = { default: "", coop: "_coop" };
  const files = [
    "findings.md",
    "kicks.svg",
    "trace.csv",
    "triggers.csv",
    "triggers.svg",
    ...Object.values(modes).flatMap((suffix) => [
      `kstack_tctx_task_work${suffix}.txt`,
      `kstack_tctx_task_work${suffix}.folded`,
    ]),
  ];
  for (const file of files) assert(filesIn(out).includes(file), file);
  const { probes } = await findTracing(TRACER);
  assertEquals(
    filesIn(out).includes("task_work_callbacks.txt"),
    probes.some(({ name, state }) =>
      name === "task_work_added" && state === "seen"
    ),
  );

  // Only timed cells are in the timed results.
  const timed = readRows(out);
  assertEquals(timed.length, 4);
  for (const row of timed) {
    assertEquals(row.status, "ok");
    assertEquals(row.runtime_s, "0.05");
  }
  const meta = JSON.parse(Deno.readTextFileSync(`${out}/meta.json`));
  assertEquals(meta.rows, 4);

  const cells = readCsv(`${out}/trace.csv`);
  assertEquals(
    cells.map(({ mode, iodepth }) => `${mode} ${iodepth}`).toSorted(),
    ["coop 1", "coop 8", "default 1", "default 8"]
      .flatMap((cell) => [cell, cell, cell]),
  );
  assertEquals(
    cells.map(({ repeat }) => repeat),
    ["1", "2", "3"].flatMap((repeat) => Array(4).fill(repeat)),
  );
  for (const cell of cells) {
    assertEquals(cell.status, "ok", cell.reason);
    assertEquals(cell.reason, "");
    assertEquals(cell.runtime_s, "0.15");
    assert(Number(cell.ios) > 0);
    assert(Number(cell.task_work_runs) > 0);
    const own = timed.find((row) =>
      row.mode === cell.mode && row.iodepth === cell.iodepth
    );
    assertEquals(cell.untraced_iops, own?.iops);
  }

  // The same runs of task_work in every file.
  const triggers = readCsv(`${out}/triggers.csv`);
  assertEquals(triggers.length, 4 * triggersIn([]).length);
  for (const [mode, suffix] of Object.entries(modes)) {
    const some = cells.filter((cell) => cell.mode === mode);
    const runs = sum(some, "task_work_runs");
    for (const iodepth of ["1", "8"]) {
      const lines = triggers.filter((line) =>
        line.mode === mode && line.iodepth === iodepth
      );
      const blocks = some.filter((cell) => cell.iodepth === iodepth);
      assertEquals(sum(lines, "count"), sum(blocks, "task_work_runs"));
      assertAlmostEquals(sum(lines, "share"), 1, 1e-6);
    }
    const path = `${out}/kstack_tctx_task_work${suffix}`;
    const stacks = Deno.readTextFileSync(`${path}.txt`);
    const sampled = countsOf(stacks, /^\]: (\d+)$/gm);
    // A trace that does not agree with what was counted shows no stacks.
    const shown = sum(
      some.filter(({ broken }) => broken === ""),
      "task_work_runs",
    );
    assert(shown > 0, some.map(({ broken }) => broken).join("; "));
    // Of frequent classes one stack in 16 is taken, and counted for 16.
    assertAlmostEquals(sampled, shown, 0.1 * shown);
    const folded = Deno.readTextFileSync(`${path}.folded`);
    assertEquals(countsOf(folded, /^\S+ (\d+)$/gm), sampled);
    const findings = Deno.readTextFileSync(`${out}/findings.md`);
    assertStringIncludes(findings, `- \`${mode}\`, ${runs} runs: `);
  }
  for (const file of ["triggers.svg", "kicks.svg"]) {
    parseXml(Deno.readTextFileSync(`${out}/${file}`));
  }

  const findings = Deno.readTextFileSync(`${out}/findings.md`);
  assertStringIncludes(findings, "Traced with uringlab-trace.");
  assertMatch(findings, /^Traced runs had \d+ % of the IOPS of untraced ones/m);
  assert(!/NaN|Infinity|undefined/.test(findings), findings);
  for (const { event, why } of unseenOf(probes)) {
    assertStringIncludes(
      findings.replaceAll("\\", ""),
      `(${event}: ${why})`,
    );
  }
  assertStringIncludes(stdout, "task_work run by");
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  assertMatch(stderr, /tracing 4 cells, 3 times each, about \d+s/);
  assert(!stderr.includes("--trace also tells"));
});

traceTest(
  "a killed tracer costs its trace, not the timed results",
  async () => {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const child = start(
      [...SHORT, "--iodepth=4", "--busy=off", `--out=${out}`],
      { env: { XDG_CACHE_HOME: directory.path } },
    );
    Deno.kill(await tracerAppears(child.pid), "SIGKILL");
    const { status, stdout, stderr } = await outcome(child);
    assertEquals(status, 1, stderr);
    const timed = readRows(out);
    assertEquals(timed.map((row) => row.status), ["ok", "ok"]);
    assertStringIncludes(stdout, "iodepth");
    const [killed, next] = readCsv(`${out}/trace.csv`);
    assertEquals(killed?.status, "failed");
    assertEquals(
      killed?.reason,
      "not traced: the tracer ended by itself (SIGKILL)",
    );
    assertEquals(killed?.task_work_runs, "");
    assertEquals(next?.status, "ok", next?.reason);
    assertStringIncludes(
      Deno.readTextFileSync(`${out}/findings.md`),
      `Not traced: ${killed?.mode}, iodepth 4, run 1 (${killed?.reason}).`,
    );
    assertMatch(stderr, /FAILED, not traced: the tracer ended by itself/);
  },
);

traceTest("with --trace-stacks all every run has its stack", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    [
      ...SHORT,
      ...["--mode=default", "--iodepth=8", "--busy=off", `--out=${out}`],
      "--trace-stacks=all",
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const runs = sum(readCsv(`${out}/trace.csv`), "task_work_runs");
  const path = `${out}/kstack_tctx_task_work.txt`;
  const stacks = countsOf(Deno.readTextFileSync(path), /^\]: (\d+)$/gm);
  assert(runs > 0);
  assertEquals(stacks, runs);
  const meta = JSON.parse(Deno.readTextFileSync(`${out}/meta.json`));
  assertEquals(meta.tracing.stacks, "all");
});

traceTest("a traced cell that fails is no traced cell", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const child = start(
    [...SHORT, "--mode=default", "--iodepth=4", "--busy=on", `--out=${out}`],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  await tracerAppears(child.pid);
  const [hog] = hogsOf(child.pid);
  Deno.kill(hog!, "SIGKILL");
  const { status, stderr } = await outcome(child);
  assertEquals(status, 1, stderr);
  assertEquals(readRows(out).map((row) => row.status), ["ok"]);
  const [cell, ...others] = readCsv(`${out}/trace.csv`);
  assertEquals(cell?.status, "failed");
  assertMatch(cell?.reason ?? "", /^busy ended during the cell/);
  assertEquals(cell?.task_work_runs, "");
  assertEquals(others.map((other) => other.status), ["ok", "ok"]);
  const triggers = readCsv(`${out}/triggers.csv`);
  assertEquals(sum(triggers, "count"), sum(others, "task_work_runs"));
  assertStringIncludes(
    Deno.readTextFileSync(`${out}/findings.md`),
    `Not traced: default, busy, iodepth 4, run 1 (${cell?.reason}).`,
  );
});

traceTest(
  "an interrupted trace leaves timed results and no tracer",
  async () => {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const child = start(
      [...SHORT, "--iodepth=4", "--busy=off", `--out=${out}`],
      { env: { XDG_CACHE_HOME: directory.path } },
    );
    const tracer = await tracerAppears(child.pid);
    child.kill("SIGINT");
    const { status, stderr } = await outcome(child);
    assertEquals(status, 130, stderr);
    assertStringIncludes(stderr, "interrupted by SIGINT");
    assertEquals(readRows(out).map((row) => row.status), ["ok", "ok"]);
    assertEquals(commandOf(tracer), []);
    assert(!filesIn(out).includes("trace.csv"));
  },
);

traceTest(
  "exp11 is traced without being told, and tells of kicks",
  async () => {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const { status, stdout, stderr } = await run(
      [
        ...SHORT.filter((word) => word !== "--trace").with(0, "exp11"),
        "--core=non-interrupt",
        "--iodepth=4",
        `--out=${out}`,
      ],
      { env: { XDG_CACHE_HOME: directory.path } },
    );
    assertEquals(status, 0, stderr);
    assertMatch(stderr, /tracing 2 cells, 3 times each, about \d+s/);
    assert(!stderr.includes("--trace also tells"));
    const cells = readCsv(`${out}/trace.csv`);
    const summary = readCsv(`${out}/summary.csv`);
    assertEquals(summary.map(({ mode }) => mode), ["default", "coop"]);
    for (const line of summary) {
      const blocks = cells.filter(({ mode }) => mode === line.mode);
      assertEquals(blocks.map(({ repeat }) => repeat), ["1", "2", "3"]);
      // Figures of the traced runs beside those of the timed ones.
      assertEquals(
        Number(line.kicks_per_io),
        blocks.map(({ kicks_per_io }) => Number(kicks_per_io))
          .toSorted((a, b) => a - b)[1],
      );
      assert(line.wakeups_per_io !== "");
      assertEquals(line.ok, "1");
    }
    assertMatch(
      stdout.replaceAll("\n", " "),
      /mode default on the \S+ core, by iodepth: .*wake-ups per read \S+ at 4\./,
    );
    for (const name of ["per_io", "result_iops", "result_cpu_per_io"]) {
      parseXml(Deno.readTextFileSync(`${out}/${name}.svg`));
    }
  },
);

const noTrace = why ?? await noNamespace();

Deno.test({
  name: "in a PID namespace, as in a container, a trace has the right figures" +
    (noTrace ? ` (not run: ${noTrace})` : ""),
  ignore: noTrace !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const { status, stderr } = await run(
      [
        ...SHORT,
        "--mode=default,coop,sqpoll",
        "--iodepth=1,8",
        "--busy=off",
        `--out=${out}`,
      ],
      { before: NAMESPACE, env: { XDG_CACHE_HOME: directory.path } },
    );
    assertEquals(status, 0, stderr);
    const cells = readCsv(`${out}/trace.csv`);
    assertEquals(cells.length, 3 * 6);
    for (const cell of cells) {
      const seen = JSON.stringify(cell);
      assertEquals(cell.status, "ok", seen);
      const ios = Number(cell.ios);
      const inFlight = 2 * Number(cell.workers) * Number(cell.iodepth);
      assert(ios > 0 && Number(cell.task_work_runs) > 0, seen);
      assertAlmostEquals(Number(cell.completions), ios, 0.02 * ios + inFlight);
      assertAlmostEquals(
        Number(cell.sleeps),
        Number(cell.nvcsw),
        0.05 * Number(cell.nvcsw) + 8,
        seen,
      );
      // Of the six premises only those may fail that a busy machine breaks.
      for (const premise of ["completions", "runs", "missed"]) {
        assert(!cell.broken?.split(" ").includes(premise), seen);
      }
      if (cell.mode === "coop") assertEquals(cell.kicks, "0", seen);
    }
    const shares = readCsv(`${out}/triggers.csv`);
    const runs = (mode: string, trigger: string) =>
      sum(
        shares.filter((line) => line.mode === mode && line.trigger === trigger),
        "count",
      );
    assert(runs("sqpoll", "sq_thread") > 0);
    assert(runs("coop", "getevents_after_sleep") > 0);
    assertEquals(runs("coop", "sq_thread"), 0);
  },
});

/** Words that take the rights to trace from what follows them. */
const UNPRIVILEGED = [
  "setpriv",
  "--bounding-set=-sys_admin,-bpf,-perfmon,-syslog",
];
const cannotDrop = Deno.uid() === 0 ? undefined : "not root";

Deno.test({
  name: "--trace without privileges is refused before anything is measured" +
    (cannotDrop ? ` (not run: ${cannotDrop})` : ""),
  ignore: cannotDrop !== undefined || why !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    const work = `${directory.path}/work`;
    Deno.mkdirSync(work);
    const { status, stdout, stderr } = await run(SHORT, {
      cwd: work,
      before: UNPRIVILEGED,
      env: { XDG_CACHE_HOME: `${directory.path}/cache` },
    });
    assertEquals(status, 1, stderr);
    assertMatch(
      stderr,
      /^uringlab: --trace cannot trace here: not permitted to trace \(neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON\): run as root: sudo .*\n$/,
    );
    assertEquals(stdout, "");
    assertEquals(filesIn(work), []);
  },
});

Deno.test({
  name: "exp11 without privileges is measured all the same" +
    (cannotDrop ? ` (not run: ${cannotDrop})` : ""),
  ignore: cannotDrop !== undefined || why !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const args = SHORT.filter((word) => word !== "--trace").with(0, "exp11");
    const { status, stderr } = await run(
      [...args, "--core=non-interrupt", "--iodepth=1", `--out=${out}`],
      {
        before: UNPRIVILEGED,
        env: { XDG_CACHE_HOME: `${directory.path}/cache` },
      },
    );
    assertEquals(status, 0, stderr);
    assertEquals(readRows(out).length, 2);
    assert(!filesIn(out).includes("trace.csv"));
    assertMatch(
      stderr,
      /^note: exp11 counts kicks by tracing, which cannot be done here: not permitted to trace /m,
    );
  },
});

Deno.test("exp11 that is told not to trace is measured, and says nothing of it", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const args = SHORT.filter((word) => word !== "--trace").with(0, "exp11");
  const { status, stderr } = await run(
    [
      ...args,
      "--no-trace",
      "--core=non-interrupt",
      "--iodepth=1",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  assertEquals(readRows(out).length, 2);
  assert(!filesIn(out).includes("trace.csv"));
  assert(!stderr.includes("cannot be done"), stderr);
});

Deno.test("a run without --trace says that it exists", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const args = SHORT.filter((word) => !word.includes("trace"));
  const { status, stderr } = await run(
    [...args, "--mode=default", "--iodepth=1", "--busy=off", `--out=${out}`],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  assertMatch(stderr, /^--trace also tells what ran the task_work/m);
  for (const file of filesIn(out)) assert(!/trac|kstack|trigger/.test(file));
});
