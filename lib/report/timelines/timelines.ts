/**
 * What happens when a completion arrives, drawn: three ways without
 * COOP_TASKRUN, three with it, and three in which the worker's core is not in
 * the loop at all. Reports and the tutorial number them as they are here.
 *
 * How the kernel does it: io_req_task_work_add() in io_uring/io_uring.c adds the
 * work and calls task_work_add() with TWA_SIGNAL, or TWA_SIGNAL_NO_IPI where
 * the ring has COOP_TASKRUN; __set_notify_signal() in include/linux/sched/
 * signal.h wakes the thread, or calls kick_process() in kernel/sched/core.c,
 * which sends an IPI where the thread runs on another CPU at that moment. Work
 * is run on the way back to user mode (exit_to_user_mode_loop() in
 * kernel/entry/common.c) and in io_cqring_wait(). With DEFER_TASKRUN it is in a
 * list of the ring's own, which io_uring_enter(2) with GETEVENTS alone runs.
 */

import { timeline } from "../../chart/timeline/timeline.ts";
import type {
  TimelineArrow,
  TimelineBar,
  TimelinePanel,
  TimelineSpan,
} from "../../chart/timeline/timeline_spec.ts";

/** A figure of several timelines. */
export interface Timelines {
  /** Name of its file. */
  readonly name: string;
  /** What is shown, as the text in an image's place. */
  readonly title: string;
  /** A standalone SVG. */
  readonly svg: string;
}

const LANES = ["disk", "interrupt core", "worker's core"];
const [DISK, INTERRUPT, WORKER] = [0, 1, 2];

/** In the order of the legend; looks are of lib/chart/classes. */
const ACTIVITIES = [
  { name: "read in flight", look: 1 },
  { name: "user mode", look: 2 },
  { name: "kernel", look: 0 },
  { name: "task_work runs, the CQE is made visible", look: 5 },
  { name: "asleep", look: 10 },
  { name: "a hog", look: 7 },
];
const [READ, USER, KERNEL, WORK, ASLEEP, HOG] = [0, 1, 2, 3, 4, 5];
const END = 100;
/** When the disk has read, and when its interrupt's handler adds the work. */
const [READ_AT, ADDED_AT] = [20, 35];

/** Something the worker's core does until a moment. */
type Part = readonly [activity: number, to: number, text: string];

/** Bars of the worker's core, one behind the other. */
function course(parts: readonly Part[]): TimelineBar[] {
  return parts.map(([activity, to, text], index) => ({
    lane: WORKER,
    from: parts[index - 1]?.[1] ?? 0,
    to,
    activity,
    text,
  }));
}

/** What goes from the handler to the worker's core. */
type Sent = Pick<TimelineArrow, "toAt" | "text" | "dashed">;

/** A course of events that begins with a read and its interrupt. */
function panel(
  title: string,
  sent: Sent,
  parts: readonly Part[],
  span: Pick<TimelineSpan, "to" | "text">,
): TimelinePanel {
  return {
    title,
    bars: [
      { lane: DISK, from: 0, to: READ_AT, activity: READ, text: "read" },
      {
        lane: INTERRUPT,
        from: READ_AT,
        to: ADDED_AT,
        activity: KERNEL,
        text: "handler",
      },
      ...course(parts),
    ],
    arrows: [
      {
        lane: DISK,
        at: READ_AT,
        toLane: INTERRUPT,
        toAt: READ_AT,
        text: "interrupt",
      },
      { lane: INTERRUPT, at: ADDED_AT, toLane: WORKER, ...sent },
    ],
    span: { lane: INTERRUPT, from: ADDED_AT, ...span },
  };
}

const QUEUED = "work is queued, no IPI";

function asleep(number: number): TimelinePanel {
  return panel(
    `${number}. The worker sleeps in GETEVENTS: it is woken, and there is ` +
      "nobody to kick",
    { toAt: 45, text: "wake-up" },
    [
      [USER, 8, ""],
      [KERNEL, 22, "GETEVENTS"],
      [ASLEEP, 45, "asleep"],
      [KERNEL, 56, "switch"],
      [WORK, 72, "task_work"],
      [USER, END, "takes the CQE"],
    ],
    { to: 72, text: "what a wake-up and a switch take" },
  );
}

const KICKED: readonly TimelinePanel[] = [
  panel(
    "1. The worker is in user mode: the kick makes the CQE visible before it " +
      "is wanted",
    { toAt: 44, text: "kick (IPI)" },
    [
      [USER, 44, "computes"],
      [WORK, 60, "task_work"],
      [USER, 76, "computes"],
      [USER, END, "looks, takes the CQE"],
    ],
    { to: 60, text: "what an IPI takes" },
  ),
  panel(
    "2. The worker calls GETEVENTS while the kick is on its way: the call " +
      "finds the work",
    { toAt: 50, text: "kick, which is late and changes nothing" },
    [
      [USER, 38, "wants a CQE"],
      [KERNEL, 54, "GETEVENTS"],
      [WORK, 70, "task_work"],
      [USER, END, "takes the CQE"],
    ],
    { to: 70, text: "what the call takes" },
  ),
  asleep(3),
];

