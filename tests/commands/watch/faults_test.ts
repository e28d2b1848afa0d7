/** The real programs of c/tests/rings, each watched by the real tracer. */
import { assertEquals } from "@std/assert";
import { Engine } from "../../../ffi/mod.ts";
import { parseWatchOptions } from "../../../lib/commands/watch/options.ts";
import { runWatch } from "../../../lib/commands/watch/watch.ts";
import { hostFiles } from "../../../lib/host/system.ts";
import { parseAllowedCpus } from "../../../lib/host/topology.ts";
import { MIN_EVENTS } from "../../../lib/watch/advice/rule.ts";
import { command } from "../../faults/faulty_target.ts";
import { fakeMachine } from "../../session/fake_machine.ts";
import { hindrance, TRACER } from "../../trace/capture/hindrance.ts";
import { FAULTS } from "../../watch/advice/faults.ts";
import { fakeProcess } from "../fake_process.ts";

const C = new URL("../../../c", import.meta.url).pathname;
const SECONDS = 0.6;
/** Watched so often where the machine is busy, and too little happens. */
const TRIES = 3;
/** What these have done is done, or is no completion. */
const QUIET: readonly string[] = ["nops", "overflow", "idle", "iowait"];

/** Where what was seen of each program is kept, if it shall be. */
const KEPT = Deno.env.get("URINGLAB_TEST_KEEP");

const why = await hindrance();
command("make", "-s", "-C", C, "build/rings");

const [cpu, other] = parseAllowedCpus(
  hostFiles().read("/proc/self/status") ?? "",
) ?? [];

/** What was advised of a program after it was watched, and what it did. */
async function advised(name: string, engine: Engine, out: string) {
  const process = fakeProcess();
  const options = parseWatchOptions([
    "--json",
    `--seconds=${SECONDS}`,
    `--out=${out}`,
    "--",
    "sh",
    "-c",
    // A command is watched to its end, and these have none.
    `exec timeout ${SECONDS} ${C}/build/rings ${name} ${cpu} ${other} ` +
    ">/dev/null",
  ]);
  const around = {
    ...process,
    files: hostFiles(),
    machine: fakeMachine({
      nowNs: () => engine.nowNs(),
      tracerPath: TRACER,
    }),
    signal: new AbortController().signal,
  };
  await runWatch(options, around);
  const { processes } = JSON.parse(process.stderr.trim().split("\n").at(-1)!);
  assertEquals(processes.length, 1, name);
  const [{ advice, completed }] = processes;
  const rules: string[] = advice.map(({ rule }: { rule: string }) => rule);
  return { rules, completed };
}

/** The same, again where too little happened. */
async function enough(name: string, engine: Engine, out: string) {
  for (let n = 1;; n++) {
    const { rules, completed } = await advised(
      name,
      engine,
      `${out}/${name}-${n}`,
    );
    const isEnough = QUIET.includes(name) || completed >= 2 * MIN_EVENTS;
    if (isEnough || n === TRIES) return { rules, isEnough };
  }
}

Deno.test({
  name:
    "each fault of a real program is found by its own rule, and by no other",
  ignore: why !== undefined || other === undefined,
  async fn() {
    using engine = new Engine();
    const out = KEPT ??
      await Deno.makeTempDir({ prefix: "uringlab-watch-test-" });
    try {
      for (const [name, fault] of Object.entries(FAULTS)) {
        const { rules, isEnough } = await enough(name, engine, out);
        const expected = fault ? [fault] : [];
        if (isEnough || rules.length > 0) assertEquals(rules, expected, name);
        // Of too few events no rule makes anything, here as elsewhere.
        else console.warn(`${name}: this machine is too busy`);
      }
    } finally {
      if (!KEPT) await Deno.remove(out, { recursive: true });
    }
  },
});
