import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  hogsOf,
  outcome,
  readRows,
  start,
  temporaryDirectory,
  until,
} from "./program.ts";

const CPUS = navigator.hardwareConcurrency;

/** "1": the CPUs that a process may run on. */
function allowedCpus(pid: number): string | undefined {
  return /^Cpus_allowed_list:\t(.*)$/m.exec(
    Deno.readTextFileSync(`/proc/${pid}/status`),
  )?.[1];
}

Deno.test({
  name: `hogs of busy interrupt run where they are asked for, beside no worker${
    CPUS < 2 ? " (not run: it takes 2 CPUs)" : ""
  }`,
  ignore: CPUS < 2,
  async fn() {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const child = start([
      "irq_busy",
      "--size=4m",
      "--core=non-interrupt",
      "--cpus=0",
      "--busy-cpus=1",
      "--busy-per-cpu=3",
      "--workers=2",
      "--iodepth=2",
      "--runtime=50ms",
      "--ramp-time=10ms",
      "--repeats=2",
      "--order=sequential",
      `--out=${out}`,
    ], { env: { XDG_CACHE_HOME: directory.path } });
    const seen = new Set<string>();
    const ended = outcome(child);
    await until("hogs where the workers are, and hogs elsewhere", () => {
      for (const pid of hogsOf(child.pid)) {
        try {
          seen.add(allowedCpus(pid) ?? "");
        } catch {
          // It has just ended.
        }
      }
      return seen.has("0") && seen.has("1");
    });
    const { status, stdout, stderr } = await ended;
    assertEquals(status, 0, stderr);
    const rows = readRows(out);
    assertEquals(rows.length, 2 * 3 * 2);
    for (const row of rows) {
      assertEquals(row.status, "ok");
      assertEquals(row.cpus, "0");
      assert(Number(row.ios) > 0);
      assertEquals(row.busy_cpus, row.busy === "interrupt" ? "1" : "");
      assertEquals(row.busy_per_cpu, row.busy === "off" ? "0" : "3");
    }
    assertStringIncludes(stderr, "hogs of busy interrupt: 3 on each of CPU 1");
    assertStringIncludes(
      stdout.replaceAll("\n", " "),
      "busy interrupt (hogs where the interrupts arrive) against no busy: ",
    );
    const chart = Deno.readTextFileSync(`${out}/answer.svg`);
    assertStringIncludes(chart, "busy interrupt / off");
  },
});
