import { assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { exp7 } from "../../../experiments/exp7.ts";
import { CLAIMS } from "../../../experiments/claims/all.ts";
import { readRun } from "../../../lib/files/read_run.ts";
import { ResultsDirectory } from "../../../lib/files/results_directory.ts";
import type { Experiment } from "../../../lib/model/experiment.ts";
import type { Row } from "../../../lib/model/row.ts";
import { parseOptions } from "../../../lib/options/experiment_options.ts";
import { planClaims } from "../../../lib/session/claims/claim_plan.ts";
import { ClaimsMeta } from "../../../lib/session/claims/claims_meta.ts";
import { Rounds } from "../../../lib/session/claims/rounds.ts";
import { planRun } from "../../../lib/setup/plan.ts";
import { IDENTITY } from "../../model/fixtures.ts";
import { checkedOn, disk } from "../../setup/disks.ts";
import { fakeMachine } from "../fake_machine.ts";

const CORES = [
  "non-interrupt",
  "interrupt",
  "smt-twin",
  "same-llc",
  "other-node",
] as const;

Deno.test("rows of claims are read back by the meta.json beside them", () => {
  const on = disk(4);
  const { base, presets, table, charts } = exp7;
  const experiment = {
    name: "claims",
    summary: "",
    question: "",
    base,
    axes: { core: CORES, mode: ["default"] },
    presets,
    table,
    findings: [],
    traced: false,
    charts,
  } as const satisfies Experiment;
  const plan = planRun(
    checkedOn(on, experiment, parseOptions(["--seed=1"])),
    { files: on.files, machine: fakeMachine() },
  );
  const claims = planClaims(CLAIMS, { ...plan, isRefused: () => false });
  const rounds = new Rounds(claims, randomLcg(0.5));
  const keys = new Set(
    [...claims.groups.flatMap(({ cells }) => cells), ...claims.traced]
      .map(({ key }) => key),
  );
  const path = Deno.makeTempDirSync();
  try {
    const out = `${path}/claims`;
    using directory = new ResultsDirectory(out);
    const meta = new ClaimsMeta(
      { ...plan, environment: {} },
      { ...IDENTITY, experiment: "claims" },
      {
        commandLine: ["uringlab", "claims"],
        startedAt: "",
        commit: undefined,
        deno: "",
        liburing: "",
        survey: undefined,
        nice: 0,
      },
      directory,
    );
    const rows: Row[] = [];
    for (const repeat of [1, 2]) {
      const { timed, traced } = rounds.round(repeat, keys);
      meta.add(timed.map(({ visit }) => visit));
      for (const cell of timed.flatMap(({ visit }) => [...visit.cells])) {
        const row: Row = {
          identity: IDENTITY,
          cell,
          startedAt: "",
          status: cell.impossible === undefined ? "ok" : "impossible",
          reason: cell.impossible ?? "",
          metrics: cell.impossible === undefined ? { iops: 1e5 } : {},
          interrupts: [],
          broken: [],
        };
        directory.append(row);
        rows.push(row);
      }
      meta.add(traced.map(({ visit }) => visit));
    }
    const read = readRun(out);
    assertEquals(read.identity.experiment, "claims");
    assertEquals(read.rows.length, rows.length);
    assertEquals(
      read.rows.map(({ cell: { index, params } }) => [index, params]),
      rows.map(({ cell: { index, params } }) => [index, params]),
    );
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});
