import { assert, assertEquals, assertMatch } from "@std/assert";
import { diffInterrupts, parseInterrupts } from "../../lib/host/interrupts.ts";
import { readRows } from "../program/program.ts";
import { USUAL_KERNEL } from "./kernels.ts";
import { judgeLoads, readOutcomes } from "./loads.ts";
import { whyNoLab } from "./machine.ts";
import { CPUS, Products, readCsv, runScript } from "./products.ts";

const ODD = CPUS.filter((cpu) => cpu % 2 === 1);
const EVEN = CPUS.filter((cpu) => cpu % 2 === 0);

/** A CPU as doctor's calibration found it. */
interface CalibratedCpu {
  cpu: number;
  role: string;
  completed_on: number[];
}

/** Interrupts of the disk's I/O queues during the run, on some CPUs. */
function diskInterrupts(products: Products, cpus: readonly number[]): number {
  const [before, after] = ["before", "after"].map((when) =>
    parseInterrupts(products.text(`run.interrupts_${when}`))
  );
  assert(before && after);
  const delta = diffInterrupts(before, after);
  const queues = after.lines.filter(({ action }) =>
    /^nvme0q[1-9]/.test(action)
  );
  return queues.reduce(
    (sum, { name }) => sum + (delta.countsOn(name, cpus) ?? 0),
    0,
  );
}

/** Of the runs with faults: faults.sh has time until the last one. */
const CELLS = 20;

const reason = whyNoLab(USUAL_KERNEL);

