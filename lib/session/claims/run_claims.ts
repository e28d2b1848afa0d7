/** The way of some claims, from what a user asked for to their files. */

import { duration } from "../../base/terminal_text.ts";
import { plural } from "../../base/number_text.ts";
import type { Claim } from "../../model/claim.ts";
import type { Experiment } from "../../model/experiment.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import type { Core } from "../../model/parameters/params.ts";
import type { Row } from "../../model/row.ts";
import type { Visit } from "../../model/visit.ts";
import { cellsOf } from "../../model/claim.ts";
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
import { check, type Checked } from "../../setup/check.ts";
import { choose } from "../../setup/choose.ts";
import { checkTarget, ensureDefaultTarget } from "../../setup/choose_target.ts";
import { makePlan, type Plan, surveyOf } from "../../setup/plan.ts";
import { withTraceFigures } from "../../trace/trace_figures.ts";
import { TracingExecutor } from "../../trace/tracing_executor.ts";
import { metaAtStart } from "../meta_at_start.ts";
import { newIdentity, RESULTS } from "../new_identity.ts";
import { runContext } from "../run_context.ts";
import { RunMonitor } from "../run_monitor.ts";
import { ClaimsMeta } from "./claims_meta.ts";
import { type ClaimPlan, isTraced, planClaims } from "./claim_plan.ts";
import { type ClaimMeasurer, measureClaims } from "./measure_claims.ts";
import { type MachineFacts, missingFor } from "./needs.ts";

/** Of all that claims have in common. */
const PRESET = {
  runtime: 0.2,
  rampTime: 0.1,
  repeats: 1,
  order: "random",
} as const;

/** What the cells of claims ask of a machine, as an experiment would. */
function experimentOf(claims: readonly Claim[]): Experiment {
  const measured = claims.flatMap(({ parts, explanations = [] }) => [
    ...parts,
    ...explanations,
  ]);
  const cells = measured.flatMap(({ measure }) => cellsOf(measure));
  const cores = [
    ...new Set(cells.map(({ core = FIO_LOOP.core }): Core => core)),
  ];
  return {
    name: "claims",
    summary: "which published findings hold here",
    question: "Which published findings hold on this machine?",
    base: {
      ...FIO_LOOP,
      workers: Math.max(1, ...cells.map(({ workers = 1 }) => workers)),
    },
    axes: { core: cores, mode: ["default"] },
    presets: { quick: PRESET, default: PRESET, document: PRESET },
    table: ["iops"],
    findings: [],
    traced: measured.some(isTraced),
    charts: [],
  };
}

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
  const choice = choose(experimentOf(claims), options, around);
  const checked = await check(choice, around);
  const plan = makePlan(checked, around);
  const planned = planClaims(claims, plan);
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
  const context = (executor: Surroundings["machine"] | TracingExecutor) =>
    runContext(
      plan,
      identity,
      executor,
      new RunMonitor(status, { ...plan, cells: [] }),
      around,
    );
  const measurer: ClaimMeasurer = {
    async *timed(visits: readonly Visit[]): AsyncGenerator<Row> {
      // Before its rows: they are read back by this plan.
      meta.add(visits);
      const run = {
        ...context(machine),
        turns: machine,
        onProgress: () => {},
      };
      for await (const row of runVisits(visits, run)) {
        directory.append(row);
        rows++;
        yield row;
      }
    },
    async *traced(visits: readonly Visit[]): AsyncGenerator<Row> {
      if (visits.length === 0) return;
      meta.add(visits);
      // Detached before the next round, whose visits are not to be traced.
      await using executor = new TracingExecutor(machine, {
        pid: Deno.pid,
        nowNs: () => machine.nowNs(),
        command: [machine.tracerPath],
      });
      const run = { ...context(executor), onProgress: () => {} };
      for await (const row of runCells(visits.map((v) => v.cells[0]), run)) {
        const trace = row.status === "ok"
          ? executor.traceOf(row.cell)
          : undefined;
        yield* withTraceFigures([{ row, trace, untracedIops: undefined }]);
      }
    },
  };
  let rows = 0;
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
    missing: (claim) => missingFor(claim, facts, claim.parts.some(isTraced)),
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
