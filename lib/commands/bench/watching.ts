/** What watching costs fio, and whether it sees what fio says of itself. */
import * as v from "valibot";
import { RunError } from "../../base/errors.ts";
import { findJson } from "../../base/json_in_text.ts";
import type { Params } from "../../model/parameters/params.ts";
import { findTracing } from "../../trace/ability.ts";
import { latencyQuantile } from "../../trace/capture/latency.ts";
import { NativeTracer } from "../../trace/capture/native_tracer.ts";
import type { RequestCount } from "../../trace/capture/rings.ts";
import { fioArguments, parseFioLoad } from "../validate/fio.ts";
import { type Bench, compareAll } from "./comparisons.ts";
import { perRead } from "./figures.ts";
import type { Arm } from "./pairs.ts";
import { benchParams } from "./tools.ts";

const IODEPTHS = [1, 16];
/** As often as watch does. */
const SNAPSHOT_MS = 1000;
/** IORING_OP_READ */
const READ = 22;

const number = v.pipe(v.number(), v.finite());
const report = v.object({
  jobs: v.tupleWithRest([v.object({
    read: v.object({
      total_ios: number,
      lat_ns: v.object({
        percentile: v.object({ "50.000000": number, "99.000000": number }),
      }),
    }),
  })], v.unknown()),
});

/** What fio says of its reads: how many, and percentiles of slat + clat, ns. */
export interface FioReads {
  readonly reads: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
}

/** Reads it from fio's JSON. Throws {@linkcode RunError}. */
export function parseFioReads(text: string): FioReads {
  const parsed = v.safeParse(report, findJson(text, (one) => "jobs" in one));
  if (!parsed.success) {
    throw new RunError("fio's JSON has no percentiles of lat_ns");
  }
  const [{ read: { total_ios, lat_ns: { percentile } } }] = parsed.output.jobs;
  return {
    reads: total_ios,
    p50Ns: percentile["50.000000"],
    p99Ns: percentile["99.000000"],
  };
}

/**
 * Without a ramp, so that fio's counts are of all that it does. It takes all
 * CQEs that are there at once: by itself it takes one, submits one and takes the
 * next, so that what its latencies have more than the kernel's is how long CQEs
 * wait for it.
 */
function argumentsOf(params: Params): string[] {
  return [
    ...fioArguments({ ...params, rampTime: 0 }),
    "--lat_percentiles=1",
    "--iodepth_batch_complete_min=1",
    `--iodepth_batch_complete_max=${params.iodepth}`,
  ];
}

/** What watching saw of what fio says, as ratios. */
export interface Agreement {
  readonly completions: number;
  readonly p50: number;
  readonly p99: number;
}

/** Those of some requests. */
export function agreement(
  { completed, latency }: Pick<RequestCount, "completed" | "latency">,
  { reads, p50Ns, p99Ns }: FioReads,
): Agreement {
  const quantile = (share: number, of: number) =>
    (latencyQuantile(latency, share) ?? NaN) / of;
  return {
    completions: completed / reads,
    p50: quantile(0.5, p50Ns),
    p99: quantile(0.99, p99Ns),
  };
}

/** "completions 1.0000, p50 1.010, p99 0.990" */
export function agreementText({ completions, p50, p99 }: Agreement): string {
  return `completions ${completions.toFixed(4)}, p50 ${p50.toFixed(3)}, p99 ` +
    p99.toFixed(3);
}

/**
 * fio while this process is watched, which has forked it, with a snapshot a
 * second.
 */
function watchedArm(
  params: Params,
  { around: { machine }, run }: Bench,
  onAgreement: (found: Agreement) => void,
): Arm {
  return {
    name: "watched",
    measure: async () => {
      await using tracer = await NativeTracer.start({
        pids: [Deno.pid],
        watch: true,
        command: [machine.tracerPath],
      });
      await tracer.setWindow({
        startNs: machine.nowNs(),
        endNs: 2n ** 64n - 1n,
      });
      const timer = setInterval(
        () => void tracer.snapshot().catch(() => {}),
        SNAPSHOT_MS,
      );
      let text: string;
      try {
        text = await run("fio", argumentsOf(params));
      } finally {
        clearInterval(timer);
      }
      const { rings } = await tracer.snapshot();
      const reads = rings.flatMap(({ requests }) => requests)
        .find(({ opcode }) => opcode === READ);
      if (reads) onAgreement(agreement(reads, parseFioReads(text)));
      return perRead(parseFioLoad(text));
    },
  };
}

/**
 * fio watched against unwatched, 512-byte reads. Prints; throws
 * {@linkcode RunError}.
 */
export async function compareWatched(bench: Bench): Promise<void> {
  const { options, around, run, output } = bench;
  const { works, obstacles } = await findTracing(around.machine.tracerPath);
  const target = bench.targets.at(-1);
  if (!works || !target) {
    const why = obstacles.map(({ what, remedy }) => `${what}: ${remedy}`);
    around.status.say(`note: nothing can be watched here: ${why.join("; ")}`);
    return;
  }
  const told: { readonly name: string; readonly found: Agreement }[] = [];
  const comparisons = IODEPTHS.map((iodepth) => {
    const params: Params = {
      ...benchParams(target, options.cpu, options.runtime),
      bs: 512,
      iodepth,
    };
    const name = `iodepth ${iodepth}`;
    const from: Arm = {
      name: "",
      measure: async () =>
        perRead(parseFioLoad(await run("fio", argumentsOf(params)))),
    };
    const to = watchedArm(
      params,
      bench,
      (found) => told.push({ name, found }),
    );
    return { target: name, to, from };
  });
  output.begin(
    "watch",
    `fio while uringlab's tracer watches it, on the ${target.name}, CPU ` +
      `${options.cpu}, 512 bytes, against the same unwatched: ` +
      `${options.pairs} pairs of ${
        Number(options.runtime.toPrecision(3))
      } s. ` +
      "Below the tables: what was seen of what fio says of itself.",
  );
  await compareAll(comparisons, bench);
  output.measured(
    told.flatMap(({ name, found }) =>
      Object.entries(found).map(([figure, value]) => ({
        name: `${name}: ${figure}`,
        unit: "of fio's",
        value,
      }))
    ),
    told.map(({ name, found }) => `- ${name}: ${agreementText(found)}\n`)
      .join(""),
  );
}
