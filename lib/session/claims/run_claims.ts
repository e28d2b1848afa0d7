/** The way of some claims, from what a user asked for to their files. */

import { duration } from "../../base/terminal_text.ts";
import { plural } from "../../base/number_text.ts";
import type { Claim } from "../../model/claim.ts";
import { hasWaker } from "../../model/parameters/loads.ts";
import type { Row, RunIdentity } from "../../model/row.ts";
import type { Visit } from "../../model/visit.ts";
import { cellsSetting, chartContext } from "../../export/export_results.ts";
import { writeClaims } from "../../export/write_claims.ts";
import {
  CLAIMS_JSON,
  claimsJson,
  type ClaimsRecord,
  recordOfClaims,
} from "../../files/claims_json.ts";
import type { MeasuredClaim } from "../../stats/claims.ts";
import { ResultsDirectory } from "../../files/results_directory.ts";
import type { Options } from "../../options/experiment_options.ts";
import { runCells, runVisits } from "../../run/runner.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import type { Checked } from "../../setup/check.ts";
import { checkTarget, ensureDefaultTarget } from "../../setup/choose_target.ts";
import { type Plan, surveyOf } from "../../setup/plan.ts";
import { descriptorShortage } from "../../source/socket/connections.ts";
import { withTraceFigures } from "../../trace/trace_figures.ts";
import { TracingExecutor } from "../../trace/tracing_executor.ts";
import { metaAtStart } from "../meta_at_start.ts";
import { newIdentity, RESULTS } from "../new_identity.ts";
import { runContext } from "../run_context.ts";
import { RunMonitor } from "../run_monitor.ts";
import { ClaimsMeta } from "./claims_meta.ts";
import { type ClaimPlan, isTraced, planClaims } from "./claim_plan.ts";
import { type Grounds, groundsOf } from "./grounds.ts";
import { type ClaimMeasurer, measureClaims } from "./measure_claims.ts";
import { type MachineFacts, missingFor } from "./needs.ts";

/** The name of the hypervisor that this machine is a guest of, if it is one. */
function hypervisorOf({ environment }: Plan): string | null {
  const { flag, type, vendor, product } = environment.hypervisor;
  return flag || type !== null
    ? type ?? vendor ?? product ?? "an unknown hypervisor"
    : null;
}

function factsOf(plan: Plan, { tracing, survey }: Checked): MachineFacts {
  const known = survey instanceof Error ? undefined : survey;
  const cpus = [...known?.topology.cpus.values() ?? []];
  return {
    kernel: Deno.osRelease(),
    hz: plan.hz,
    cpus: plan.usableCpus.length,
    smt: cpus.some(({ siblings }) => siblings.length > 1),
    numaNodes: new Set(cpus.map(({ numaNode }) => numaNode)).size,
    drivers: surveyOf(plan)?.disks.map(({ leaf }) => leaf.driver ?? "") ?? [],
    hypervisor: hypervisorOf(plan),
    untraced: tracing ? undefined : "this machine cannot, or not by you",
  };
}

/** What is shown while rounds go on. */
function announce(
  { groups, traced, claims }: ClaimPlan,
  maxTime: number,
  { status }: Pick<Surroundings, "status">,
): void {
  const cells = groups.flatMap(({ cells }) => cells).length;
  status.say(
    `${plural(claims.length, "claim")}: ${plural(cells, "cell")} in ` +
      `${plural(groups.length, "visit")} a round, and ` +
      `${plural(traced.length, "traced cell")}; ${duration(maxTime)} at most`,
  );
}

/** Visits that follow one another on the same ground, with that ground. */
function inRow<T>(
  visits: readonly Visit[],
  groundOf: (visit: Visit) => T,
): (readonly [T, readonly Visit[]])[] {
  const rows: (readonly [T, Visit[]])[] = [];
  for (const visit of visits) {
    const ground = groundOf(visit);
    const last = rows.at(-1);
    if (last && last[0] === ground) last[1].push(visit);
    else rows.push([ground, [visit]]);
  }
  return rows;
}

/** Why this process may not have the connections of a claim, if it may not. */
function missingSockets(
  claim: Claim,
  { groups, cellsOfClaim }: ClaimPlan,
  { files }: Pick<Surroundings, "files">,
): string | undefined {
  const keys = new Set(cellsOfClaim(claim).map(({ key }) => key));
  const visits = groups.map(({ cells }) =>
    cells.filter(({ key }) => keys.has(key)).map(({ params }) => params)
  );
  const shortage = descriptorShortage(visits, files);
  return shortage &&
    `it takes ${shortage.sockets} sockets; RLIMIT_NOFILE is ${shortage.limit}`;
}

/** What is told of a round's visits before they are measured, and of their rows. */
interface Recorder {
  /** Before any row of them: these are read back by what is told here. */
  readonly onVisits: (visits: readonly Visit[]) => void;
  /** Of cells that are not traced. */
  readonly onRow: (row: Row) => void;
}