const COOP: readonly TimelinePanel[] = [
  panel(
    "4. The worker is in user mode: the CQE is visible after whatever enters " +
      "the kernel next",
    { toAt: ADDED_AT, text: QUEUED, dashed: true },
    [
      [USER, 54, "computes"],
      [KERNEL, 66, "any call"],
      [WORK, 80, "task_work"],
      [USER, END, "takes the CQE"],
    ],
    { to: 80, text: "until the next system call, interrupt or fault" },
  ),
  panel(
    "5. The worker wants a CQE: GETEVENTS runs the work and returns without " +
      "a sleep",
    { toAt: ADDED_AT, text: QUEUED, dashed: true },
    [
      [USER, 42, "wants a CQE"],
      [KERNEL, 58, "GETEVENTS"],
      [WORK, 74, "task_work"],
      [USER, END, "takes the CQE"],
    ],
    { to: 74, text: "until the worker asks for it" },
  ),
  asleep(6),
];

const ELSEWHERE: readonly TimelinePanel[] = [
  panel(
    "7. A hog has the worker's core: no kick in any mode, as the worker does " +
      "not run",
    { toAt: ADDED_AT, text: QUEUED, dashed: true },
    [
      [HOG, 58, "the hog's slice"],
      [KERNEL, 68, "switch"],
      [WORK, 82, "task_work"],
      [USER, END, "takes the CQE"],
    ],
    { to: 82, text: "until the scheduler gives the core back: milliseconds" },
  ),
  panel(
    "8. COOP_TASKRUN, and the worker computes without a system call: the " +
      "timer's tick ends the wait",
    { toAt: ADDED_AT, text: QUEUED, dashed: true },
    [
      [USER, 62, "computes, never enters the kernel"],
      [KERNEL, 70, "tick"],
      [WORK, 84, "task_work"],
      [USER, END, "computes"],
    ],
    { to: 84, text: "up to a tick: 4 ms where CONFIG_HZ is 250" },
  ),
  panel(
    "9. DEFER_TASKRUN: of all calls only the ring's own with GETEVENTS runs " +
      "the work",
    { toAt: ADDED_AT, text: QUEUED, dashed: true },
    [
      [USER, 40, "computes"],
      [KERNEL, 52, "write(2)"],
      [USER, 60, ""],
      [KERNEL, 74, "GETEVENTS"],
      [WORK, 88, "task_work"],
      [USER, END, ""],
    ],
    { to: 88, text: "until GETEVENTS, whatever else is called" },
  ),
];

const TIME = "Time goes to the right and is not to scale.";

function figureOf(
  name: string,
  title: string,
  subtitle: string,
  panels: readonly TimelinePanel[],
): Timelines {
  const used = new Set(
    panels.flatMap(({ bars }) => bars.map(({ activity }) => activity)),
  );
  // The legend has what is drawn, and the bars refer to what it has.
  const kept = [...ACTIVITIES.keys()].filter((index) => used.has(index));
  return {
    name,
    title,
    svg: timeline({
      title,
      subtitle,
      lanes: LANES,
      activities: kept.flatMap((index) => ACTIVITIES[index] ?? []),
      end: END,
      panels: panels.map((one) => ({
        ...one,
        bars: one.bars.map((bar) => ({
          ...bar,
          activity: kept.indexOf(bar.activity),
        })),
      })),
      caption: [
        "The double arrow is the time from the disk's interrupt, in whose " +
        "handler the completion becomes task_work of the worker, to the " +
        `moment at which the CQE can be seen. ${TIME}`,
      ],
    }),
  };
}

/** Timelines 1 to 3: rings that kick, as those without flags. */
export const KICKED_TIMELINES: Timelines = figureOf(
  "timelines_default.svg",
  "How a completion reaches a worker that is kicked",
  "Ring without COOP_TASKRUN; interrupts arrive on another core than the " +
    "worker's",
  KICKED,
);

/** Timelines 4 to 6: rings with COOP_TASKRUN. */
export const COOP_TIMELINES: Timelines = figureOf(
  "timelines_coop.svg",
  "How a completion reaches a worker that is not kicked",
  "Ring with COOP_TASKRUN; interrupts arrive on another core than the worker's",
  COOP,
);

/** Timelines 7 to 9: the worker's core does something else. */
export const OTHER_TIMELINES: Timelines = figureOf(
  "timelines_elsewhere.svg",
  "How a completion reaches a worker whose core does something else",
  "Interrupts arrive on another core than the worker's",
  ELSEWHERE,
);

/** All figures, in the order of their numbers. */
export const TIMELINES: readonly Timelines[] = [
  KICKED_TIMELINES,
  COOP_TIMELINES,
  OTHER_TIMELINES,
];
