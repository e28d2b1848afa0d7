// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { isPosted } from "../../model/parameters/loads.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import type { WaitName } from "../../model/parameters/waits.ts";
import type { Summary } from "../../stats/summary.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { estimateText } from "../ratio_text.ts";
import type { Found } from "./context.ts";

const OBSERVERS: { readonly [K in WaitName]?: string } = {
  compute: "the thread itself (compute)",
  second_thread: "a second thread on the ring (second_thread)",
  eventfd: "a reader of the eventfd (eventfd)",
};

function time(us: number | undefined): string {
  if (us === undefined) return "unknown";
  return us >= 1000
    ? `${Number((us / 1000).toPrecision(3))} ms`
    : `${us.toFixed(0)} us`;
}

/** Median, p99 and the number of samples of a cell, or of each of its runs. */
function latencies(summary: Summary): string {
  const of = (figure: "lat_p50_us" | "lat_p99_us") =>
    time(summary.spread(figure)?.middle);
  const samples = summary.spread("lat_p50_us")?.reads ??
    summary.spread("ios")?.middle ?? 0;
  return `p50 ${of("lat_p50_us")}, p99 ${of("lat_p99_us")} ` +
    `(${samples} samples)`;
}

/** The shortest thinktime well below the tick: the tick alone delivers then. */
function underTheTick(
  summaries: readonly Summary[],
  tickUs: number,
): number | undefined {
  const times = summaries.map(({ params }) => params.thinktime)
    .filter((us) => us > 0 && us < tickUs / 2);
  return times.length ? Math.min(...times) : undefined;
}

/** How a mode compares with default at the place of a cell of that. */
function ratioAt(
  mode: ModeName,
  base: Summary,
  compared: readonly Comparison[],
): string | undefined {
  const found = compared.find(({ to, where }) =>
    to === mode &&
    Object.entries(where).every(([name, value]) =>
      base.params[name as ParameterName] === value
    )
  );
  return found && found.pairs.length > 0 ? estimateText(found) : undefined;
}

function harm(
  find: (mode: ModeName, getevents: boolean) => Summary | undefined,
  wait: WaitName,
  compared: readonly Comparison[],
): string | undefined {
  const coop = find("coop", false);
  const base = find("default", false);
  if (!coop?.ok || !base?.ok) return undefined;
  const ratio = ratioAt("coop", base, compared);
  const defer = find("defer", false);
  const never = defer && defer.ok === 0 && defer.impossible > 0
    ? "; defer: never"
    : "";
  return `to ${OBSERVERS[wait]}, default ${latencies(base)}, coop ` +
    `${latencies(coop)}${ratio ? `: p50 ${ratio}` : ""}${never}`;
}

function remedy(
  name: string,
  summary: Summary | undefined,
  base: Summary | undefined,
  ratio?: string,
): string | undefined {
  if (!summary?.ok || !base?.ok) return undefined;
  const calls = summary.spread("syscalls_per_io")?.middle ?? NaN;
  const others = base.spread("syscalls_per_io")?.middle ?? NaN;
  const more = calls - others;
  return `${name}: ${latencies(summary)}${ratio ? `, p50 ${ratio}` : ""} for ${
    Math.abs(more).toFixed(1)
  } ` +
    `${more < 0 ? "fewer" : "more"} system calls per read`;
}

/** What ends the wait of a thread that computes, and how it is measured. */
function bound(summaries: readonly Summary[], hz: number | null): string {
  const seen = median(
    summaries.filter(({ params }) => params.wait !== "wait"),
    (s) => s.spread("ticks_per_s")?.middle,
  );
  const counted = seen === undefined
    ? ""
    : `; the measured CPUs took ${seen.toFixed(0)} timer interrupts a second`;
  const config = hz === null
    ? "CONFIG_HZ is not known here"
    : `CONFIG_HZ=${hz}, a tick every ${time(1e6 / hz)}`;
  return `The bound is the timer tick: ${config}${counted}. Tools that say ` +
    "100 show USER_HZ, the unit of times in /proc, which is 100 on x86 " +
    "whatever CONFIG_HZ is.";
}

/** What is said of completions that COOP_TASKRUN does not delay. */
const UNBOUND = "Nobody waits for the timer tick: what another ring posts is " +
  "in the queue at once, without task_work. With DEFER_TASKRUN a system call " +
  "after each thinktime brings it.";

/** Where COOP_TASKRUN hurts, by how much, what bounds it and what helps. */
export function tickFindings(
  { summaries, answers, hz }: Omit<Found, "experiment">,
): string[] {
  const compared = answers.along("mode", ["lat_p50_us"]);
  const tickUs = hz === null ? 4000 : 1e6 / hz;
  const sentences: string[] = [];
  for (const core of ["non-interrupt", "interrupt"] as const) {
    const onCore = summaries.filter(({ params }) => params.core === core);
    const thinktime = underTheTick(onCore, tickUs);
    if (thinktime === undefined) continue;
    const at = (wait: WaitName) => (mode: ModeName, getevents: boolean) =>
      onCore.find(({ params: p }) =>
        p.wait === wait && p.mode === mode && p.thinktime === thinktime &&
        p.thinkGetevents === getevents
      );
    const waits = Object.keys(OBSERVERS) as WaitName[];
    const harms = waits.flatMap((wait) => harm(at(wait), wait, compared) ?? []);
    if (harms.length === 0) continue;
    sentences.push(
      `On the ${core} core, with ${time(thinktime)} of work between looks, a ` +
        `completion is visible: ${harms.join("; ")}.`,
    );
    if (core === "interrupt") continue;
    if (onCore.every(({ params }) => isPosted(params))) {
      sentences.push(UNBOUND);
      continue;
    }
    sentences.push(bound(onCore, hz));
    const remedies = waits.flatMap((wait) => {
      const find = at(wait);
      const base = find("default", false);
      const parts = [
        remedy(
          "coop_flag",
          find("coop_flag", false),
          base,
          base && ratioAt("coop_flag", base, compared),
        ),
        remedy("coop and GETEVENTS", find("coop", true), base),
        remedy("defer and GETEVENTS", find("defer", true), base),
      ].filter(Boolean);
      return parts.length ? [`${wait}: ${parts.join("; ")}`] : [];
    });
    if (remedies.length) {
      sentences.push(
        "Remedies: TASKRUN_FLAG and a peek that enters the kernel when the " +
          "flag is set, or a system call after each thinktime. " +
          `${remedies.join(". ")}.`,
      );
    }
  }
  return sentences;
}
