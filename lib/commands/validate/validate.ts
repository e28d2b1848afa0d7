// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { balancedOrders } from "../../model/balanced_order.ts";
import { UsageError } from "../../base/errors.ts";
import { optionName } from "../../model/parameters/names.ts";
import type { Options } from "../../options/experiment_options.ts";
import { type Cell, cellName } from "../../model/cell.ts";
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
import type { Pair } from "../../stats/bootstrap.ts";
import { advice, judge, judgementText } from "./judge.ts";
import { wrap } from "../../base/terminal_text.ts";
import {
  type Figures,
  findFio,
  type FioLoop,
  loopText,
  measureFio,
} from "./fio.ts";
import { validationJson } from "./json.ts";
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

/** What is not of a tool that only reads, and prints no table of cells. */
function refuseOthers(options: Options): void {
  for (const name of ["load", "forceAsync"] as const) {
    const values: readonly unknown[] = options.parameters[name] ?? [];
    if (values.every((value) => value === VALIDATE.base[name])) continue;
    throw new UsageError(`--${optionName(name)}: fio measures reads only`);
  }
  if (options.export !== undefined) {
    throw new UsageError("--export: validate has no results to export: --json");
  }
}

/** Both tools on one cell. */
async function measurePair(
  cell: Cell,
  fioFirst: boolean,
  { machine, signal }: Surroundings,
  drainTimeout = DRAIN_TIMEOUT,
): Promise<{ own: Figures; fio: Figures }> {
  const measureOwn = async () =>
    ownFigures(await machine.measure(cell, { signal, drainTimeout }));
  const measureTheirs = async () => {
    signal.throwIfAborted();
    return await measureFio(cell.params);
  };
  if (fioFirst) {
    const fio = await measureTheirs();
    return { own: await measureOwn(), fio };
  }
  const own = await measureOwn();
  return { own, fio: await measureTheirs() };
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
  refuseOthers(options);
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
    wakerCpus: [],
  }, around);
  preflight(run.visits, files, machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
    memAlign: target.memAlign,
  });
  if (target.isDefault) await ensureDefaultTarget(target, around);
  checkTarget(target.path, run.base, machine);
  const both = { ...run, expected: 2 * run.expected };
  for (const line of announcement(both, status.width)) status.say(line);
  const loops = { fio: loopText(fio.loop), uringlab: loopText(run.base) };
  const intro = wrap(
    `fio ${fio.version} measures ${loops.fio} on this kernel; uringlab ` +
      `measures ${loops.uringlab}`,
  ).join("\n");
  if (!options.json) print(`${intro}\n`);
  const room = makeRoom(around);
  const pairs = new Map<string, Pairs>();
  for (const [i, cell] of run.cells.entries()) {
    room(cell.params);
    const key = cellName(cell, run.axes);
    status.show(`[${i + 1}/${run.cells.length}] ${key}`);
    const known = pairs.get(key) ?? newPairs(cell);
    const [first] = known.orders.next().value;
    const { own, fio } = await measurePair(
      cell,
      first === 0,
      around,
      options["drain-timeout"],
    );
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
    FIGURES.map((figure) => {
      const limit = TOLERANCE[figure];
      return { cell: name, figure, limit, ...judge(figures[figure], limit) };
    })
  );
  if (options.json) {
    print(validationJson({ fio: fio.version, loops, judged }), "data");
  } else {
    const lines = judged.map((one) =>
      `${one.cell}: ${one.figure}, uringlab / fio: ` +
      judgementText(one, one.limit)
    );
    const open = advice(judged, both.expected / run.preset.repeats);
    for (const line of [...lines, ...open]) {
      print(`${wrap(line).join("\n")}\n`);
    }
  }
  return judged.every(({ agreement }) => agreement === "agrees") ? 0 : 1;
}

const FIGURES = Object.keys(TOLERANCE) as (keyof Figures)[];

/** What both tools measured of a cell. */
interface Pairs {
  readonly figures: Record<keyof Figures, Pair[]>;
  /** Whether fio, 0, or uringlab, 1, is first. */
  readonly orders: ReturnType<typeof balancedOrders>;
}

function newPairs({ seed }: Cell): Pairs {
  return {
    figures: { iops: [], lat_avg_us: [], clat_avg_us: [], clat_p99_us: [] },
    orders: balancedOrders(2, randomLcg(seed / 2 ** 32)),
  };
}
