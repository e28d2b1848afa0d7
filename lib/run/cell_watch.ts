import { watch } from "../host/disturbances.ts";
import { ServingThreads } from "../host/serving_threads.ts";
import type { Cell } from "../model/cell.ts";
import type {
  EngineCounts,
  Measurement,
} from "../model/measurement/measurement.ts";
import { sumKnown } from "./sum_known.ts";
import type { Surroundings } from "./surroundings.ts";

/** What happened to the machine while a cell was measured. */
export type Watched = Pick<Measurement, "disturbances" | "servingSeconds">;

/** Watches the machine from the moment it is made until it is disposed of. */
export interface CellWatch extends Disposable {
  /** What happened so far to an arm of the cell, when that has been measured. */
  tell(counts: EngineCounts): Watched;
}

/** What a watch must know beside the cell. */
export interface WatchedTarget {
  /** Interrupts of its disks. */
  readonly irqs: readonly number[];
  /** The loop devices that its reads go through, "loop0" for example. */
  readonly loops: readonly string[];
}

/** How often the threads that serve a window are looked at. */
const LOOKS = 20;
const MIN_LOOK_MS = 50;

/**
 * What serving threads took in the turns of an arm, in seconds: its reads come
 * back before the next arm has its turn. Turns that are shorter than the time
 * between two looks have their part of what was seen over it.
 */
function inTurns(
  threads: ServingThreads,
  turns: EngineCounts["turns"],
  startNs: number,
  lengthNs: number,
): number | undefined {
  if (turns.length <= 1) return threads.between(startNs, startNs + lengthNs);
  return sumKnown(
    turns.map(({ startNs, endNs }) => threads.between(startNs, endNs)),
  );
}

/**
 * Begins to watch what disturbs and who serves a cell. Looks at threads are
 * made by this process's own thread, which makeRoom() keeps away from the
 * measured CPUs; where these are all that there are (`usable`) it looks only
 * before and after, since each look would be one of the disturbances.
 */
export function watchCell(
  { files, machine }: Pick<Surroundings, "files" | "machine">,
  { params: { cpus, runtime } }: Cell,
  { irqs, loops }: WatchedTarget,
  usable: readonly number[],
): CellWatch {
  const disturbances = watch(files, cpus, irqs);
  const threads = new ServingThreads(files, loops, cpus);
  const look = () => threads.look(Number(machine.nowNs()));
  look();
  const timer = usable.some((cpu) => !cpus.includes(cpu))
    ? setInterval(look, Math.max(MIN_LOOK_MS, runtime * 1e3 / LOOKS))
    : undefined;
  return {
    tell({ snapshotStartNs, snapshotNs, turns }) {
      look();
      return {
        disturbances: disturbances(),
        servingSeconds: snapshotNs === undefined
          ? undefined
          : inTurns(threads, turns, snapshotStartNs, snapshotNs),
      };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
