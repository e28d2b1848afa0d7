import { errnoText } from "../../base/errno.ts";
import { percent, plural, threeDigits } from "../../base/number_text.ts";
import { RUN_CLASSES, WAKE_CLASSES } from "../../trace/capture/names.ts";
import { MAX_RING_THREADS, MAX_RINGS } from "../../trace/capture/rings.ts";
import { completionsOf, type ProcessActivity } from "../../watch/activity.ts";
import {
  expiredOf,
  failuresOf,
  kicksOf,
  localRunsOf,
  requestsOf,
  waitsOf,
} from "../../watch/figures.ts";
import type { TracerActivity } from "../../watch/interval.ts";
import { LOST_STACKS, lostStacksText } from "../trace/lost_stacks.ts";
import { operationName } from "../../watch/opcodes.ts";
import { puntReason } from "../../watch/punts.ts";
import { perCompletion, rateText } from "./numbers.ts";

/** Less is written as 0.0 %. */
const LEAST_SHARE = 0.0005;

/** "softirq 97.0 %, timer 3.0 %", the most frequent first. */
function sharesText<K extends string>(
  names: readonly K[],
  counts: Readonly<Record<K, number>>,
): string {
  const all = names.reduce((sum, name) => sum + counts[name], 0);
  return names.filter((name) => counts[name] / all >= LEAST_SHARE)
    .toSorted((a, b) => counts[b] - counts[a])
    .map((name) => `${name} ${percent(counts[name] / all)}`).join(", ");
}

