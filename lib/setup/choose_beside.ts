import { BESIDE, type Beside } from "../model/parameters/cores.ts";
import {
  arrivalClause,
  pickSurveyedInterrupt,
  type Survey,
} from "../source/block/survey.ts";
import type { Place } from "../model/places.ts";

/** The CPUs in such a place beside a CPU; undefined where nobody tells. */
function candidates(
  kind: Beside,
  cpu: number,
  { topology }: Survey,
): readonly number[] | undefined {
  const own = topology.cpus.get(cpu);
  if (!own) return undefined;
  const others = topology.online.filter((other) =>
    !own.siblings.includes(other)
  );
  if (kind === "smt-twin") return own.siblings.filter((one) => one !== cpu);
  if (kind === "other-node") {
    return own.numaNode === null
      ? []
      : others.filter((one) =>
        topology.cpus.get(one)?.numaNode !== own.numaNode
      );
  }
  const cache = own.lastLevelCache?.cpus;
  return cache &&
    others.filter((one) =>
      cache.includes(one) === (kind === "same-llc") &&
      topology.cpus.get(one)?.numaNode === own.numaNode
    );
}

/**
 * One CPU in a place beside one on which the target's interrupts arrive, or the
 * waker runs. A text says why the machine has none, or none that may be used, or
 * that every I/O completes on the CPU that submits it.
 */
export function chooseBeside(
  kind: Beside,
  survey: Survey,
): Omit<Place, "partnerCpus"> | string {
  const [interrupt] = pickSurveyedInterrupt(survey, 1);
  // Each CPU is its own then, and has the same reason.
  if (survey.standIn?.kind === "self" && interrupt) return interrupt.reason;
  const arrival = arrivalClause(survey);
  if (!interrupt) return `${arrival} on no CPU that may be used`;
  const { cpu } = interrupt;
  const where = `CPU ${cpu}, on which ${arrival}`;
  const all = candidates(kind, cpu, survey);
  if (!all) return `the machine does not tell who shares the cache of ${where}`;
  const usable = all.find((one) =>
    survey.cores.some((core) => core.cpu === one)
  );
  if (usable === undefined) {
    return all.length === 0
      ? `${where}, has no such neighbour: ${BESIDE[kind]}`
      : `uringlab may not use ${BESIDE[kind]}, beside ${where}`;
  }
  return {
    cpus: [usable],
    core: kind,
    why: `CPU ${usable}: ${BESIDE[kind]}, beside ${where}.`,
  };
}
