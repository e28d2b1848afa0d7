import { visitOf } from "../../model/visit.ts";
import { percent } from "../../base/number_text.ts";
import type { Options } from "../../options/experiment_options.ts";
import { cellName } from "../../model/cell.ts";
import type { Params } from "../../model/parameters/params.ts";
import {
  checkTarget,
  chooseTarget,
  ensureDefaultTarget,
} from "../../setup/choose_target.ts";
import { DRAIN_TIMEOUT } from "../../run/executor.ts";
import { makeRoom } from "../../run/make_room.ts";
import { preflight } from "../../setup/preflight.ts";
import { planRun } from "../../setup/plan.ts";
import { settleCores } from "../../setup/settle_cores.ts";
import { announcement } from "../../session/announcement.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { percentile } from "../../model/measurement/histogram.ts";
import type { EngineCounts } from "../../model/measurement/measurement.ts";
import type { Cell } from "../../model/cell.ts";
import { type Pair, usualEstimator } from "../../stats/bootstrap.ts";
import { wrap } from "../../base/terminal_text.ts";
import {
  type Figures,
  findFio,
  type FioLoop,
  loopText,
  measureFio,
} from "./fio.ts";
import { VALIDATE } from "./load.ts";

/**
 * How far the whole interval of a ratio may lie from 1, in parts: what the
 * tools count as part of a latency differs a little, tails more so.
 */
const TOLERANCE: Readonly<Record<keyof Figures, number>> = {
  iops: 0.05,
  lat_avg_us: 0.05,
  clat_avg_us: 0.1,
  clat_p99_us: 0.25,
};

function ownFigures({ clat, lat, workers, windowNs }: EngineCounts): Figures {
  const ios = workers.reduce((sum, worker) => sum + worker.ios, 0);
  return {
    iops: ios / windowNs * 1e9,
    clat_avg_us: clat.sum / ios / 1e3,
    clat_p99_us: (percentile(clat, 0.99) ?? NaN) / 1e3,
    lat_avg_us: lat.sum / ios / 1e3,
  };
}

/** Both tools on one cell, in an order that its seed draws. */
async function measurePair(
  cell: Cell,
  { machine, signal }: Surroundings,
  drainTimeout = DRAIN_TIMEOUT,
): Promise<{ own: Figures; fio: Figures }> {
  const measureOwn = async () =>
    ownFigures(await machine.measure(cell, { signal, drainTimeout }));
  const measureTheirs = async () => {
    signal.throwIfAborted();
    return await measureFio(cell.params);
  };
  if (cell.seed % 2 === 0) {
    const own = await measureOwn();
    return { own, fio: await measureTheirs() };
  }
  const fio = await measureTheirs();
  return { own: await measureOwn(), fio };
}

/** How far a ratio is from 1; only a minus is written. */
function apartText(ratio: number | undefined): string {
  return ratio === undefined ? "?" : percent(ratio - 1);
}

/** A line of the result, and whether the tools agree. */
function judge(
  name: string,
  figure: keyof Figures,
  pairs: readonly Pair[],
): { line: string; agrees: boolean } {
  const { ratio, low, high, n } = usualEstimator(pairs);
  const limit = TOLERANCE[figure];
  const apart = low !== undefined && high !== undefined &&
    (low > 1 + limit || high < 1 - limit);
  const interval = low === undefined
    ? `too few pairs (${n}) for an interval`
    : `95 % interval ${apartText(low)} to ${apartText(high)}`;
  const verdict = apart
    ? `DISAGREES by more than ${limit * 100} %`
    : low !== undefined && high !== undefined && low > 1 - limit &&
        high < 1 + limit
    ? `agrees within ${limit * 100} %`
    : "no disagreement shown at this precision";
  return {
    line: `${name}: ${figure} of uringlab is ${apartText(ratio)} off fio's, ` +
      `${interval}, ${n} pairs: ${verdict}`,
    agrees: !apart,
  };
}

/** A loop as options give it: each parameter with one value. */
function asLists({ mode, iowait, registeredRingFd }: FioLoop) {
  return {
    mode: [mode],
    iowait: [iowait],
    registeredRingFd: [registeredRingFd],
  };
}

/**
 * Measures with fio and uringlab in turn and compares. Returns the exit
 * status. Throws {@linkcode UsageError} and {@linkcode RunError}.
 */
export async function runValidate(
  options: Options,
  around: Surroundings,
): Promise<number> {
  const { machine, files, status, print } = around;
  const fio = await findFio(machine);
  const target = chooseTarget(options, machine);
  const survey = await settleCores(options, target, around);
  const asFio = {
    ...options,
    parameters: { ...asLists(fio.loop), ...options.parameters },
  };
  const run = planRun({
    experiment: VALIDATE,
    options: asFio,
    target,
    recorded: undefined,
    tracing: undefined,
    survey,
  }, around);
  preflight(run.cells.map(visitOf), files, machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
    memAlign: target.memAlign,
  });
  if (target.isDefault) await ensureDefaultTarget(target, around);
  checkTarget(target.path, run.base, machine);
  const both = { ...run, expected: 2 * run.expected };
  for (const line of announcement(both, status.width)) status.say(line);
  print(
    `${
      wrap(
        `fio ${fio.version} measures ${loopText(fio.loop)} on this kernel; ` +
          `uringlab measures ${loopText(run.base)}`,
      ).join("\n")
    }\n`,
  );
  const room = makeRoom(around);
  const pairs = new Map<string, { params: Params; figures: Pairs }>();
  for (const [i, cell] of run.cells.entries()) {
    room(cell.params);
    status.show(`[${i + 1}/${run.cells.length}] ${cellName(cell)}`);
    const { own, fio } = await measurePair(
      cell,
      around,
      options["drain-timeout"],
    );
    const key = cellName(cell);
    const known = pairs.get(key) ?? { params: cell.params, figures: empty() };
    for (const figure of FIGURES) {
      known.figures[figure].push({
        block: cell.repeat,
        from: fio[figure],
        to: own[figure],
      });
    }
    pairs.set(key, known);
  }
  status.clear();
  const judged = [...pairs].flatMap(([name, { figures }]) =>
    FIGURES.map((figure) => judge(name, figure, figures[figure]))
  );
  for (const { line } of judged) print(`${wrap(line).join("\n")}\n`);
  return judged.every(({ agrees }) => agrees) ? 0 : 1;
}

const FIGURES = Object.keys(TOLERANCE) as (keyof Figures)[];

type Pairs = Record<keyof Figures, Pair[]>;

function empty(): Pairs {
  return { iops: [], lat_avg_us: [], clat_avg_us: [], clat_p99_us: [] };
}