function kicksLine(activity: ProcessActivity): string {
  const kicks = kicksOf(activity);
  if (!kicks) return "kicks: not seen here";
  const { count, landed } = kicks;
  const each = perCompletion(count, completionsOf(activity));
  const where = landed && count > 0
    ? " (landed in " + ([
      ["user mode", landed.user],
      ["kernel", landed.kernel],
      ["elsewhere", landed.gone],
      ["not seen where", landed.unseen],
    ] as const).filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${percent(n / count)}`).join(", ") +
      ")"
    : "";
  return `kicks: ${rateText(count, activity.seconds)}/s, ` +
    `${each} per completion${where.endsWith("in )") ? "" : where}`;
}

function waitsLine(activity: ProcessActivity): string[] {
  const waits = waitsOf(activity);
  if (!waits) return [];
  const { seconds } = activity;
  const completions = completionsOf(activity) ?? 0;
  const slept = waits.all > 0
    ? `, ${percent(waits.slept / waits.all)} slept, ` +
      `${threeDigits(completions / waits.all)} completions each`
    : "";
  return [
    `waits: ${rateText(waits.all, seconds)}/s${slept}; enters: ` +
    `${perCompletion(waits.enters, completions)} per completion or more`,
  ];
}

function failureLines(activity: ProcessActivity): string[] {
  const requests = requestsOf(activity);
  return requests.flatMap((request) => {
    const name = operationName(request.opcode);
    const failures = [...failuresOf(request)].sort((a, b) => b[1] - a[1])
      .map(([errno, count]) => `${errnoText(errno)} ${count} x`);
    const expired = expiredOf(request);
    return [
      ...failures.length > 0 ? [`${name} failed: ${failures.join(", ")}`] : [],
      ...expired > 0 ? [`${name}: ${expired} expired`] : [],
    ];
  });
}

/** Kinds of punted requests that are told; the rest is summed up. */
const MAX_PUNTS = 4;

function puntLines({ delivery, seconds }: ProcessActivity): string[] {
  const punts = (delivery?.punts ?? []).toSorted((a, b) => b.count - a.count);
  const told = punts.slice(0, MAX_PUNTS).map((punt) => {
    const { opcode, count, file, kind, filesystem } = punt;
    const what = [filesystem, kind].filter((word) => word !== undefined);
    const of = file === undefined
      ? ""
      : ` of ${file}${what.length > 0 ? ` (${what.join(", ")})` : ""}`;
    return `io-wq: ${rateText(count, seconds)}/s ${operationName(opcode)}` +
      `${of}: ${puntReason(punt)}`;
  });
  const rest = punts.slice(MAX_PUNTS).reduce(
    (sum, { count }) => sum + count,
    0,
  );
  return rest > 0
    ? [...told, `io-wq: ${rateText(rest, seconds)}/s others`]
    : told;
}

function localLines(activity: ProcessActivity): string[] {
  const { runs, items, capped } = localRunsOf(activity);
  if (runs === 0) return [];
  return [
    `DEFER_TASKRUN: ${threeDigits(items / runs)} completions a run; ` +
    (capped > 0
      ? `its limit ended ${percent(capped / runs)} of the runs`
      : "no run was ended by its limit"),
  ];
}

function otherLines({ rings, delivery }: ProcessActivity): string[] {
  const overflows = rings.reduce(
    (sum, { traced }) => sum + (traced?.overflows ?? 0),
    0,
  );
  const submitted = rings.flatMap(({ traced }) => traced?.requests ?? []);
  const linked = submitted.reduce((sum, one) => sum + one.linked, 0);
  const multishot = submitted.reduce((sum, one) => sum + one.multishot, 0);
  const silent = submitted.reduce((sum, one) => sum + one.silent, 0);
  const notifications = rings.reduce(
    (sum, { traced }) => sum + (traced?.notifications ?? 0),
    0,
  );
  const unattributed = rings.reduce(
    (sum, { traced }) => sum + (traced?.unattributed ?? 0),
    0,
  );
  // Those that found the queue full are told by themselves.
  const posted = Math.max(0, unattributed - overflows);
  if (!delivery) return [];
  return [
    ...overflows > 0
      ? [`CQ overflows: ${plural(overflows, "completion")} found it full`]
      : [],
    ...linked > 0 ? [`${plural(linked, "request")} with a link`] : [],
    ...multishot > 0
      ? [`${plural(multishot, "completion")} of multishot requests`]
      : [],
    ...silent > 0
      ? [
        `${plural(silent, "request")} that ask for no completion unless they ` +
        "fail (IOSQE_CQE_SKIP_SUCCESS)",
      ]
      : [],
    ...notifications > 0
      ? [`${plural(notifications, "notification")} of zero-copy sends`]
      : [],
    ...posted > 0
      ? [
        `${plural(posted, "completion")} of no operation that was seen, as ` +
        "another ring posts them (MSG_RING)",
      ]
      : [],
  ];
}

/**
 * How the completions of a process came to its threads, a line for each matter;
 * none where nothing was traced.
 */
export function deliveryLines(activity: ProcessActivity): string[] {
  const { delivery } = activity;
  if (!delivery) return [];
  const runs = sharesText(RUN_CLASSES, delivery.runs);
  const wakes = sharesText(WAKE_CLASSES, delivery.wakes);
  return [
    ...activity.rings.some(({ requestsUnseen }) => requestsUnseen)
      ? ["operations: not seen before Linux 6.0"]
      : [],
    ...runs === "" ? [] : [`task_work ran in: ${runs}`],
    kicksLine(activity),
    ...waitsLine(activity),
    ...wakes === "" ? [] : [`woken by: ${wakes}`],
    ...localLines(activity),
    ...puntLines(activity),
    ...failureLines(activity),
    ...otherLines(activity),
  ];
}

/** "iowait: 0.98 CPUs"; none where it is not known. */
export function iowaitLines(
  { iowaitSeconds, lookedSeconds }: ProcessActivity,
): string[] {
  return iowaitSeconds === undefined || lookedSeconds <= 0 ? [] : [
    `iowait of the machine: ${(iowaitSeconds / lookedSeconds).toFixed(2)} CPUs`,
  ];
}

/** What watching cost and missed, and where io-wq ran. */
export function tracerLines(
  {
    cpuSeconds,
    events,
    missed,
    latenciesLost = 0,
    ringsLost = 0,
    stackSamples,
    wqCpus,
  }: TracerActivity,
  seconds: number,
): string[] {
  const cpus = [...wqCpus].sort((a, b) => b[1] - a[1])
    .map(([cpu, count]) => `${cpu} (${rateText(count, seconds)}/s)`);
  const lost = lostStacksText(stackSamples);
  return [
    ...cpus.length > 0 ? [`io-wq ran on CPU ${cpus.join(", ")}`] : [],
    cpuSeconds === undefined
      ? "what watching cost is not told by this kernel"
      : `watching cost ${percent(cpuSeconds / seconds)} of a CPU`,
    ...missed > 0
      ? [`${missed} of ${plural(events, "event")} were missed`]
      : [],
    ...ringsLost > 0
      ? [
        `the tracer has room for ${MAX_RINGS} rings in a watch, closed ones ` +
        `too, and for ${MAX_RING_THREADS} of their threads: of later ones ` +
        `${plural(ringsLost, "event")} were missed; a new watch sees them`,
      ]
      : [],
    ...latenciesLost > 0
      ? [
        `latencies are not those of all: ${latenciesLost} samples found no room`,
      ]
      : [],
    ...lost ? [`${lost}: ${LOST_STACKS}`] : [],
  ];
}
