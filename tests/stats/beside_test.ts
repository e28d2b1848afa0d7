import { assertEquals } from "@std/assert";
import { cost } from "../../experiments/cost.ts";
import type { PlannedRun } from "../../lib/model/planned_run.ts";
import type { Row } from "../../lib/model/row.ts";
import { publishedFindings } from "../../lib/report/findings/published.ts";
import { besidePublished } from "../../lib/stats/beside.ts";
import { params, plannedRun, row } from "../model/fixtures.ts";
import { claim, part } from "../session/claims/fixtures.ts";

/** A run of `cost`, with what a test cares about changed. */
function run(change: Partial<PlannedRun> = {}): PlannedRun {
  return plannedRun(cost, change);
}

/** What a no-op costs alone and in a call of 32, in blocks of a noisy machine. */
const COSTS = [[1, 0.25], [1.1, 0.27], [0.9, 0.23], [1.02, 0.25]] as const;

function rows(change: Partial<Row> = {}): Row[] {
  return COSTS.flatMap(([alone, batch], i) => {
    const block = (iodepth: number, cpu_per_io_us: number) =>
      row({ ...cost.base, mode: "defer", iodepth }, {
        repeat: i + 1,
        metrics: { cpu_per_io_us },
        ...change,
      });
    return [block(1, alone), block(32, batch)];
  });
}

const OF_NOPS = { load: "nop", mode: "defer" } as const;

const RATIO = claim("batches", [part(
  {
    kind: "ratio",
    figure: "cpu_per_io_us",
    // Not the loop of the run, which is the run's own.
    from: { ...OF_NOPS, iodepth: 32, registeredRingFd: true },
    to: { ...OF_NOPS, iodepth: 1, registeredRingFd: true },
  },
  5.35,
  1,
)]);

Deno.test("a published ratio stands beside that of the run's own blocks", () => {
  const [found] = besidePublished([RATIO], run(), rows());
  assertEquals(found?.estimate?.value.toFixed(2), "4.02");
  assertEquals([found?.blocks, found?.invalid], [4, 0]);
  const low = found?.estimate?.low ?? NaN;
  const high = found?.estimate?.high ?? NaN;
  assertEquals(low < 4 && 4.02 < high && high < 4.3, true);
});

Deno.test("blocks that are not valid are counted, and told", () => {
  const broken = [{ premise: "cpu_other", value: 0.5 } as const];
  const found = besidePublished([RATIO], run(), rows({ broken }));
  assertEquals(found.map(({ invalid }) => invalid), [4]);
  assertEquals(
    publishedFindings(found)[0]?.endsWith(", 4 of 4 blocks not valid."),
    true,
  );
});

Deno.test("nothing is beside cells that the run has not, or another loop", () => {
  const of = (change: Partial<PlannedRun>, some = rows()) =>
    besidePublished([RATIO], run(change), some).length;
  assertEquals(of({}), 1);
  assertEquals(of({ aa: true }), 0);
  assertEquals(of({ base: params({ ...cost.base, workers: 2 }) }), 0);
  assertEquals(of({ base: params({ ...cost.base, perfCounters: true }) }), 1);
  // Another load, and cells of one batch only.
  const pipes = rows().map((one) => ({
    ...one,
    cell: {
      ...one.cell,
      params: { ...one.cell.params, load: "pipe" as const },
    },
  }));
  assertEquals(of({}, pipes), 0);
  assertEquals(of({}, rows().filter((_, i) => i % 2 === 0)), 0);
});

Deno.test("a figure that no run took is not told: cycles without counters", () => {
  const cycles = claim("cycles", [part(
    {
      kind: "level",
      figure: "cycles_kernel_per_io",
      of: { ...OF_NOPS, iodepth: 1 },
    },
    1191,
    0,
  )]);
  assertEquals(besidePublished([cycles], run(), rows()), []);
});

Deno.test("what was published is told by source, with the machine it is of", () => {
  const two = besidePublished(
    [RATIO, { ...RATIO, name: "again" }],
    run(),
    rows(),
  );
  assertEquals(publishedFindings(two).length, 1);
  assertEquals(publishedFindings([]), []);
  const [text = ""] = publishedFindings(
    besidePublished([RATIO], run(), rows().slice(0, 4)),
  );
  assertEquals(
    text,
    "Published by exp_99 (2 cores; Linux 6.3), and here with 95 % CI: here: " +
      "CPU time per completion, ratio 5.35, here no interval of 2 blocks.",
  );
});
