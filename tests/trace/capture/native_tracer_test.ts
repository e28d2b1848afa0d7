import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  findProbes,
  NativeTracer,
} from "../../../lib/trace/capture/native_tracer.ts";
import { TraceError } from "../../../lib/trace/capture/trace_error.ts";
import { hindrance, TRACER } from "./hindrance.ts";
import { helloLine, snapshotLine } from "./lines.ts";

/** A shell script that stands in for the tracer. */
function fake(script: string): readonly [string, ...string[]] {
  return ["sh", "-c", script];
}

function say(line: string): string {
  return `printf '%s\\n' '${line}'`;
}

/** Greets, and answers every question. */
const ANSWERS = `${say(helloLine())}
while read -r word start end; do
  case $word in
  window) echo "{\\"type\\":\\"window\\",\\"startNs\\":\\"$start\\",` +
  `\\"endNs\\":\\"$end\\"}" ;;
  snapshot) ${say(snapshotLine({ kicksOfOthers: 3 }))} ;;
  esac
done`;

function start(script: string, options: { timeoutMs?: number } = {}) {
  return NativeTracer.start({ pid: 1, command: fake(script), ...options });
}

Deno.test("NativeTracer answers questions in the order in which they are asked", async () => {
  await using tracer = await start(ANSWERS);
  assertEquals(tracer.hello.kernel, "6.18.0");
  const answers = await Promise.all([
    tracer.snapshot(),
    tracer.setWindow({ startNs: 5n, endNs: 9007199254740993n }),
    tracer.snapshot(),
  ]);
  assertEquals(answers[0].kicksOfOthers, 3);
  assertEquals(answers[2].kicksOfOthers, 3);
});

Deno.test("NativeTracer says in one line why it cannot trace", async () => {
  const obstacle = { what: "not permitted", why: "no CAP_BPF", remedy: "sudo" };
  for (
    const [script, message] of [
      [
        say(helloLine({ tracing: false, obstacles: [obstacle] })),
        "not permitted: no CAP_BPF",
      ],
      [
        say(helloLine({ tracing: false, why: "there is no such process" })),
        "cannot trace: there is no such process",
      ],
      [say(helloLine({ protocol: 9 })), "speaks protocol 9"],
      ["echo what >&2; exit 3", "ended by itself (status 3): what"],
      ["kill -9 $$", "ended by itself (SIGKILL)"],
    ] as const
  ) {
    await assertRejects(() => start(script), TraceError, message);
  }
  const command = ["/nonexistent/tracer"] as const;
  await assertRejects(
    () => NativeTracer.start({ pid: 1, command }),
    TraceError,
    "cannot start /nonexistent/tracer",
  );
});

Deno.test("NativeTracer that ends while it traces is an error, not zeros", async () => {
  await using tracer = await start(
    `${say(helloLine())}; read -r line; echo "no memory" >&2; exit 1`,
  );
  await assertRejects(
    () => tracer.snapshot(),
    TraceError,
    "the tracer ended by itself (status 1): no memory",
  );
  await assertRejects(() => tracer.snapshot(), TraceError, "ended by itself");
});

Deno.test("NativeTracer gives up where it is not attached in time", async () => {
  await assertRejects(
    () => start("exec sleep 60", { timeoutMs: 50 }),
    TraceError,
    "the tracer is not attached after 0.05 s",
  );
});

Deno.test("NativeTracer gives up where an answer does not come in time", async () => {
  await using tracer = await start(`${say(helloLine())}; exec sleep 60`, {
    timeoutMs: 3000,
  });
  await assertRejects(
    () => tracer.snapshot(),
    TraceError,
    "the tracer did not answer in 3 s",
  );
});

Deno.test("NativeTracer stops starting when it is aborted", async () => {
  const abort = new AbortController();
  const starting = NativeTracer.start({
    pid: 1,
    command: fake("exec sleep 60"),
    signal: abort.signal,
  });
  abort.abort(new Error("enough"));
  await assertRejects(() => starting, Error, "enough");
  await assertRejects(
    () =>
      NativeTracer.start({
        pid: 1,
        command: fake("exec sleep 60"),
        signal: abort.signal,
      }),
    Error,
    "enough",
  );
});

Deno.test("findProbes() brings what the tracer says without a process", async () => {
  const obstacle = { what: "not permitted", why: "no CAP_BPF", remedy: "sudo" };
  const line = helloLine({ tracing: false, obstacles: [obstacle] });
  const hello = await findProbes(fake(say(line)));
  assertEquals(hello.obstacles, [obstacle]);
  await assertRejects(
    () => findProbes(fake("echo what >&2")),
    TraceError,
    "the tracer said nothing: what",
  );
  await assertRejects(
    () => findProbes(fake("exec sleep 60"), 50),
    TraceError,
    "the tracer said nothing in 0.05 s",
  );
  await assertRejects(
    () => findProbes(["/nonexistent/tracer"]),
    TraceError,
    "cannot start",
  );
});

const why = await hindrance();
const missing = why ? ` (not run: ${why})` : "";

