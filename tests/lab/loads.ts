/** What loads_here.ts said on a kernel: read, and judged. */
import * as v from "valibot";
import { ENGINE_NAMES } from "../../lib/model/parameters/engines.ts";
import {
  ACCEPT_NAMES,
  ACCEPTS,
  DIRECT_SINCE,
} from "../../lib/model/parameters/accepts.ts";
import {
  isAccepted,
  isPosted,
  LOAD_NAMES,
  LOADS,
} from "../../lib/model/parameters/loads.ts";
import { MODE_NAMES, modeSince } from "../../lib/model/parameters/modes.ts";
import {
  RECEIVE_NAMES,
  RECEIVES,
} from "../../lib/model/parameters/receives.ts";
import { SEND_NAMES, SENDS } from "../../lib/model/parameters/sends.ts";
import { WAIT_NAMES } from "../../lib/model/parameters/waits.ts";
import type { KernelLine } from "./kernels.ts";
import { Products, runScript } from "./products.ts";

const OUTCOME = v.object({
  load: v.picklist(LOAD_NAMES),
  mode: v.picklist(MODE_NAMES),
  engine: v.picklist(ENGINE_NAMES),
  recv: v.picklist(RECEIVE_NAMES),
  wait: v.picklist(WAIT_NAMES),
  accept: v.picklist(ACCEPT_NAMES),
  send: v.picklist(SEND_NAMES),
  pipeline: v.number(),
  registerfiles: v.boolean(),
  /**
   * Refused is what this kernel cannot do; failed what should not be; hung what
   * did not end.
   */
  outcome: v.picklist(["measured", "refused", "failed", "hung"]),
  /** Completions of all workers. */
  completed: v.number(),
  /** Why it was not measured: the step, its errno, and what to know of it. */
  said: v.string(),
});

/** What became of a cell. */
export type LoadOutcome = Readonly<v.InferOutput<typeof OUTCOME>>;

/** Reads the lines. Throws where one is of another kind. */
export function readOutcomes(text: string): LoadOutcome[] {
  return text.split("\n").filter((line) => line !== "")
    .map((line) => v.parse(OUTCOME, JSON.parse(line)));
}

/** "6.12.117+deb12-amd64" and "6.1" as what can be compared. */
function number(release: string): number {
  const [major = 0, minor = 0] = release.split(/[.-]/).map(Number);
  return major * 1000 + minor;
}

/** The kernels that brought what a cell takes, which this one is older than. */
function lacking(
  { load, mode, engine, recv, accept, send, registerfiles }: LoadOutcome,
  release: string,
): string[] {
  if (engine !== "io_uring") return [];
  return [
    LOADS[load].since,
    // Linux 5.10.162 and later have io_uring as of 5.15, and so an SQ thread that
    // takes files that are not registered.
    modeSince(mode, { registerfiles: true }),
    RECEIVES[recv].since,
    ACCEPTS[accept].since,
    ...isPosted({ load }) ? [SENDS[send].since] : [],
    ...isAccepted({ load }) && registerfiles ? [DIRECT_SINCE] : [],
  ].filter((since) => number(since) > number(release));
}

/** The name of a cell, of what is not as usual. */
function nameOf(
  { load, mode, engine, recv, wait, accept, send, pipeline, registerfiles }:
    LoadOutcome,
): string {
  return [
    load,
    ...engine === "io_uring" ? [mode] : [engine],
    ...recv === "single" ? [] : [recv],
    ...accept === "single" ? [] : [accept],
    ...send === "ring" ? [] : [send],
    ...pipeline === 1 ? [] : [`pipeline ${pipeline}`],
    ...registerfiles ? ["registered files"] : [],
    ...wait === "wait" ? [] : [wait],
  ].join(", ");
}

/**
 * What is wrong on a kernel, as sentences: what it has must be measured, and what
 * it lacks be refused with an errno and the version that brought it.
 */
export function judgeLoads(
  outcomes: readonly LoadOutcome[],
  release: string,
): string[] {
  const failures = outcomes.flatMap((one) => {
    const { outcome, completed, said } = one;
    const lacks = lacking(one, release);
    const name = nameOf(one);
    if (outcome === "measured") {
      return [
        ...completed > 0 ? [] : [`${name}: no I/O completed`],
        ...lacks.length === 0
          ? []
          : [`${name}: measured, which takes Linux ${lacks.join(" and ")}`],
      ];
    }
    const told = /: E[A-Z]+ \(/.test(said) &&
      lacks.some((since) => said.includes(`came with Linux ${since};`));
    return outcome === "refused" && told
      ? []
      : [`${name}: ${outcome}: ${said}`];
  });
  return outcomes.length === 0 ? ["no load was asked for"] : failures;
}

/** A line for each load: what of it was measured, and what the kernel lacks. */
export function loadLines(outcomes: readonly LoadOutcome[]): string[] {
  return [...Map.groupBy(outcomes, ({ load }) => load)].map(([load, all]) => {
    const refused = all.filter(({ outcome }) => outcome === "refused");
    const lacks = new Set(
      refused.map(({ said }) => said.split(";")[0] ?? said),
    );
    return `${load}: ${
      all.filter(({ outcome }) => outcome === "measured").length
    } of ${all.length} measured` +
      [...lacks].map((why) => `\n  refused: ${why}`).join("");
  });
}

/** A kernel, and where what its machine leaves goes. */
export interface LoadsRun {
  readonly line: KernelLine;
  readonly out: string;
}

const TIMEOUT_S = 580;

/**
 * Measures every load on each kernel, and prints what was measured, refused and
 * wrong. Returns 0, or 1 where something was. Throws {@linkcode LabError} where
 * a machine fails, as it does when a cell hangs.
 */
export async function testLoads(
  runs: readonly LoadsRun[],
  signal: AbortSignal,
): Promise<number> {
  let status = 0;
  for (const { line, out } of runs) {
    const { said } = await runScript({
      kernel: line,
      words: ["loads.sh"],
      out,
      timeoutSeconds: TIMEOUT_S,
      signal,
    });
    const products = new Products(out);
    const release = products.text("release").trim();
    const outcomes = readOutcomes(products.text("loads.stdout"));
    const failures = [
      ...said === "loads: 0\n" ? [] : [said + products.text("loads.stderr")],
      ...judgeLoads(outcomes, release),
    ];
    console.log([`Linux ${release}`, ...loadLines(outcomes)].join("\n"));
    if (failures.length === 0) continue;
    console.log(["wrong:", ...failures].join("\n  "));
    status = 1;
  }
  return status;
}
