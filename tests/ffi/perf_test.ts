import { assert, assertEquals, assertMatch } from "@std/assert";
import { computeFigures } from "../../lib/model/figures/mod.ts";
import { measurementOf } from "../../lib/run/raw_measurement.ts";
import { examinePerf, perfText } from "../../lib/setup/perf_counters.ts";
import { shortCell, withTarget } from "./target.ts";

const COUNTS = [
  "cycles_user_per_io",
  "cycles_kernel_per_io",
  "instructions_user_per_io",
  "instructions_kernel_per_io",
] as const;

Deno.test("this machine counts cycles and instructions, or says by errno why not", async () => {
  await withTarget(64, (engine) => {
    const facts = examinePerf({ perfEventParanoid: 2 }, engine);
    assert(facts.user || !facts.kernel);
    if (facts.kernel) {
      assertEquals([facts.errno, facts.why], [null, null]);
    } else {
      assertMatch(
        perfText(facts),
        /: perf_event_open: E[A-Z]+ \([^)]+\)/,
      );
      assert((facts.errno ?? 0) > 0);
    }
  });
});

Deno.test("a cell has the counts that this machine gives, and no 0 for others", async () => {
  await withTarget(64, async (engine, path) => {
    const facts = examinePerf({ perfEventParanoid: 2 }, engine);
    for (const perfCounters of [true, false]) {
      const cell = shortCell(path, { perfCounters });
      const raw = await engine.measure(cell);
      assertEquals(raw.perfErrno, perfCounters ? facts.errno ?? 0 : 0);
      const figures = computeFigures(
        cell.params,
        measurementOf(raw, { cpus: cell.params.cpus, targetIrqActions: [] }),
      );
      assertEquals(
        figures.perf_errno,
        perfCounters ? raw.perfErrno : undefined,
      );
      const exact = figures.perf_running === 1;
      assertEquals(
        COUNTS.map((name) => figures[name] !== undefined),
        COUNTS.map((name) =>
          perfCounters && exact &&
          (name.includes("kernel") ? facts.kernel : facts.user)
        ),
      );
      for (const name of COUNTS) assert((figures[name] ?? 1) > 0, name);
    }
  });
});
