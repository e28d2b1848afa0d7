import type { SystemFiles } from "../host/system.ts";
import {
  activityBetween,
  addActivity,
  type ProcessActivity,
  withoutRings,
  withRings,
} from "./activity.ts";
import { type Look, lookAt } from "./look.ts";

/** Between two looks, so that little is missed of what ends. */
const LOOK_SECONDS = 0.1;
/** The share of the time that may be spent looking. */
const LOOK_SHARE = 0.05;

/** What was seen of some processes in some time. */
export interface Looked {
  /** Those with a ring, each from its first ring on. */
  readonly processes: readonly ProcessActivity[];
  /** What was seen of processes while no ring of theirs was. */
  readonly ringless: readonly ProcessActivity[];
}

/** Looks at processes again and again, and adds up what they did between. */
export class Looker {
  readonly #files: SystemFiles;
  readonly #nowNs: () => bigint;
  #before: Look;
  #waitSeconds = LOOK_SECONDS;
  #processes: ProcessActivity[] = [];
  #ringless: ProcessActivity[] = [];

  /** Looks at these processes and all their descendants for the first time. */
  constructor(
    files: SystemFiles,
    pids: readonly number[],
    nowNs: () => bigint,
  ) {
    this.#files = files;
    this.#nowNs = nowNs;
    this.#before = lookAt(files, pids, nowNs);
  }

  /**
   * How long to wait before the next look, in seconds: longer where a look at
   * so many processes and rings takes long.
   */
  get waitSeconds(): number {
    return this.#waitSeconds;
  }

  /** Looks again. Returns how many processes there were. */
  look(pids: readonly number[]): number {
    const start = this.#nowNs();
    const after = lookAt(this.#files, pids, this.#nowNs, this.#before);
    const spent = Number(this.#nowNs() - start) / 1e9;
    this.#waitSeconds = Math.max(LOOK_SECONDS, spent / LOOK_SHARE);
    const activity = activityBetween(this.#before, after);
    this.#before = after;
    // A process begins for us with its first ring.
    this.#processes = addActivity(this.#processes, withRings(activity));
    this.#ringless = addActivity(this.#ringless, withoutRings(activity));
    return after.processes.length;
  }

  /** What the looks saw since this was asked last. */
  take(): Looked {
    const looked = { processes: this.#processes, ringless: this.#ringless };
    this.#processes = [];
    this.#ringless = [];
    return looked;
  }
}
