import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parse } from "@std/csv";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../../lib/onefile/deno.ts";
import { hindrance } from "../trace/capture/hindrance.ts";
import { readRows, UNSIZED } from "../program/program.ts";
import { runAlone, type Stranger } from "./stranger.ts";

export type Form = "compiled" | "portable";

/** Runs `deno task compile` of a checkout; returns what it says. */
export async function compile(
  form: Form,
  output: string,
  root = ROOT,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "compile", `--form=${form}`, `--output=${output}`],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  return text(stdout);
}

/** Makes a file to read from. */
function makeTarget(path: string): void {
  const bytes = new Uint8Array(4 << 20);
  for (let i = 0; i < bytes.length; i += 65536) {
    crypto.getRandomValues(bytes.subarray(i, i + 65536));
  }
  Deno.writeFileSync(path, bytes);
  using file = Deno.openSync(path);
  file.syncSync();
}

/** What both forms have to do, in a directory that holds `uringlab` alone. */
export async function acceptance(
  t: Deno.TestContext,
  room: string,
): Promise<void> {
  const file = `${room}/uringlab`;
  const target = `${room}/target`;
  makeTarget(target);
  Deno.mkdirSync(`${room}/tmp`);
  Deno.chmodSync(`${room}/tmp`, 0o1777);
  const env = { TMPDIR: `${room}/tmp` };
  const alone = (args: string[], stranger: Stranger = {}) =>
    runAlone(file, args, { cwd: room, env, ...stranger });

  await t.step("says its version and what it can do", async () => {
    const version = await alone(["--version"]);
    const [first, commit, linux, versions] = version.stdout.split("\n");
    assertEquals(first, `uringlab ${config.version}`, version.stderr);
    assertMatch(commit ?? "", /^commit (not known|[0-9a-f]{7,}(-dirty)?)$/);
    assertMatch(linux ?? "", /^Linux \S+, \S+$/);
    assertMatch(versions ?? "", /^Deno \S+, liburing \S+$/);
    const list = await alone(["list", "--json", "exp7"]);
    assertEquals([list.status, list.stderr], [0, ""]);
    assertEquals(JSON.parse(list.stdout).name, "exp7");
    const wrong = await alone(["exp77"]);
    assertEquals(wrong.status, 2);
    assertMatch(
      wrong.stderr,
      /^uringlab: unknown experiment or command "exp77"/,
    );
  });

  await t.step("looks at the machine, and names itself", async () => {
    const doctor = await alone(["doctor", "--json", `--filename=${target}`]);
    assertEquals(doctor.stderr, "");
    const { findings } = JSON.parse(doctor.stdout);
    assert(findings.length > 5);
    assert(!doctor.stdout.includes("deno run"), "it speaks of a Deno");
  });

  const measure = async (out: string, stranger?: Stranger) => {
    const { status, stderr } = await alone(
      [...UNSIZED, `--filename=${target}`, "--size=4m", `--out=${out}`],
      stranger,
    );
    assertEquals(status, 0, stderr);
    const rows = readRows(out);
    // As many of each cell as the preset repeats.
    assert(rows.length >= 4 && rows.length % 4 === 0, `${rows.length} rows`);
    assertEquals(new Set(rows.map(({ status }) => status)), new Set(["ok"]));
    const on = rows.filter(({ busy }) => busy === "on");
    assertEquals(on.length, rows.length / 2);
    for (const name of ["report.html", "meta.json", "result_iops.svg"]) {
      assert(Deno.statSync(`${out}/${name}`).size > 0, name);
    }
  };

  await t.step("measures, and reports what it has measured", async () => {
    await measure(`${room}/out`);
    const again = await alone(["report", `${room}/out`]);
    assertEquals(again.status, 0, again.stderr);
  });

  const why = await hindrance();
  await t.step({
    name: "traces with the tracer that it has inside" +
      (why ? ` (not run: ${why})` : ""),
    ignore: why !== undefined,
    async fn() {
      const out = `${room}/traced`;
      const { status, stderr } = await alone([
        ...UNSIZED,
        "--trace",
        "--trace-runtime=100ms",
        "--busy=off",
        `--filename=${target}`,
        "--size=4m",
        `--out=${out}`,
      ]);
      assertEquals(status, 0, stderr);
      const [header = [], ...lines] = parse(
        Deno.readTextFileSync(`${out}/trace.csv`),
      );
      // Each of two cells in three blocks.
      assertEquals(lines.length, 6);
      for (const line of lines) {
        const runs = Number(line[header.indexOf("task_work_runs")]);
        assert(runs > 0, line.join());
      }
    },
  });

  await t.step("does so from a read-only directory", async () => {
    Deno.mkdirSync(`${room}/cwd`);
    await measure(`${room}/out-read-only`, {
      cwd: `${room}/cwd`,
      mounts: [`mount -t tmpfs -o ro none '${room}/cwd'`],
    });
  });

  await t.step("does so as another user than root", async () => {
    Deno.mkdirSync(`${room}/theirs`);
    Deno.chownSync(`${room}/theirs`, 65534, 65534);
    await measure(`${room}/theirs/out`, { uid: 65534 });
  });

  await t.step({
    name: "says in one line why another user than root cannot trace" +
      (why ? ` (not run: ${why})` : ""),
    ignore: why !== undefined,
    async fn() {
      const out = `${room}/theirs/traced`;
      const { status, stdout, stderr } = await alone(
        [...UNSIZED, "--trace", `--filename=${target}`, `--out=${out}`],
        { uid: 65534 },
      );
      assertEquals([status, stdout], [1, ""]);
      assertMatch(
        stderr,
        /^uringlab: --trace cannot trace here: not permitted to trace .*\n$/,
      );
      assertThrows(() => Deno.statSync(out), Deno.errors.NotFound);
    },
  });

  await t.step("minds no setting of a user's Deno", async () => {
    Deno.mkdirSync(`${room}/project`);
    Deno.writeTextFileSync(`${room}/project/deno.json`, "{ no JSON");
    const { status, stdout, stderr } = await alone(["--version"], {
      cwd: `${room}/project`,
      env: {
        ...env,
        DENO_DIR: "/proc/none",
        DENO_V8_FLAGS: "--no-such-flag",
        NODE_OPTIONS: "--require /no/such/file.js",
      },
    });
    assertEquals([status, stderr], [0, ""]);
    assertStringIncludes(stdout, config.version);
  });

  await t.step("says so where programs cannot run", async () => {
    Deno.mkdirSync(`${room}/noexec`);
    const { status, stderr } = await alone(
      ["doctor", `--filename=${target}`],
      {
        env: { TMPDIR: `${room}/noexec` },
        mounts: [`mount -t tmpfs -o noexec none '${room}/noexec'`],
      },
    );
    assertEquals(status, 1);
    assertStringIncludes(stderr, `${room}/noexec`);
    assertStringIncludes(stderr, "noexec");
    assertMatch(stderr, /set (TMPDIR|XDG_CACHE_HOME) to a directory that is/);
  });
}