// One boot for all: a new question is a step in in_lab.sh and a step here.
Deno.test({
  name: `the lab machine${reason ? ` (${reason})` : ""}`,
  ignore: reason !== undefined,
  fn: async (t) => {
    const directory = Deno.makeTempDirSync({ prefix: "uringlab-lab-out-" });
    try {
      const products = new Products(directory);
      const { result, said } = await runScript({
        kernel: USUAL_KERNEL,
        words: ["in_lab.sh"],
        out: directory,
        // Every step has a limit of its own.
        timeoutSeconds: 900,
      });
      await t.step("brings back what was said and the status", () => {
        assertMatch(
          said,
          /^queues: \d+\nplan: \d+\nrun: \d+\nloads: \d+\ndisk: \d+\ndoctor: \d+\ntraced: \d+\noffline: \d+\n$/,
        );
        assertEquals(result.status, said.match(/: [1-9]/) ? 1 : 0);
      });

      await t.step("has 8 queues that interrupt and 16 that are polled", () => {
        assertMatch(
          products.step("queues").stdout,
          /8\/0\/16 default\/read\/poll queues/,
        );
      });

      await t.step("uringlab picks two CPUs that are not interrupted", () => {
        const [, first, second] = /^CPUs: (\d+),(\d+) for/m
          .exec(products.step("plan").stderr) ?? [];
        for (const cpu of [first, second]) {
          assert(EVEN.includes(Number(cpu)), `CPU ${cpu}`);
        }
      });

      await t.step("all cells are measured and all reads verified", () => {
        products.step("run");
        const rows = readRows(products.path("run"));
        assertEquals(rows.length, 8);
        for (const row of rows) {
          assertEquals(row.status, "ok", row.reasons);
          assertEquals(row.verify, "on");
          assertEquals(row.cpus, "10,12");
          assert(Number(row.ios) > 0);
        }
      });

      await t.step("the odd CPUs are the interrupt cores", () => {
        const meta = JSON.parse(products.text("run/meta.json"));
        const roles = (meta.cores as { cpu: number; role: string }[])
          .map(({ cpu, role }) => `${cpu} ${role}`);
        assertEquals(
          roles,
          CPUS.map((cpu) =>
            `${cpu} ${ODD.includes(cpu) ? "interrupt" : "non-interrupt"}`
          ),
        );
      });

      await t.step("reads from CPUs 10 and 12 complete on 11 and 13", () => {
        for (const row of readRows(products.path("run"))) {
          assertEquals(row.target_irqs, "0");
        }
        assertEquals(diskInterrupts(products, EVEN), 0);
        for (const cpu of [11, 13]) {
          assert(diskInterrupts(products, [cpu]) > 0, `CPU ${cpu}`);
        }
      });

      await t.step(
        "loads without a disk work, but for what came with a later kernel",
        () => {
          const outcomes = readOutcomes(products.step("loads").stdout);
          assertEquals(judgeLoads(outcomes, USUAL_KERNEL), []);
        },
      );

      await t.step("a suspended device ends the run, which can go on", () => {
        const { stdout, stderr } = products.step("disk");
        assertMatch(stdout, /^stalled: 1$/m, stderr);
        assertMatch(
          stderr,
          /uringlab: \/dev\/dm-0 does not answer: read: ETIM/,
        );
        // Cells were measured, and one has failed unless it was between two.
        for (
          const { status, reasons = "" } of readCsv(
            products.text("stalled.csv"),
          )
        ) {
          if (status !== "ok") {
            assertMatch(
              reasons,
              /^drain: \d+ reads did not complete within 2 s$/,
            );
          }
        }
      });

      await t.step("the error target of the device mapper is EIO", () => {
        const { stdout, stderr } = products.step("disk");
        assertMatch(stdout, /^broken: 1$/m, stderr);
        const rows = readCsv(products.text("broken.csv"));
        assertEquals(rows.length, CELLS);
        const first = rows.findIndex(({ status }) => status === "failed");
        assert(first >= 4, `${first} cells were measured`);
        for (const { reasons = "" } of rows.slice(first)) {
          assertMatch(reasons, /^read: EIO |^reads failed: \d+ with EIO /);
        }
      });

      await t.step(
        "a CPU that goes offline is named, or excludes the run",
        () => {
          const { stdout, stderr } = products.step("offline");
          assertMatch(stdout, /^offline: 1$/m, stderr);
          const rows = readCsv(products.text("offline.csv"));
          assertEquals(rows.length, CELLS);
          const first = rows.findIndex(({ status }) => status === "failed");
          // The CPU went during the cell before, or between two.
          assert(first >= 2, `${first} cells were measured`);
          for (const { reasons = "" } of rows.slice(first)) {
            assertMatch(reasons, /of CPUs 10,12 some are offline/);
          }
        },
      );

      await t.step("doctor's calibration finds the same cores", () => {
        const found = JSON.parse(products.step("doctor").stdout);
        assertEquals(
          found.tracing.works,
          true,
          found.tracing.obstacles[0]?.why,
        );
        // Before 6.4 another tracepoint shows the same.
        const probes = found.tracing.probes as {
          name: string;
          state: string;
        }[];
        const state = (of: string) =>
          probes.find(({ name }) => name === of)?.state;
        assertEquals(state("submit_sqe"), "seen");
        assertEquals(state("submit_req"), "not needed");
        const cpus = found.calibration.cpus as CalibratedCpu[];
        assertEquals(cpus.map(({ cpu }) => cpu), CPUS);
        for (const { cpu, role, completed_on } of cpus) {
          const odd = ODD.includes(cpu);
          assertEquals(role, odd ? "interrupt" : "non-interrupt", `CPU ${cpu}`);
          assertEquals(completed_on, [odd ? cpu : cpu + 1]);
        }
      });

      await t.step(
        "a traced run shows kicks without COOP and none with",
        () => {
          products.step("traced");
          const rows = readCsv(products.text("traced/trace.csv"));
          // Of the three runs of a cell.
          const sum = (mode: string, wait: string, name: string) =>
            rows.filter((row) => row.mode === mode && row.wait === wait)
              .reduce((all, row) => all + Number(row[name]), 0);
          assertEquals(rows.length, 3 * 4);
          // Who looks into the CQ again and again is always there to be kicked.
          const kicks = sum("default", "peek", "kicks");
          assert(kicks > 0, "no kick without COOP_TASKRUN");
          for (const wait of ["wait", "peek"]) {
            assertEquals(sum("coop", wait, "kicks"), 0);
          }
          const waits = sum("default", "wait", "woken_by_hard_irq") +
            sum("default", "wait", "woken_by_softirq");
          assert(waits > 0, "nobody was woken by the disk");
        },
      );

      await t.step("task_work runs in the document's classes", () => {
        const shares = readCsv(products.text("traced/triggers.csv"));
        const share = (mode: string, wait: string, ...triggers: string[]) =>
          shares.filter((line) =>
            line.mode === mode && line.wait === wait &&
            triggers.includes(line.trigger ?? "")
          ).reduce((sum, line) => sum + Number(line.share), 0);
        const syscall = [
          "submit_getevents",
          "getevents_before_sleep",
          "getevents_after_sleep",
          "uring_exit",
        ];
        // A CPU that stood still has a tick due, which may deliver first.
        const ticks = ["timer", "scheduled_in"];
        assert(share("default", "wait", ...syscall) > 0);
        assert(share("coop", "wait", ...syscall) > 0);
        assert(share("coop", "wait", ...syscall, ...ticks) > 0.99);
        assert(share("default", "peek", "reschedule_ipi") > 0);
        for (const wait of ["wait", "peek"]) {
          assertEquals(share("coop", wait, "reschedule_ipi"), 0);
          for (const mode of ["default", "coop"]) {
            assert(share(mode, wait, "unknown") < 0.01);
          }
        }
        assertMatch(
          products.text("traced/task_work_callbacks.txt"),
          /@\[tctx_task_work\]: \d+/,
        );
        assertMatch(
          products.text("traced/kstack_tctx_task_work.txt"),
          /asm_sysvec_reschedule_ipi\n\]: \d+/,
        );
      });
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  },
});
