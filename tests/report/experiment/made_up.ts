import type { Axes, Experiment } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import { LOADS } from "../../../lib/model/parameters/loads.ts";
import { impossibleEngine } from "../../../lib/model/parameters/engines.ts";
import { impossiblePipeline } from "../../../lib/model/parameters/pipeline.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { product } from "../../../lib/model/plan.ts";
import type { Row } from "../../../lib/model/row.ts";
import { latencies, percentileUs } from "../fixtures.ts";
import { row } from "../../model/fixtures.ts";

/** The timer tick of a kernel with HZ=250, in us. */
const TICK_US = 4000;

/** Modes in which nobody interrupts the thread that completions belong to. */
const UNHURRIED = ["coop", "coop_flag", "defer", "defer_flag"];

/** Why a combination cannot be measured; undefined where it can. */
function impossibility(
  params: Partial<Params>,
): string | undefined {
  const { mode, wait, thinkGetevents, core, busy, engine } = params;
  if (core === "interrupt" && busy === "interrupt") {
    return "no hogs: the interrupts arrive on the workers' own CPUs";
  }
  if (engine !== undefined && engine !== "io_uring") {
    const { load = "tcp" } = params;
    const why = impossibleEngine(row({ ...params, load }).cell.params);
    if (why !== undefined) return why;
  }
  if (mode === "iopoll") return "EOPNOTSUPP: the driver has no polling queues";
  const looks = wait === "compute" || wait === "second_thread" ||
    wait === "eventfd" || wait === "peek" || wait === "spin";
  return mode === "defer" && looks && !thinkGetevents
    ? "no completion became visible within 2 s"
    : undefined;
}

/** CPU time of one, in us: what one request for all saves, and to be let alone. */
function ofConnection(
  { mode = "default", accept, iodepth = 1, engine }: Partial<Params>,
): number {
  return 4 + 8 / iodepth + (accept === "multishot" ? 0 : 1) -
    (UNHURRIED.includes(mode) ? 0.5 : 0) + (engine === "epoll" ? 0.4 : 0);
}

/** What a load without a disk adds to them, where its cause has a time. */
function deliveries(
  params: Partial<Params>,
  lat: number,
): { cpu?: number; delivery?: number; send?: number } {
  const { load = "read", iodepth = 1, forceAsync } = params;
  if (load === "read") return {};
  return {
    cpu: load === "accept"
      ? ofConnection(params)
      // All no-ops in flight are of one call.
      : 0.05 + 0.3 / (load === "nop" ? iodepth : 1) + (forceAsync ? 7 : 0),
    ...(LOADS[load].timed && { delivery: lat / 8 }),
    ...(LOADS[load].waker && { send: 1.5 + lat / 800 }),
  };
}

