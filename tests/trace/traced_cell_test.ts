import { assertEquals } from "@std/assert";
import type { CellTrace } from "../../lib/trace/cell_trace.ts";
import { kicks, total, wakeupIpis } from "../../lib/trace/traced_cell.ts";

const COUNTS = new Map([["a", 1], ["b", 20], ["c", 300]]);

Deno.test("total adds all events, or those of some keys", () => {
  assertEquals(total(COUNTS), 321);
  assertEquals(total(COUNTS, ["a", "c", "none"]), 301);
  assertEquals(total(COUNTS, []), 0);
  assertEquals(total(new Map()), 0);
  assertEquals(total(undefined), 0);
});

function withIpis(ipis: CellTrace["ipis"]): CellTrace {
  return { ipis } as CellTrace;
}

Deno.test("kicks and wake-ups are of either vector", () => {
  const trace = withIpis(
    new Map([
      ["RES kick", 1],
      ["CAL kick", 20],
      ["RES wakeup", 300],
      ["CAL wakeup", 4000],
      ["RES other", 50_000],
    ]),
  );
  assertEquals(kicks(trace), 21);
  assertEquals(wakeupIpis(trace), 4300);
});

Deno.test("none is told from unknown", () => {
  assertEquals(kicks(withIpis(new Map())), 0);
  assertEquals(wakeupIpis(withIpis(new Map())), 0);
  assertEquals(kicks(withIpis(undefined)), undefined);
  assertEquals(wakeupIpis(withIpis(undefined)), undefined);
});
