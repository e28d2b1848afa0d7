import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Row } from "../../lib/model/row.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { type Goal, oneBlockMore } from "../../lib/session/add_blocks.ts";
import type { Plan } from "../../lib/setup/plan.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import { params, row } from "../model/fixtures.ts";

const AXES = { iodepth: [1, 8], mode: ["default", "coop"] } as const;

/** Rows of some blocks; coop is `factor` of default, but for `noise`. */
function rows(blocks: number, noise: number): Row[] {
  return Array.from({ length: blocks }, (_, i) => i + 1).flatMap((repeat) =>
    AXES.iodepth.flatMap((iodepth) =>
      AXES.mode.map((mode) => {
        const off = mode === "coop" && repeat % 2 ? 1 + noise : 1;
        return row({ iodepth, mode }, {
          repeat,
          metrics: {
            iops: 1000 * off,
            clat_avg_us: 100 * off,
            clat_p99_us: 200 * off,
          },
        });
      })
    )
  );
}

function more(
  blocks: number,
  noise: number,
  goal: Goal,
  spent = 60,
  made = rows(blocks, noise),
) {
  let said = "";
  const status = new StatusLine({
    isTerminal: false,
    columns: 80,
    write: (text) => {
      said += text;
    },
  });
  const run = {
    experiment: exp7,
    base: params(),
    axes: AXES,
    aa: false,
    preset: { ...exp7.presets.default, repeats: blocks },
    seed: 1,
    places: new Map(),
    checked: checkedOn(disk(2), exp7, parseOptions([])),
    cells: Array(4 * blocks).fill(undefined),
    expected: 10 * blocks,
  } as unknown as Plan;
  const next = oneBlockMore(run, made, goal, spent, status);
  return { repeats: next?.preset.repeats, said };
}

const GOAL = { precision: 2, maxTime: 3600 };

Deno.test("wide intervals ask for one repetition more", () => {
  assertEquals(more(6, 0.2, GOAL).repeats, 7);
});

Deno.test("narrow ones are enough, but not before five repetitions", () => {
  const { repeats, said } = more(5, 0, GOAL);
  assertEquals(repeats, undefined);
  assertStringIncludes(said, "as narrow as 2 %");
  assertEquals(more(4, 0, GOAL).repeats, 5);
});

Deno.test("the time is up before a repetition that would not fit", () => {
  const { repeats, said } = more(6, 0.2, { ...GOAL, maxTime: 65 });
  assertEquals(repeats, undefined);
  assertStringIncludes(said, "--max-time is over");
});

Deno.test("a percentile that runs have too few reads for is not waited for", () => {
  const made = rows(5, 0).map((one) => {
    const { clat_p99_us: _, ...metrics } = one.metrics;
    return { ...one, metrics };
  });
  assertEquals(more(5, 0, GOAL, 60, made).repeats, undefined);
});