Deno.test({
  name: `the native tracer says what it sees, and why not the rest${missing}`,
  ignore: why !== undefined,
  async fn() {
    const { probes } = await findProbes([TRACER]);
    for (const { name, state, why, errno } of probes) {
      assertEquals(why === "", state === "seen", name);
      assertEquals(errno !== 0, state === "not seen", name);
    }
    assert(probes.some(({ state }) => state === "seen"));
  },
});

/** Words before the tracer that leave it these capabilities and no others. */
function withOnly(...capabilities: string[]): readonly [string, ...string[]] {
  const listed = capabilities.map((name) => `+${name}`).join(",");
  return [
    "setpriv",
    `--inh-caps=${listed}`,
    `--ambient-caps=${listed}`,
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    TRACER,
  ];
}

const noRoot = Deno.uid() === 0 ? "" : " (not run: not root)";

Deno.test({
  name: `the native tracer needs three capabilities and no root${
    missing || noRoot
  }`,
  ignore: why !== undefined || noRoot !== "",
  async fn() {
    const seen = ({ probes }: Awaited<ReturnType<typeof findProbes>>) =>
      probes.filter(({ state }) => state === "seen").map(({ name }) => name)
        // Attached through tracefs, which is root's.
        .filter((name) => name !== "task_work_added");
    const all = seen(await findProbes([TRACER]));
    const command = withOnly("bpf", "perfmon", "syslog");
    assertEquals(seen(await findProbes(command)), all);
    await using tracer = await NativeTracer.start({ pid: Deno.pid, command });
    assert(tracer.hello.symbols);
    await tracer.snapshot();
    // Without the third it does not know functions by their names.
    const blind = await findProbes(withOnly("bpf", "perfmon"));
    assertEquals(blind.tracing && blind.symbols, false);
    assert(blind.obstacles.length > 0);
    const none = await findProbes(withOnly("syslog"));
    assertEquals(none.tracing, false);
    assertEquals(none.obstacles[0]?.what, "not permitted to trace");
  },
});

Deno.test({
  name: `the native tracer refuses a process that is not there${missing}`,
  ignore: why !== undefined,
  async fn() {
    await assertRejects(
      () => NativeTracer.start({ pid: 4_194_300, command: [TRACER] }),
      TraceError,
      "there is no such process",
    );
  },
});

/** Whether a process ends while it is looked at so many times. */
async function isGone(pid: number, looks = 250): Promise<boolean> {
  for (let i = 0; i < looks; i++) {
    try {
      const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
      if (/\) Z /.test(stat)) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

Deno.test({
  name: `the native tracer ends with its input, and with its parent${missing}`,
  ignore: why !== undefined,
  async fn() {
    // The first one's stdin stays open, so that only the death tells it.
    for (
      const [script, signal] of [
        [`'${TRACER}' $PPID <&3 & echo $!; exec 3<&- ; read -r end`, "SIGKILL"],
        [`'${TRACER}' $PPID </dev/null & echo $!; read -r end`, undefined],
      ] as const
    ) {
      const shell = new Deno.Command("sh", {
        args: ["-c", `exec 3<&0; ${script}`],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const reader = shell.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      let said = "";
      while (!said.includes(`"type":"hello"`)) {
        const { value, done } = await reader.read();
        if (done) break;
        said += value;
      }
      const pid = Number(/^\d+$/m.exec(said)?.[0]);
      assert(pid > 0, said);
      if (signal) {
        // A terminal and a service manager send them to children too.
        for (const theirs of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
          Deno.kill(pid, theirs);
        }
        assert(!await isGone(pid, 5), "it ended before its parent");
        shell.kill(signal);
      }
      assert(await isGone(pid), `it is still there: ${script}`);
      if (!signal) shell.kill("SIGKILL");
      await Promise.all([shell.stdin.close().catch(() => {}), shell.status]);
      await reader.cancel();
    }
  },
});

Deno.test({
  name: `the native tracer refuses what is no command${missing}`,
  ignore: why !== undefined,
  async fn() {
    const { stdout, code } = await new Deno.Command("sh", {
      args: [
        "-c",
        `printf 'window 1\\nwhat\\nadd 1\\nwindow 5 6\\nstop\\nsnapshot\\n' |` +
        ` '${TRACER}' $$`,
      ],
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(code, 0);
    assertEquals(lines.slice(1), [
      `{"type":"error","what":"window takes a start and an end in ns"}`,
      `{"type":"error","what":"no such command"}`,
      `{"type":"error","what":"add needs --watch"}`,
      `{"type":"window","startNs":"5","endNs":"6"}`,
    ]);
    for (
      const args of [
        [],
        ["x"],
        ["0"],
        ["1", "2"],
        ["--stacks", "all"],
        ["--watch"],
        ["--watch", "1", "x"],
        ["--probes", "1"],
      ]
    ) {
      const { code, stderr } = await new Deno.Command(TRACER, { args })
        .output();
      assertEquals(code, 2, args.join(" "));
      assert(new TextDecoder().decode(stderr).startsWith("usage: "));
    }
  },
});