/** Figures that look measured; equal parameters give equal figures. */
function figures(params: Partial<Params>, repeat: number): Figures {
  const { mode = "default", wait = "wait", thinktime = 0, iodepth = 1 } =
    params;
  const { iodepthBatchCompleteMin: batch = 1, registerfiles = false } = params;
  const { thinkcycles = 0, thinkMinComplete = 0 } = params;
  const { thinkTouch = "none", thinkTouchEvery = 20 } = params;
  const isFresh = thinkTouch === "fresh";
  const quiet = UNHURRIED.includes(mode);
  const interrupt = params.core === "interrupt";
  const waitsForTick = mode === "coop" && !params.thinkGetevents &&
    wait !== "wait" && !interrupt;
  // A page fault delivers what would wait for the tick.
  const lat = waitsForTick && isFresh
    ? 130 + thinkTouchEvery / 2
    : waitsForTick
    ? thinkTouch === "touched"
      ? TICK_US
      : Math.min(TICK_US, 80 + 1.2 * thinktime)
    : 80 + (wait === "compute" ? 0.5 * thinktime : 0) + (quiet ? 0 : 4);
  const iops = Math.round(
    (80_000 + (mode === "defer" ? 4000 : quiet ? 1600 : 0) / batch +
      (registerfiles ? 1200 : 0)) *
      iodepth / (iodepth + 8) * (interrupt ? 0.92 : 1) * (1 + 0.01 * repeat),
  );
  const kicks = quiet || interrupt ? 0 : 0.8 / iodepth;
  const { cpu, delivery, send } = deliveries(params, lat);
  // Who sleeps until there are several is woken once for them with DEFER only.
  const wakeups = wait === "wait"
    ? 0.5 / iodepth / (mode === "defer" ? batch : 1)
    : 0;
  return {
    ios: iops,
    iops,
    clat_avg_us: iodepth / iops * 1e6,
    clat_p99_us: 3 * iodepth / iops * 1e6,
    lat_p50_us: lat * (1 + 0.02 * repeat),
    lat_p99_us: 2.5 * lat * (1 + 0.05 * repeat),
    cpu_per_io_us: cpu ??
      (mode === "sqpoll" ? 20 : 6) + 4 / iodepth - (batch - 1) / batch,
    ...(delivery !== undefined && {
      delivery_avg_us: delivery * (1 + 0.02 * repeat),
      delivery_p50_us: delivery * (1 + 0.02 * repeat),
      delivery_p99_us: 2.5 * delivery * (1 + 0.05 * repeat),
    }),
    ...(send !== undefined && { send_avg_us: send * (1 + 0.01 * repeat) }),
    syscalls_per_io: mode === "sqpoll" ? 0 : (1 + 1 / iodepth) / batch,
    sleeps_per_io: wakeups,
    io_workers: params.forceAsync ? 2 : 0,
    io_workers_bound: params.forceAsync ? 2 : 0,
    io_wq_per_io_us: params.forceAsync ? 7 : 0,
    ...(params.core && { all_cpu_per_io_us: params.forceAsync ? 16 : 9 }),
    target_irqs_per_io: interrupt ? 1 / iodepth : 0,
    kicks_per_io: kicks,
    wakeups_per_io: wakeups,
    res_sent_per_io: kicks + 0.01,
    cqes_per_reap: mode === "defer"
      ? Math.min(iodepth, Math.max(20, thinkMinComplete))
      : iodepth,
    ...(thinkTouch !== "none" && {
      lat_p90_us: 1.5 * lat * (1 + 0.03 * repeat),
      minflt_per_io: isFresh ? lat / thinkTouchEvery : 0,
      runs_fault_share: isFresh
        ? (quiet ? 0.95 : 0.02) / (1 + thinkTouchEvery / 1000)
        : 0,
    }),
    ...(kicks > 0 && { kicks_user_share: 1 - 0.9 / (1 + thinkcycles / 64) }),
  };
}

/** Rows of every combination of an experiment's parameters. */
export function madeUpRows(
  { base, axes }: Experiment,
  change: Axes,
  repeats: number,
): Row[] {
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    product({ ...axes, ...change }).filter((params) =>
      // Nor is there a cell where it is planned.
      impossiblePipeline(row({ ...base, ...params }).cell.params) === undefined
    ).map((params) => {
      const all = {
        ...base,
        ...params,
        ...(params.busy === "interrupt" && { busyCpus: [1] }),
      };
      const reason = impossibility(all);
      if (reason !== undefined) {
        return row(all, { repeat, status: "impossible", reason });
      }
      const metrics = figures(all, repeat);
      const lat = latencies(metrics.lat_p50_us ?? 0);
      return row(all, {
        repeat,
        metrics: {
          ...metrics,
          lat_p50_us: percentileUs(lat, 0.5),
          lat_p99_us: percentileUs(lat, 0.99),
          clat_p99_us: percentileUs(lat, 0.99),
        },
        latencies: {
          slat: lat,
          clat: lat,
          lat,
          ...(metrics.delivery_p50_us !== undefined && {
            delivery: latencies(metrics.delivery_p50_us),
          }),
        },
      });
    })
  );
}
