/** A machine with one CPU, as far as uringlab can tell, stays usable. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseCpuList } from "../../lib/base/cpu_list.ts";
import { createTarget } from "../../lib/source/block/created.ts";
import { outcome, temporaryDirectory, until } from "../program/program.ts";
import { ControlGroup, whyNoControlGroup } from "./control_group.ts";
import { MarkedRun } from "./marked_run.ts";

/** Nice values of the threads of some processes, by the threads' names. */
function niceValues(pids: readonly number[]): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const pid of pids) {
    try {
      for (const { name: tid } of Deno.readDirSync(`/proc/${pid}/task`)) {
        const stat = Deno.readTextFileSync(`/proc/${pid}/task/${tid}/stat`);
        // "PID (NAME) S ...": nice is field 19, proc_pid_stat(5).
        const end = stat.lastIndexOf(")");
        const name = stat.slice(stat.indexOf("(") + 1, end);
        const nice = Number(stat.slice(end + 2).split(" ")[19 - 3]);
        found.set(name, (found.get(name) ?? new Set()).add(nice));
      }
    } catch {
      // It has just ended.
    }
  }
  return found;
}

const noLimit = whyNoControlGroup("cpuset");

Deno.test({
  name: `where all CPUs are taken, workers and hogs are alike nicer${
    noLimit ? ` (not run: ${noLimit})` : ""
  }`,
  ignore: noLimit !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    const target = `${directory.path}/target`;
    await createTarget(target, 2 ** 20);
    const out = `${directory.path}/out`;
    using group = new ControlGroup("cpuset");
    const [cpu = 0] = parseCpuList(group.read("cpuset.cpus"));
    group.write("cpuset.cpus", `${cpu}`);
    const started = new MarkedRun([
      "exp7",
      `--filename=${target}`,
      "--workers=1",
      "--iodepth=2",
      "--busy=on",
      "--mode=default",
      "--runtime=1s",
      "--repeats=1",
      `--out=${out}`,
    ], { before: group.before });
    const ended = outcome(started.child);
    let seen = new Map<string, Set<number>>();
    await until("a worker and a hog", () => {
      seen = niceValues(started.processes().map(({ pid }) => pid));
      const [hog] = seen.get("busy") ?? [];
      // A hog is nicer when it has come so far.
      return seen.has("uringlab/0") && hog !== undefined &&
        hog !== [...seen.get("deno") ?? []][0];
    });
    const { status, stderr } = await ended;
    assertEquals(status, 0, stderr);
    const [own = NaN] = seen.get("deno") ?? [];
    const nicer = new Set([Math.min(19, own + 10)]);
    assertEquals(seen.get("uringlab/0"), nicer);
    assertEquals(seen.get("busy"), nicer);
    assertMatch(
      stderr.replaceAll("\n", " "),
      /note: the run takes CPU \d+, the only one, so that workers and hogs run with nice 10/,
    );
    assertMatch(stderr, /note: No CPU is free: /);
    assertEquals(
      JSON.parse(Deno.readTextFileSync(`${out}/meta.json`)).nice,
      10,
    );
    assert(Deno.statSync(`${out}/report.html`).size > 0);
  },
});
