import type {
  CalibratedCpu,
  CountByCpu,
} from "../../source/block/calibration.ts";
import type { Diagnosis } from "./diagnosis.ts";

/**
 * The diagnosis as JSON, for programs: keys in snake_case, null for what is
 * not known, counts by CPU as objects.
 */
export function diagnosisJson(diagnosis: Diagnosis): string {
  const { target, calibration, ...rest } = diagnosis;
  const { survey, ...plainTarget } = target;
  const data = {
    version: rest.version,
    canRun: rest.canRun,
    findings: rest.findings,
    kernel: rest.kernel,
    clock: rest.clock,
    memory: rest.memory,
    target: {
      ...plainTarget,
      disks: survey?.disks ?? null,
      cores: survey?.cores ?? null,
      caveats: survey?.caveats ?? null,
    },
    calibration: { ...calibration, cpus: calibration.cpus.map(cpuData) },
    tracing: rest.tracing,
    perf: rest.perf,
    environment: rest.environment,
  };
  return `${JSON.stringify(snakeKeys(data), null, 2)}\n`;
}

function cpuData(cpu: CalibratedCpu) {
  const counts = (of: CountByCpu | null) => of && Object.fromEntries(of);
  return {
    ...cpu,
    interrupts: counts(cpu.interrupts),
    completions: counts(cpu.completions),
  };
}

/** Keys such as "rqAffinity" become "rq_affinity"; others stay. */
function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      /^[a-z][a-zA-Z0-9]*$/.test(key)
        ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
        : key,
      snakeKeys(inner),
    ]),
  );
}
