/** Requests that are given to io-wq's threads. */

import { percent, plural } from "../../base/number_text.ts";
import type { PuntCount } from "../../trace/capture/rings.ts";
import { cpuOf, type ProcessActivity } from "../activity.ts";
import { isAlwaysPunted, isRead, isWrite, operationName } from "../opcodes.ts";
import { puntReason } from "../punts.ts";
import { seesRequests, tracedRings } from "./ring_use.ts";
import { type Finding, MIN_EVENTS, type Rule } from "./rule.ts";

/** From one in a hundred on the 99th percentile is theirs. */
const PUNTED = 0.01;
/** Of the CPU time of a process, what io-wq may take unnoticed. */
const CPU_SHARE = 0.01;
/** More kinds of requests than that are not told one by one. */
const MAX_KINDS = 3;

const COST = "a thread's switch is paid for each, 7 us for a no-op (Jasny et " +
  "al., VLDB 2026)";

/** What would keep such requests from io-wq. */
function remedy(
  { opcode, forced, direct, nowait, kind }: PuntCount,
): string {
  if (isAlwaysPunted(opcode)) {
    return operationName(opcode) === "FSYNC"
      ? "RWF_DSYNC of the write needs no request of its own"
      : "nothing avoids that but fewer of them";
  }
  if (forced) return "it is tried at once without IOSQE_ASYNC";
  if (isWrite(opcode) && kind === "regular" && !nowait && !direct) {
    return "O_DIRECT, or xfs or btrfs, which can (Linux 6.0)";
  }
  if (kind !== undefined && !nowait) {
    return "another kind of file or file system can be tried without waiting";
  }
  if (direct) return "blocks that are written over are not waited for";
  return isRead(opcode)
    ? "O_DIRECT needs no page, and what is read ahead is there"
    : "O_DIRECT, or fewer dirty pages";
}

/** The same requests but for their file, the more frequent first. */
function kindsOf(punts: readonly PuntCount[]) {
  const kinds = new Map<string, { punt: PuntCount; count: number }>();
  for (const punt of punts) {
    const key = `${punt.opcode} ${punt.file} ${puntReason(punt)}`;
    const before = kinds.get(key);
    kinds.set(key, { punt, count: punt.count + (before?.count ?? 0) });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

function traced(activity: ProcessActivity): Finding[] | undefined {
  const { delivery } = activity;
  if (!delivery || !seesRequests(activity)) return undefined;
  const { punts } = delivery;
  const punted = punts.reduce((sum, { count }) => sum + count, 0);
  const submitted = tracedRings(activity).flatMap(({ requests }) => requests)
    .reduce((sum, request) => sum + request.submitted, 0);
  if (punted < MIN_EVENTS || punted / Math.max(submitted, punted) < PUNTED) {
    return [];
  }
  const kinds = kindsOf(punts);
  const told = kinds.slice(0, MAX_KINDS).map(({ punt, count }) =>
    `${count} ${operationName(punt.opcode)}` +
    `${punt.file === undefined ? "" : ` of ${punt.file}`}: ${puntReason(punt)}`
  );
  const remedies = new Set(
    kinds.slice(0, MAX_KINDS).map(({ punt }) => remedy(punt)),
  );
  const rings = tracedRings(activity).filter(({ id }) =>
    punts.some(({ ring }) => ring === id)
  );
  return [{
    rings: rings.flatMap(({ fd }) => fd ?? []),
    seen: `${punted} requests of ${submitted} ` +
      `(${percent(punted / Math.max(submitted, punted))}) went to io-wq ` +
      `(${told.join("; ")}${kinds.length > MAX_KINDS ? "; others" : ""})`,
    gain: `${COST}; ${[...remedies].join("; ")}`,
    figures: { submitted, punted },
  }];
}

/** What /proc tells: its threads' CPU time. */
function untraced(activity: ProcessActivity): Finding[] {
  const { cpuSeconds, threads } = activity;
  const cpu = cpuOf(activity);
  const share = cpu > 0 ? cpuSeconds.wq / cpu : 0;
  if (share <= CPU_SHARE) return [];
  return [{
    rings: [],
    seen: `${plural(threads.wq, "io-wq thread")} took ` +
      `${cpuSeconds.wq.toFixed(2)} s of CPU time, ${percent(share)} of the ` +
      "process's: requests that cannot be begun without waiting are given to " +
      "them",
    gain: COST,
    figures: { wq_cpu_seconds: cpuSeconds.wq, cpu_seconds: cpu },
  }];
}

/** Requests that another thread had to do. */
export const ioWq: Rule = {
  about: "requests that go to io-wq",
  judge: (activity) => traced(activity) ?? untraced(activity),
};
