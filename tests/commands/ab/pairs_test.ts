import { assertEquals, assertRejects } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  type PairOptions,
  type RunPair,
  runPairs,
  type Side,
} from "../../../lib/commands/ab/pairs.ts";
import { metricByPattern } from "../../../lib/commands/ab/metric.ts";
import { timed } from "./timed.ts";

async function take(
  count: number,
  options: Partial<PairOptions>,
): Promise<RunPair[]> {
  const pairs: RunPair[] = [];
  const all = runPairs({
    run: () => Promise.resolve(timed()),
    warmup: 0,
    metric: undefined,
    ignoreFailure: false,
    seed: 1,
    ...options,
  });
  for await (const pair of all) {
    pairs.push(pair);
    if (pairs.length === count) break;
  }
  return pairs;
}

Deno.test("each side is first in every other pair, in an order that is drawn", async () => {
  const ran: Side[] = [];
  const run = (side: Side) => {
    ran.push(side);
    return Promise.resolve(timed({ wallSeconds: side === "A" ? 1 : 2 }));
  };
  const pairs = await take(10, { run });
  assertEquals(ran.length, 20);
  assertEquals(ran, pairs.flatMap(({ order }) => order));
  assertEquals(pairs.filter(({ order }) => order[0] === "A").length, 5);
  for (let i = 0; i < 10; i += 2) {
    const [one, other] = pairs.slice(i, i + 2);
    assertEquals(one?.order[0], other?.order[1]);
  }
  for (const { A, B } of pairs) {
    assertEquals([A.wallSeconds, B.wallSeconds], [1, 2]);
  }
  const orders = async (seed: number) =>
    (await take(20, { seed })).map(({ order }) => order[0]).join("");
  assertEquals(await orders(3), await orders(3));
  assertEquals(await orders(3) === await orders(4), false);
});

Deno.test("every run is prepared, those that warm up too, which are not told", async () => {
  const done: string[] = [];
  const pairs = await take(1, {
    warmup: 1,
    run: (side) => {
      done.push(side);
      return Promise.resolve(timed());
    },
    prepare: () => {
      done.push("prepared");
      return Promise.resolve(timed());
    },
  });
  assertEquals(pairs.length, 1);
  assertEquals(done.length, 8);
  assertEquals(done.filter((_, i) => i % 2 === 0), Array(4).fill("prepared"));
  assertEquals(done.slice(0, 4), ["prepared", "A", "prepared", "B"]);
});

Deno.test("a command that fails ends it, unless that is to be ignored", async () => {
  const failed = timed({ failure: "status 3", complaint: "no such disk" });
  const run = (side: Side) => Promise.resolve(side === "B" ? failed : timed());
  await assertRejects(
    () => take(1, { run }),
    RunError,
    "B, run 1, failed with status 3: no such disk; --ignore-failure goes on",
  );
  await assertRejects(
    () => take(1, { run, warmup: 2 }),
    RunError,
    "B, warm-up run 1, failed",
  );
  const [pair] = await take(1, { run, ignoreFailure: true });
  assertEquals(pair?.B.failure, "status 3");
  await assertRejects(
    () =>
      take(1, {
        ignoreFailure: true,
        prepare: () => Promise.resolve(timed({ failure: "signal 9" })),
      }),
    RunError,
    "--prepare failed with signal 9, and says nothing",
  );
});

Deno.test("a run that does not print its number ends it", async () => {
  const metric = metricByPattern("iops", "iops=(\\d+)", "higher");
  const printing = (stdout: string) => () => Promise.resolve(timed({ stdout }));
  const [pair] = await take(1, { metric, run: printing("iops=5") });
  assertEquals([pair?.A.metric, pair?.B.metric], [5, 5]);
  await assertRejects(
    () => take(1, { metric, run: printing("iops=none") }),
    RunError,
    "run 1, printed no number above 0 at /iops=(\\d+)/: 9 characters",
  );
  await assertRejects(
    () => take(1, { metric, run: printing("\n") }),
    RunError,
    "it printed nothing to standard output",
  );
});

Deno.test("numbers of different units are not compared", async () => {
  const metric = metricByPattern("iops", "IOPS=(\\d+)", "higher");
  const printing = (...outputs: string[]) => () =>
    Promise.resolve(timed({ stdout: `IOPS=${outputs.shift()}, BW=1\n` }));
  await take(1, { metric, run: printing("102k", "98k") });
  await assertRejects(
    () => take(1, { metric, run: printing("998", "1k") }),
    RunError,
    'run 1: "k" follows the number at /IOPS=(\\d+)/, and "" in ',
  );
  await assertRejects(
    () => take(1, { metric, run: printing("1.02k", "1.1k") }),
    RunError,
    'goes on with ".02k"',
  );
});
