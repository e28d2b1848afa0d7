/** Programs that start, fork, change, close and die, as the tracer sees them. */
import { assert, assertEquals } from "@std/assert";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { parseWatchOptions } from "../../lib/commands/watch/options.ts";
import { runWatch } from "../../lib/commands/watch/watch.ts";
import { readWatch } from "../../lib/files/watch_json.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { command } from "../faults/faulty_target.ts";
import { hindrance } from "../trace/capture/hindrance.ts";
import { fakeProcess } from "../commands/fake_process.ts";

const ignore = await hindrance() !== undefined;
const C = new URL("../../c", import.meta.url).pathname;
const RINGS = `${C}/build/rings`;

await buildLibrary(() => {});
command("make", "-s", "-C", C, "build/rings");

/** What of the last line of JSON is looked at. */
interface Told {
  readonly name: string;
  readonly completed: number;
  readonly delivery: Record<string, unknown> | null;
  readonly rings: readonly {
    readonly fd: number | null;
    readonly traced: { readonly setup_flags: readonly string[] } | null;
  }[];
}

/** Watches a script of a shell to its end. */
async function watchScript(script: string, ...options: readonly string[]) {
  const path = Deno.makeTempDirSync();
  try {
    using machine = new Engine();
    const process = fakeProcess();
    const status = await runWatch(
      parseWatchOptions([
        `--out=${path}`,
        "--json",
        "--interval=0.2s",
        ...options,
        "--",
        "sh",
        "-c",
        script,
      ]),
      {
        ...process,
        files: hostFiles(),
        machine,
        signal: new AbortController().signal,
      },
    );
    const last = process.stderr.trim().split("\n").at(-1) ?? "";
    const { processes } = JSON.parse(last) as { processes: readonly Told[] };
    const record = processes.length > 0 ? readWatch(path) : undefined;
    return { status, processes, record, stderr: process.stderr };
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** Does all that `rings nops` does, 1000 no-ops, and kills it then. */
function once(kill = "kill"): string {
  return `f=$(mktemp); ${RINGS} nops >$f & ` +
    `until [ -s $f ]; do sleep 0.02; done; ${kill} $!; rm $f`;
}

Deno.test({
  name: "a command that ends at once is told whole, with its flags",
  ignore,
  async fn() {
    const { status, processes, record } = await watchScript(
      `${once()}; exit 9`,
    );
    assertEquals(status, 9);
    assertEquals(processes.map(({ name }) => name), ["rings"]);
    const [{ completed, rings }] = processes as [Told];
    assertEquals([completed, rings.length], [1000, 1]);
    assertEquals(rings[0]?.traced?.setup_flags, []);
    assert(record && record.all.processes.length === 1);
    assertEquals(record.watched, "sh");
    assert(record.all.tracer);
  },
});

Deno.test({
  name: "children are told one by one, and who is killed is not lost",
  ignore,
  async fn() {
    const { processes } = await watchScript(
      `(${once("kill -9")}) & (${once("kill -9")}) & (${once()}) & wait`,
    );
    assertEquals(
      processes.map(({ name, completed }) => [name, completed]),
      Array(3).fill(["rings", 1000]),
    );
  },
});

Deno.test({
  name: "what runs in another PID namespace is told by its number in ours",
  ignore: ignore || Deno.uid() !== 0,
  async fn() {
    const { processes } = await watchScript(
      `exec unshare --pid --fork sh -c '${once()}'`,
    );
    assertEquals(
      processes.map(({ name, completed }) => [name, completed]),
      [["rings", 1000]],
    );
  },
});

Deno.test({
  name: "a program without a ring is told as such, and not traced on",
  ignore,
  async fn() {
    const { status, processes, record } = await watchScript("exit 3");
    assertEquals([status, processes, record], [3, [], undefined]);
  },
});
