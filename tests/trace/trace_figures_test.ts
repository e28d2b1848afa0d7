import { assertEquals } from "@std/assert";
import { TRACE_FIGURES } from "../../lib/model/figures/mod.ts";
import { withTraceFigures } from "../../lib/trace/trace_figures.ts";
import { traced, untraced } from "../report/trace/fixtures.ts";

const IPIS = new Map(
  [
    ["RES kick", 16],
    ["CAL kick", 4],
    ["RES wakeup", 7],
    ["CAL wakeup", 1],
    ["RES other", 2],
    ["CAL other", 1000],
  ] as const,
);
const WAKERS = new Map([["softirq", 690], ["timer", 10]] as const);

Deno.test("kicks, wake-ups and IPIs are told per read of the traced run", () => {
  const cell = traced({}, {
    metrics: { ios: 800, iops: 80 },
    trace: {
      ipis: IPIS,
      wakers: WAKERS,
      landed: { user: 3, kernel: 9, elsewhere: 8 },
      entries: new Map([
        ["do_syscall_64", 30],
        ["sysvec_reschedule_ipi", 9],
        ["exc_page_fault", 1],
      ]),
    },
  });
  const [row] = withTraceFigures([cell]);
  assertEquals(row?.metrics, {
    ios: 800,
    iops: 80,
    kicks_per_io: 20 / 800,
    wakeups_per_io: 700 / 800,
    res_sent_per_io: 25 / 800,
    // Those that found another thread there are of neither kind.
    kicks_user_share: 3 / 12,
    runs_syscall_share: 30 / 40,
    runs_fault_share: 1 / 40,
  });
  // Nothing else of the row is another.
  assertEquals({ ...row, metrics: cell.row.metrics }, cell.row);
});

Deno.test("what happened never is 0, what nobody saw is missing", () => {
  const [none, unseen] = withTraceFigures([
    traced({}, { metrics: { ios: 10 } }),
    traced({}, { metrics: { ios: 10 }, trace: { ipis: undefined } }),
  ]);
  assertEquals(none?.metrics, {
    ios: 10,
    kicks_per_io: 0,
    wakeups_per_io: 0,
    res_sent_per_io: 0,
  });
  assertEquals(unseen?.metrics, { ios: 10, wakeups_per_io: 0 });
});

Deno.test("a cell without a trace, or without a read, has no such figures", () => {
  const rows = withTraceFigures([
    untraced({}, "not traced: it died"),
    traced({}, { metrics: { ios: 0 }, trace: { ipis: IPIS } }),
    traced({}, { trace: { ipis: IPIS } }),
  ]);
  for (const { metrics } of rows) {
    for (const { name } of TRACE_FIGURES) {
      assertEquals(metrics[name], undefined);
    }
  }
});