/** What measures visits, each on its own ground. */
function measurerOf(
  { plan, wokenPlan }: Grounds,
  identity: RunIdentity,
  around: Surroundings,
  { onVisits, onRow }: Recorder,
): ClaimMeasurer {
  const { machine, status } = around;
  const context = (
    executor: Surroundings["machine"] | TracingExecutor,
    ground: Plan,
  ) => ({
    ...runContext(
      ground,
      identity,
      executor,
      new RunMonitor(status, { ...ground, cells: [] }),
      around,
    ),
    onProgress: () => {},
  });
  const groundOf = ({ cells: [{ params }] }: Visit) =>
    hasWaker(params) ? wokenPlan ?? plan : plan;
  return {
    async *timed(visits: readonly Visit[]): AsyncGenerator<Row> {
      onVisits(visits);
      for (const [ground, some] of inRow(visits, groundOf)) {
        const run = { ...context(machine, ground), turns: machine };
        for await (const row of runVisits(some, run)) {
          onRow(row);
          yield row;
        }
      }
    },
    async *traced(visits: readonly Visit[]): AsyncGenerator<Row> {
      if (visits.length === 0) return;
      onVisits(visits);
      // Detached before the next round, whose visits are not to be traced.
      await using executor = new TracingExecutor(machine, {
        pid: Deno.pid,
        nowNs: () => machine.nowNs(),
        command: [machine.tracerPath],
      });
      for (const [ground, some] of inRow(visits, groundOf)) {
        const cells = some.map(({ cells: [cell] }) => cell);
        for await (const row of runCells(cells, context(executor, ground))) {
          const trace = row.status === "ok"
            ? executor.traceOf(row.cell)
            : undefined;
          yield* withTraceFigures([{ row, trace, untracedIops: undefined }]);
        }
      }
    },
  };
}

/** How long claims are measured, and where they are written. */
export interface ClaimsWanted {
  readonly claims: readonly Claim[];
  /** Seconds. */
  readonly maxTime: number;
  /** The target and the CPUs, as of an experiment. */
  readonly options: Options;
}

/** What was found, and where it stands. */
export interface ClaimsRun {
  readonly record: ClaimsRecord;
  readonly path: string;
}

/**
 * Measures claims and writes what was found of them. Throws
 * {@linkcode UsageError} and {@linkcode RunError} where nothing can be
 * measured, and what interrupted it, after what was found until then is
 * written.
 */
export async function runClaims(
  { claims, maxTime, options }: ClaimsWanted,
  around: Surroundings,
): Promise<ClaimsRun> {
  const { machine, status } = around;
  const grounds = await groundsOf(claims, options, around);
  const { plan, woken } = grounds;
  const { checked } = plan;
  const planned = planClaims(claims, plan, woken);
  const identity = newIdentity(plan, around.version);
  const { target } = checked;
  if (target?.isDefault) await ensureDefaultTarget(target, around);
  if (target) checkTarget(target.path, plan.base, machine);
  using directory = new ResultsDirectory(
    options.out ?? `${RESULTS}/${identity.run}`,
  );
  const startedAt = new Date().toISOString();
  const meta = new ClaimsMeta(
    plan,
    identity,
    metaAtStart(plan, around),
    directory,
  );
  const began = performance.now();
  announce(planned, maxTime, around);
  let rows = 0;
  const measurer = measurerOf(grounds, identity, around, {
    onVisits: (visits) => meta.add(visits),
    onRow(row) {
      directory.append(row);
      rows++;
    },
  });
  const recordOf = (found: readonly MeasuredClaim[]) =>
    recordOfClaims(found, identity, {
      setting: chartContext(plan, identity, []).setting,
      settingOf: (claim) =>
        cellsSetting(planned.cellsOfClaim(claim), plan, identity),
      startedAt,
      endedAt: new Date().toISOString(),
      seconds: (performance.now() - began) / 1e3,
    });
  const facts = factsOf(plan, checked);
  let before = claims.length;
  const { results, stopped } = await measureClaims(planned, {
    measurer,
    maxTime,
    now: () => performance.now() / 1e3,
    seed: plan.seed,
    tickUs: plan.hz === null ? undefined : 1e6 / plan.hz,
    traces: facts.untraced === undefined,
    missing: (claim) =>
      missingFor(claim, facts, claim.parts.some(isTraced)) ??
        missingSockets(claim, planned, around),
    onRound(round, all) {
      // What was found outlives whatever ends this program.
      directory.write(CLAIMS_JSON, claimsJson(recordOf(all)));
      const open = all.filter(({ verdict }) => verdict === "not shown").length;
      const line =
        `round ${round}: ${open} of ${plural(all.length, "claim")} open, ` +
        duration((performance.now() - began) / 1e3);
      // Rounds that tell of no claim more are hundreds.
      if (open === before && round > 1) status.show(line);
      else status.say(line);
      before = open;
    },
  });
  status.clear();
  const record = recordOf(results);
  meta.write({
    endedAt: record.ended_at,
    rows,
    disks: surveyOf(plan)?.disks ?? null,
    tracing: null,
  });
  writeClaims(record, directory);
  if (stopped) throw stopped.reason;
  return { record, path: directory.path };
}
