import { formatCpuList } from "../../base/cpu_list.ts";
import type { Print } from "../../run/surroundings.ts";
import { WIDTH, wrap } from "../../base/terminal_text.ts";
import type {
  CalibratedCpu,
  Calibration,
} from "../../source/block/calibration.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { type Finding, type Section, SECTIONS } from "./finding.ts";

const TITLES: Record<Section, string> = {
  kernel: "Kernel and io_uring",
  clock: "Clock",
  target: "Target",
  cpus: "CPUs",
  tracing: "Tracing",
  environment: "Environment",
};

const LEVELS: Record<Finding["level"], string> = {
  ok: "",
  note: "note:",
  warning: "WARNING:",
};

/** Stands in front of what would mend a finding. */
const REMEDY = "    -> ";

/**
 * Prints the diagnosis as a screen for people, 80 columns wide but for
 * commands, which are never broken, so that they can be copied.
 */
export function printDiagnosis(diagnosis: Diagnosis, print: Print): void {
  const sections = SECTIONS.map((section) => [
    TITLES[section],
    ...section === "cpus" ? calibrationLines(diagnosis.calibration) : [],
    ...diagnosis.findings.filter((finding) => finding.section === section)
      .flatMap(findingLines),
  ]).filter((lines) => lines.length > 1);
  for (const line of [...sections.flat(), verdict(diagnosis)]) {
    print(`${line}\n`, line.startsWith(REMEDY) ? "data" : "text");
  }
}

function findingLines({ level, text, remedy }: Finding): string[] {
  const label = LEVELS[level];
  const lines = indent(wrap(`${label} ${text}`, WIDTH - 4), "  ", "    ");
  return remedy === null ? lines : [...lines, `${REMEDY}${remedy}`];
}

function indent(
  lines: readonly string[],
  first: string,
  others: string,
): string[] {
  return lines.map((line, i) => (i === 0 ? first : others) + line);
}

function verdict({ findings, canRun }: Diagnosis): string {
  const warnings = findings.filter(({ level }) => level === "warning").length;
  const blocking = findings.filter(({ blocks }) => blocks).length;
  if (!canRun) {
    return `exp7 cannot run here: ${
      blocking === 1 ? "one thing" : `${blocking} things`
    } above must be mended first.`;
  }
  if (warnings === 0) return "exp7 can run here.";
  return `exp7 can run here; ${
    warnings === 1 ? "one warning" : `${warnings} warnings`
  } above.`;
}

const METHODS: Record<Calibration["method"], string> = {
  completions: "where reads complete (block:block_rq_complete by CPU)",
  interrupts: "where the disk's interrupts arrive, which is where reads " +
    "complete unless the kernel moves completions afterwards",
  none: "",
};

function calibrationLines(calibration: Calibration): string[] {
  const { method, reason, cpus } = calibration;
  if (method === "none" || cpus.length === 0) return [];
  const why = reason === null ? "" : `; completions by CPU: ${reason}`;
  return [
    ...indent(
      wrap(`counted: ${METHODS[method]}${why}`, WIDTH - 4),
      "  ",
      "    ",
    ),
    ...table([
      ["from CPUs", "reads", "completed on", "by calibration", "by the files"],
      ...groups(cpus).map((group) => groupRow(group)),
    ]),
  ];
}

/** CPUs that tell the same story, in the order of their first. */
function groups(cpus: readonly CalibratedCpu[]): CalibratedCpu[][] {
  const groups = new Map<string, CalibratedCpu[]>();
  for (const cpu of cpus) {
    const key = `${cpu.role} ${cpu.byFiles}`;
    groups.set(key, [...groups.get(key) ?? [], cpu]);
  }
  return [...groups.values()];
}

function groupRow(group: readonly CalibratedCpu[]): string[] {
  const reads = group.reduce((sum, cpu) => sum + cpu.reads, 0);
  const completing = group.flatMap(({ completedOn }) => completedOn);
  const own = group.every(({ cpu, completedOn }) =>
    completedOn.length === 1 && completedOn[0] === cpu
  );
  const { role, byFiles } = group[0] ?? {};
  return [
    formatCpuList(group.map(({ cpu }) => cpu)),
    `${reads}`,
    own ? "itself" : formatCpuList(completing) || "?",
    `${role}`,
    `${byFiles ?? "?"}`,
  ];
}

/** Columns as wide as their content; long lists of CPUs are cut. */
function table(rows: readonly (readonly string[])[]): string[] {
  const most = 20;
  const cut = rows.map((row) =>
    row.map((text) =>
      text.length > most ? `${text.slice(0, most - 3)}...` : text
    )
  );
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...cut.map((row) => row[column]?.length ?? 0))
  );
  return cut.map((row) =>
    "    " +
    row.map((text, column) =>
      column === 1
        ? text.padStart(widths[column] ?? 0)
        : text.padEnd(widths[column] ?? 0)
    ).join("  ").trimEnd()
  );
}
