import type { Core } from "../../host/cores.ts";
import { cpusText } from "./cpus_text.ts";
import { formatCpuList } from "../../base/cpu_list.ts";
import { pickSurveyed, type Survey } from "../../source/block/survey.ts";
import {
  calibratedCores,
  type CalibratedCpu,
  type Calibration,
  filledIn,
} from "../../source/block/calibration.ts";
import { type Finding, note, ok, warning } from "./finding.ts";
import type { ExaminedTarget } from "../../setup/examine_target.ts";
import { PROGRAM } from "../../base/program.ts";

/** As many as exp7 measures, where nothing is said. */
const CORES = 2;

/** What reading from each CPU showed, and which CPUs are worth measuring. */
export function cpuFindings(
  calibration: Calibration,
  { survey }: ExaminedTarget,
): Finding[] {
  if (survey === null) return [];
  const { cpus, method, skipped, moved, reason } = calibration;
  if (method === "none") {
    return [
      note("cpus", `not calibrated: ${reason}; by the files alone:`),
      ...pickFindings(survey, calibration),
    ];
  }
  return [
    ...skipped.length === 0 ? [] : [sampleFinding(calibration)],
    ...moved ? [movedFinding()] : [],
    ...disagreements(cpus),
    ...unclear(cpus),
    ...pickFindings(survey, calibration),
  ];
}

/**
 * What exp7 would take, which goes by the files and tries the CPUs only where
 * these do not tell, and what is better.
 */
function pickFindings(survey: Survey, calibration: Calibration): Finding[] {
  const tried = calibratedCores(calibration);
  const roles = new Map(tried.map(({ cpu, role }) => [cpu, role]));
  const own = pickSurveyed(
    { ...survey, cores: filledIn(survey.cores, calibration) },
    CORES,
  );
  const right = own.kind === "non-interrupt" &&
    own.cpus.every((cpu) =>
      (roles.get(cpu) ?? "non-interrupt") === "non-interrupt"
    );
  if (right) {
    return [ok("cpus", `exp7 takes ${cpusText(own.cpus)} without --cpus`)];
  }
  const cores = tried.length > 0 ? tried : survey.cores;
  const picked = pickSurveyed({ ...survey, cores }, CORES);
  switch (picked.kind) {
    case "non-interrupt":
      return [
        warning(
          "cpus",
          `exp7 goes by the files and would take ${cpusText(own.cpus)}`,
          `${PROGRAM} exp7 --cpus ${formatCpuList(picked.cpus)}`,
        ),
      ];
    case "interrupt":
      return [noneFinding(survey, cores)];
    case "unknown":
      return [warning("cpus", picked.why, `${PROGRAM} exp7 --cpus LIST`)];
  }
}

/** As pickCores explains it, with the command set apart. */
function noneFinding(
  survey: Survey,
  cores: readonly Core[],
): Finding {
  const tried = cores.length < survey.cores.length ? " tried" : "";
  const names = survey.disks.map(({ leaf }) => leaf.name);
  const text =
    `every CPU${tried} is an interrupt core of ${names.join(", ")}, ` +
    "so that COOP_TASKRUN has almost nothing to save";
  if (cores.some(({ role }) => role === "remote")) {
    const remedy = names.map((name) =>
      `echo 0 > /sys/block/${name}/queue/rq_affinity`
    ).join("; ");
    return warning("cpus", `${text}: completions are moved to them`, remedy);
  }
  if (survey.disks.some(({ leaf }) => leaf.driver === "nvme")) {
    const count = survey.topology.online.length;
    return warning(
      "cpus",
      `${text}; with poll queues (at boot: nvme.poll_queues=${count}) fewer are ` +
        "left for interrupts",
      `modprobe -r nvme && modprobe nvme poll_queues=${count}`,
    );
  }
  return warning(
    "cpus",
    text,
    "a disk with fewer interrupts than CPUs, or more CPUs",
  );
}

function sampleFinding({ cpus, skipped }: Calibration): Finding {
  const all = cpus.length + skipped.length;
  return note(
    "cpus",
    `a sample: ${cpus.length} of ${all} CPUs were tried`,
    `${PROGRAM} doctor --cpus ${formatCpuList(skipped)}`,
  );
}

function movedFinding(): Finding {
  return warning(
    "cpus",
    "the disk's interrupts were moved to other CPUs meanwhile",
    "systemctl stop irqbalance",
  );
}

function disagreements(cpus: readonly CalibratedCpu[]): Finding[] {
  const wrong = cpus.filter(({ disagrees }) => disagrees);
  if (wrong.length === 0) return [];
  return [
    warning(
      "cpus",
      `the files say otherwise of ${
        cpusText(wrong.map(({ cpu }) => cpu))
      }; calibration counts what happened, so it is right`,
    ),
  ];
}

function unclear(cpus: readonly CalibratedCpu[]): Finding[] {
  const reasons = new Map<string, number[]>();
  for (const { cpu, role, reason } of cpus) {
    const why = role === "mixed"
      ? "reads complete here as well as elsewhere, or others read too"
      : reason;
    if (why !== null) reasons.set(why, [...reasons.get(why) ?? [], cpu]);
  }
  return [...reasons].map(([why, list]) =>
    note("cpus", `${cpusText(list)}: ${why}`)
  );
}
