import { formatCpuList } from "../../base/cpu_list.ts";
import { MAX_ABSENCE } from "../measurement/absence.ts";
import {
  completesInSubmission,
  hasConnections,
  hasWaker,
} from "../parameters/loads.ts";
import type { Params } from "../parameters/params.ts";
import { WAITS } from "../parameters/waits.ts";
import { type Premise, unless } from "./premise.ts";
import { unsteadiness } from "./steadiness.ts";

/**
 * Whether fewer reads than iodepth may be in flight: what a partner takes, or a
 * look that takes several, is not submitted again at once. Rounds of `echo` on
 * an interrupt core had 0.95 to 1.00 of their messages under way, whatever their
 * connections, pipelines and engines, and those of `accept` by epoll 0.91.
 */
function leavesSlotsFree({ wait, iodepthBatchCompleteMax }: Params): boolean {
  return WAITS[wait].partner || iodepthBatchCompleteMax > 1;
}

/** Whether completions come in bursts, so that slices tell nothing. */
function comesInBursts({ wait, thinktime, runtime }: Params): boolean {
  return WAITS[wait].thinks && thinktime / 1e6 > runtime / 200;
}

/** Where nobody can say whether a window was steady. */
const TOO_SHORT = "the windows are shorter than 0.25 s or have too few reads";

/** What must hold of the reads: that all are counted and come steadily. */
export const LOAD = {
  littles_law: {
    // Little (1961): mean number in flight = throughput x mean latency.
    wanted: "iops x lat_avg should be workers x iodepth within 3 % (where " +
      "completions are taken several at a time, no more than that)",
    effect: "invalid",
    ofSpeed: true,
    concerns: (params) => !completesInSubmission(params),
    otherwise: "a no-op completes while it is submitted, so that nothing is " +
      "in flight beside the submission; the figure then tells how the time " +
      "of a round is divided between submitting and taking, and no value " +
      "of it is wrong",
    figures: ["littles_law"],
    advice: ({ runtime }) =>
      "a longer window, whose edges weigh less: " +
      `--runtime ${Math.ceil(runtime * 4)}`,
    broken: ({ littles_law: law = NaN }, params) =>
      unless(law <= 1.03 && (law >= 0.97 || leavesSlotsFree(params)), law),
  },
  steady_state: {
    wanted:
      "IOPS should neither drift by more than 10 % inside the window nor " +
      "vary by more than 25 % over its parts",
    effect: "invalid",
    ofSpeed: true,
    figures: ["iops_drift"],
    untold: TOO_SHORT,
    advice: ({ rampTime }) =>
      `a longer ramp: --ramp-time ${Math.max(1, Math.ceil(rampTime * 4))}`,
    broken: (metrics, params) =>
      comesInBursts(params) ? undefined : unsteadiness(metrics, params),
  },
  stalls: {
    wanted:
      "reads should complete all the time (value: how many of 20 parts of the " +
      "window had none)",
    effect: "invalid",
    ofSpeed: true,
    figures: ["empty_slices"],
    untold: TOO_SHORT,
    advice: (_, { disks }) =>
      "the disk or the host stalled: see `dmesg` and, for who else uses it, " +
      `\`iostat -x 1 ${disks.join(" ")}\``,
    broken: ({ empty_slices: empty = 0 }, params) =>
      unless(empty <= 1 || comesInBursts(params), empty),
  },
  late_share: {
    wanted:
      "arms that take turns should be settled when a turn begins (value: " +
      "the part of their time by which workers were late)",
    effect: "invalid",
    ofSpeed: true,
    concerns: ({ turn }) => turn > 0,
    // Every arm that takes turns has its figure, so it is never left unchecked.
    figures: [],
    advice: () =>
      "reads that take so long, or a scheduler whose rounds do, need cells of " +
      "their own: --turn 0, with a --runtime that is long against them",
    broken: ({ late_share: late = 0 }) => unless(late <= 0.05, late),
  },
  waker_absent_share: {
    wanted: "a waker should have its CPU all the time but for " +
      `${MAX_ABSENCE} of it (value: the part of the arm's time for which it ` +
      "had none)",
    effect: "invalid",
    ofSpeed: true,
    // The other wakers may sleep in their calls.
    concerns: ({ load }) => hasWaker({ load }) && !hasConnections({ load }),
    figures: ["waker_absent_share"],
    untold: "a waker that shares its CPU lets others run, and older versions " +
      "did not tell",
    advice: ({ wakerCpus }) =>
      `keep CPU ${formatCpuList(wakerCpus)} free of other load; of a virtual ` +
      "machine, the host's too",
    broken: ({ waker_absent_share: absent = 0 }) =>
      unless(absent <= MAX_ABSENCE, absent),
  },
  number_ios: {
    wanted: "a window that ends with number_ios should have seen as many " +
      "reads of every worker (fewer: runtime was over, or none came for long)",
    effect: "note",
    figures: ["ios"],
    advice: ({ runtime }) =>
      `a longer --runtime than ${runtime}, or fewer --number-ios`,
    broken: ({ ios = NaN }, { numberIos, workers }) =>
      unless(!(ios < numberIos * workers), ios),
  },
} as const satisfies Record<string, Premise>;
