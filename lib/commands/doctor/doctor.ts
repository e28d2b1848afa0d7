import { captureEnvironment } from "../../host/environment.ts";
import { tracefsRoot } from "../../host/tracefs.ts";
import type { Experiment } from "../../model/experiment.ts";
import { givenCpus } from "../../setup/choose_cpus.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { findTracing } from "../../trace/ability.ts";
import { calibrate, notCalibrated } from "../../setup/calibrate.ts";
import { calibrationCell } from "../../source/block/calibration_cell.ts";
import { countCompletions } from "../../source/block/completions.ts";
import { cpuFindings } from "./cpu_findings.ts";
import type { Diagnosis, Examination } from "./diagnosis.ts";
import { environmentFindings } from "./environment_findings.ts";
import type { Finding } from "./finding.ts";
import { diagnosisJson } from "./json.ts";
import { examineClock, examineKernel, examineMemory } from "./kernel.ts";
import { clockFindings, kernelFindings } from "./kernel_findings.ts";
import type { DoctorOptions } from "./options.ts";
import { printDiagnosis } from "./render.ts";
import { examinePerf } from "../../setup/perf_counters.ts";
import { examineTarget } from "../../setup/examine_target.ts";
import { targetFindings } from "./target_findings.ts";
import { perfFinding } from "./perf_finding.ts";
import { tracingFindings } from "./tracing_findings.ts";

/** What tries things outside of the machine's interface; tests give others. */
export interface DoctorTools {
  findTracing: typeof findTracing;
  countCompletions: typeof countCompletions;
}

/**
 * Examines the machine and prints what it found. Returns the exit status: 0 if
 * `experiment` can run, else 1. Throws {@linkcode UsageError}, or the signal's
 * reason when it was aborted.
 */
export async function runDoctor(
  options: DoctorOptions,
  experiment: Experiment,
  around: Surroundings,
  tools: DoctorTools = { findTracing, countCompletions },
): Promise<number> {
  const examination = await examine(options, experiment, around, tools);
  around.signal.throwIfAborted();
  const findings = judge(examination);
  const diagnosis: Diagnosis = {
    version: around.version,
    ...examination,
    findings,
    canRun: !findings.some(({ blocks }) => blocks),
  };
  if (options.json) around.print(diagnosisJson(diagnosis), "data");
  else printDiagnosis(diagnosis, around.print);
  return diagnosis.canRun ? 0 : 1;
}

async function examine(
  options: DoctorOptions,
  experiment: Experiment,
  around: Surroundings,
  tools: DoctorTools,
): Promise<Examination> {
  const { files, machine, status } = around;
  const environment = captureEnvironment(files);
  const target = await examineTarget(options.filename, around);
  if (options.cpus) {
    givenCpus("cpus", options.cpus, new Error("no survey"), files, machine);
  }
  const kernel = examineKernel(environment, machine, files);
  const { path, size, survey, whyNoSurvey } = target;
  const reads = { path, size, bs: target.bs ?? 512 };
  const largest = calibrationCell(reads, 0, 1);
  status.show("trying what can be traced");
  const tracing = await tools.findTracing(machine.tracerPath);
  status.clear();
  const calibration = !kernel.modes[0]?.ok
    ? notCalibrated("io_uring cannot be used")
    : survey === null || target.bs === null
    ? notCalibrated(whyNoSurvey ?? "the target cannot be read")
    : await calibrate(
      { ...reads, survey },
      options.cpus,
      tracefsRoot(files) ?? null,
      around,
      tools,
    );
  return {
    kernel,
    clock: examineClock(environment, machine),
    memory: examineMemory(
      {
        ...largest,
        params: {
          ...largest.params,
          workers: experiment.base.workers,
          iodepth: Math.max(...experiment.axes.iodepth ?? [1]),
        },
      },
      environment,
      machine,
    ),
    target,
    calibration,
    tracing,
    perf: examinePerf(environment, machine),
    environment,
  };
}

/** Every finding, in the order of the screen. */
function judge(examination: Examination): Finding[] {
  const { kernel, memory, clock, target, calibration } = examination;
  const { tracing, perf, environment } = examination;
  return [
    ...kernelFindings(kernel, memory),
    ...clockFindings(clock),
    ...targetFindings(target),
    ...cpuFindings(calibration, target),
    ...tracingFindings(tracing),
    perfFinding(perf),
    ...environmentFindings(environment),
  ];
}
