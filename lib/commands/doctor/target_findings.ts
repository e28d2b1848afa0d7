import type { BlockLeaf } from "../../host/block_leaf.ts";
import type { SurveyedDisk } from "../../source/block/survey.ts";
import { cpusText } from "./cpus_text.ts";
import { blocker, type Finding, note, ok } from "./finding.ts";
import type { ExaminedTarget } from "../../setup/examine_target.ts";
import { sizeText } from "../../base/number_text.ts";
import { PROGRAM } from "../../base/program.ts";

/** What is read from, and what bears on where its reads complete. */
export function targetFindings(target: ExaminedTarget): Finding[] {
  const { survey } = target;
  return [
    readable(target),
    ...survey === null
      ? [noDisk(target)]
      : survey.disks.flatMap((disk) => diskFindings(disk, target.path)),
    ...survey?.caveats.map((caveat) => note("target", caveat)) ?? [],
  ];
}

function readable(target: ExaminedTarget): Finding {
  const { path, size, bs, refusal, isDefault } = target;
  if (refusal !== null) {
    return blocker(
      "target",
      `${path} cannot be read: ${refusal}`,
      isDefault
        ? `${PROGRAM} exp7 --filename PATH`
        : `${PROGRAM} doctor --filename PATH, of one that you may read`,
    );
  }
  if (bs === null) return ok("target", path);
  return ok("target", `${path}, ${sizeText(size)}, ${bs}-byte reads`);
}

function noDisk({ whyNoSurvey, isDefault }: ExaminedTarget): Finding {
  const text = `${whyNoSurvey}`;
  return isDefault
    ? blocker(
      "target",
      text,
      `${PROGRAM} exp7 --filename PATH, of a file on a disk`,
    )
    : blocker(
      "target",
      text,
      `${PROGRAM} exp7 --cpus LIST, or another target`,
    );
}

function diskFindings(
  { leaf, irqs }: SurveyedDisk,
  path: string,
): Finding[] {
  const { queue, name } = leaf;
  const attribute = `/sys/block/${name}/queue`;
  const findings = [ok("target", diskText(leaf, path))];
  if (irqs.reason !== null) {
    findings.push(note("target", irqs.reason));
  } else {
    const lines = irqs.irqs.length === 1 ? "interrupt" : "interrupts";
    findings.push(ok(
      "target",
      `${irqs.irqs.length} queue ${lines}, arriving on ` +
        cpusText(irqs.interruptCpus),
    ));
  }
  if (queue.rqAffinity === 2) {
    findings.push(note(
      "target",
      "rq_affinity=2 moves every completion to the CPU that submitted",
      `echo 1 > ${attribute}/rq_affinity`,
    ));
  }
  if (queue.scheduler !== null && queue.scheduler !== "none") {
    findings.push(note(
      "target",
      `the scheduler ${queue.scheduler} adds its own work to every read`,
      `echo none > ${attribute}/scheduler`,
    ));
  }
  return findings;
}

function diskText(
  { walk, model, driver, queue, numaNode }: BlockLeaf,
  path: string,
): string {
  // The path itself stands in the line above.
  const way = walk.map((step) =>
    step.startsWith(`${path} on `) ? step.slice(path.length + 1) : step
  ).join(" > ");
  const known = (name: string, value: unknown) =>
    value === null ? [] : [`${name} ${value}`];
  const queues = queue.nrHwQueues === 1 ? "queue" : "queues";
  return [
    `${way}: ${model ?? "no model"}`,
    ...known("driver", driver),
    ...known("scheduler", queue.scheduler),
    ...known("rq_affinity", queue.rqAffinity),
    `${queue.nrHwQueues} hardware ${queues}`,
    ...known("NUMA node", numaNode),
  ].join(", ");
}
