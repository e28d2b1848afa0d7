/** What tracing.sh left of one kernel: read, and judged. */
import * as v from "valibot";
import type { KernelLine } from "./kernels.ts";
import { type Products, readCsv } from "./products.ts";

/** Where tracing.sh hinders the tracer, and what is then said, if anything. */
export const HINDRANCES = {
  without_btf: { what: "without BTF", says: "does not describe its types" },
  lockdown_integrity: { what: "lockdown=integrity", says: undefined },
  lockdown_confidentiality: {
    what: "lockdown=confidentiality",
    says: "locked down",
  },
} as const;

const PROBE = v.object({
  event: v.string(),
  state: v.picklist(["seen", "not seen", "not needed"]),
  why: v.string(),
  cost: v.string(),
});

const TRACING = v.object({
  works: v.boolean(),
  probes: v.array(PROBE),
  obstacles: v.array(v.object({ what: v.string(), why: v.string() })),
});

const DOCTOR = v.object({ tracing: TRACING });

const PROVOCATION = v.object({
  what: v.string(),
  found: v.number(),
  of: v.number(),
  frames: v.object({ wrong: v.number(), of: v.number() }),
});

/** Completions that were delivered in one way: runs in the class, and of all. */
export type Provocation = v.InferOutput<typeof PROVOCATION>;

/** A line of trace.csv or triggers.csv by column name. */
type Line = Readonly<Record<string, string>>;

/** What was seen on a kernel. */
export interface Examination {
  line: KernelLine;
  release: string;
  /** Of doctor; empty where it said nothing. */
  probes: readonly v.InferOutput<typeof PROBE>[];
  /** A line per traced cell, and per class of it. */
  cells: readonly Line[];
  triggers: readonly Line[];
  provocations: readonly Provocation[];
  /** What became of the hindered runs, by their names. */
  hindered: ReadonlyMap<string, string>;
  /** What was not as it should be, in whole sentences; empty if all was. */
  failures: readonly string[];
}

function csvIfAny(products: Products, name: string): Line[] {
  const text = products.textIfAny(name);
  return text === "" ? [] : readCsv(text);
}

function tracingOf(text: string) {
  if (text.trim() === "") return undefined;
  return v.parse(DOCTOR, JSON.parse(text)).tracing;
}

/** The steps of tracing.sh that must go well. */
const STEPS = ["doctor", "traced", "provocations"];

/** What a step that failed said at last, or of which tests. */
function complaint(products: Products, step: string): string {
  const said = products.textIfAny(`${step}.stdout`) +
    products.textIfAny(`${step}.stderr`);
  const errors = said.split("\n").filter((line) => /^error: /.test(line));
  const lines = errors.length ? errors : said.trim().split("\n").slice(-1);
  // An assertion of a provocation ends with all that was counted.
  return lines.map((line) => line.replace(/: \{.*/, "")).join("; ");
}

function stepFailures(products: Products): string[] {
  return STEPS.flatMap((step) => {
    const status = products.textIfAny(`${step}.status`).trim();
    if (status === "0") return [];
    const ended = status === "" ? "did not end" : `ended with ${status}`;
    return [`${step} ${ended}: ${complaint(products, step)}`];
  });
}

function cellName({ mode, wait, iodepth }: Line): string {
  return `${mode}, ${wait}, iodepth ${iodepth}`;
}

function cellFailures(cells: readonly Line[]): string[] {
  if (cells.length === 0) return ["no cell was traced"];
  return cells.flatMap((cell) => {
    if (cell.broken) return [`${cellName(cell)} is broken: ${cell.broken}`];
    return Number(cell.completions) > 0
      ? []
      : [`${cellName(cell)} has no completions: ${cell.reason}`];
  });
}

/** What a hindered run came to, and what is wrong with that. */
function hinderedRun(
  products: Products,
  name: keyof typeof HINDRANCES,
): { outcome: string; failures: string[] } {
  const { what, says } = HINDRANCES[name];
  const status = products.textIfAny(`${name}.status`).trim();
  const said = products.textIfAny(`${name}.stderr`).trim().split("\n");
  const cells = csvIfAny(products, `${name}/trace.csv`);
  const tracing = tracingOf(products.textIfAny(`${name}.doctor`));
  const failures = (problems: readonly string[]) =>
    problems.map((problem) => `${what}: ${problem}`);
  if (status === "") {
    return { outcome: "did not end", failures: failures(["did not end"]) };
  }
  if (says === undefined) {
    return {
      outcome: status === "0" ? "traced" : `status ${status}`,
      failures: failures([
        ...tracing?.works ? [] : ["doctor says that nothing can be traced"],
        ...cellFailures(cells),
      ]),
    };
  }
  const [line = ""] = said;
  const told = tracing?.obstacles.map((one) => `${one.what}: ${one.why}`) ?? [];
  const refused = said.length === 1 && line.includes(says);
  return {
    outcome: refused ? "refused in one line" : "not refused in one line",
    failures: failures([
      ...status === "1" ? [] : [`--trace ended with ${status}`],
      ...refused ? [] : [`--trace said: ${said.join(" / ")}`],
      ...cells.length ? ["there is a trace"] : [],
      ...!tracing?.works && told.some((text) => text.includes(says))
        ? []
        : [`doctor said: ${told.join("; ") || "nothing of it"}`],
    ]),
  };
}

/** Reads what tracing.sh left. Throws where it is not what that writes. */
export function examine(line: KernelLine, products: Products): Examination {
  const cells = csvIfAny(products, "traced/trace.csv");
  const provocations = products.textIfAny("provocations.jsonl").split("\n")
    .filter((text) => text !== "")
    .map((text) => v.parse(PROVOCATION, JSON.parse(text)));
  const names = Object.keys(HINDRANCES) as (keyof typeof HINDRANCES)[];
  const runs = names.map((name) => ({ name, ...hinderedRun(products, name) }));
  return {
    line,
    release: products.textIfAny("release").trim(),
    probes: tracingOf(products.textIfAny("doctor.stdout"))?.probes ?? [],
    cells,
    triggers: csvIfAny(products, "traced/triggers.csv"),
    provocations,
    hindered: new Map(
      runs.map(({ name, outcome }) => [HINDRANCES[name].what, outcome]),
    ),
    failures: [
      ...stepFailures(products),
      ...cellFailures(cells),
      ...provocations.length ? [] : ["nothing was provoked"],
      ...runs.flatMap(({ failures }) => failures),
    ],
  };
}
