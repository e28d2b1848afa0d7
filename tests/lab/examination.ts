/** What tracing.sh left of one kernel: read, and judged. */
import * as v from "valibot";
import type { KernelLine } from "./kernels.ts";
import { type Products, readCsv } from "./products.ts";

/**
 * The places of tracing.sh, and what must be said there in one line; where
 * nothing is named the figures must be right.
 */
export const PLACES = {
  without_btf: { what: "without BTF", says: "does not describe its types" },
  pid_namespace: { what: "in a PID namespace", says: undefined },
  container: { what: "in a container's root", says: undefined },
  user: { what: "an unprivileged user", says: "not permitted to trace" },
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
  ticks: v.number(),
  frames: v.object({ wrong: v.number(), of: v.number() }),
});

/**
 * Completions that were delivered in one way: runs in the class, of all but
 * those by a tick, and those.
 */
export type Provocation = v.InferOutput<typeof PROVOCATION>;

/** A line of trace.csv or triggers.csv by column name. */
type Line = Readonly<Record<string, string>>;

/** How the machine got through it. */
export interface Course {
  seconds: number;
  /** More than one where the emulator failed. */
  boots: number;
  /** Why it ended before it was through. */
  ended: string | undefined;
}

/** What was seen on a kernel. */
export interface Examination {
  line: KernelLine;
  release: string;
  course: Course;
  /** Of doctor; empty where it said nothing. */
  probes: readonly v.InferOutput<typeof PROBE>[];
  /** A line per traced cell, and per class of it. */
  cells: readonly Line[];
  triggers: readonly Line[];
  provocations: readonly Provocation[];
  /** What became of the runs in other places, by what these are. */
  places: ReadonlyMap<string, string>;
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
    const hung = products.hung(step);
    if (hung !== undefined) return [hung];
    const ended = status === "" ? "did not end" : `ended with ${status}`;
    return [`${step} ${ended}: ${complaint(products, step)}`];
  });
}

function cellName({ mode, wait, iodepth }: Line): string {
  return `${mode}, ${wait}, iodepth ${iodepth}`;
}

/** Premises that no lateness of the machine breaks. */
const STRICT = ["completions", "runs", "missed"];

/**
 * What is wrong with traced runs. Other premises are broken by a late machine in
 * a run now and then, by a mistake in most runs of a cell.
 */
function cellFailures(runs: readonly Line[]): string[] {
  if (runs.length === 0) return ["no cell was traced"];
  const failures = runs.flatMap((run) => {
    const strict = (run.broken ?? "").split(" ")
      .filter((premise) => STRICT.includes(premise));
    return [
      ...strict.length > 0 ? [`is broken: ${strict.join(" ")}`] : [],
      ...Number(run.completions) > 0
        ? []
        : [`has no completions: ${run.reason}`],
    ].map((problem) => `${cellName(run)} ${problem}`);
  });
  const cells = Map.groupBy(runs, cellName);
  for (const [name, blocks] of cells) {
    const broken = blocks.filter((run) => run.broken);
    if (2 * broken.length <= blocks.length) continue;
    failures.push(
      `${name} is broken in ${broken.length} of ${blocks.length} runs: ` +
        broken.map((run) => run.broken).join(", "),
    );
  }
  return failures;
}

/** What a run in such a place came to, and what is wrong with that. */
function runIn(
  products: Products,
  name: keyof typeof PLACES,
): { outcome: string; failures: string[] } {
  const { what, says } = PLACES[name];
  const hung = [`doctor_${name}`, name].flatMap((step) =>
    products.hung(step) ?? []
  );
  if (hung.length > 0) {
    return {
      outcome: "hung",
      failures: hung.map((line) => `${what}: ${line}`),
    };
  }
  const status = products.textIfAny(`${name}.status`).trim();
  const said = products.textIfAny(`${name}.stderr`).trim().split("\n");
  const cells = csvIfAny(products, `${name}/trace.csv`);
  const tracing = tracingOf(products.textIfAny(`doctor_${name}.stdout`));
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

/**
 * Reads what tracing.sh left, of the small one without the other places. Throws
 * where it is not what that writes.
 */
export function examine(
  line: KernelLine,
  products: Products,
  { course, small = false }: { course: Course; small?: boolean },
): Examination {
  const cells = csvIfAny(products, "traced/trace.csv");
  const provocations = products.textIfAny("provocations.jsonl").split("\n")
    .filter((text) => text !== "")
    .map((text) => v.parse(PROVOCATION, JSON.parse(text)));
  const names = small ? [] : Object.keys(PLACES) as (keyof typeof PLACES)[];
  const runs = names.map((name) => ({ name, ...runIn(products, name) }));
  const [ended] = course.ended?.split("\n") ?? [];
  const during = products.textIfAny("step").trim();
  return {
    line,
    release: products.textIfAny("release").trim(),
    course,
    probes: tracingOf(products.textIfAny("doctor.stdout"))?.probes ?? [],
    cells,
    triggers: csvIfAny(products, "traced/triggers.csv"),
    provocations,
    places: new Map(
      runs.map(({ name, outcome }) => [PLACES[name].what, outcome]),
    ),
    failures: [
      ...ended === undefined ? [] : [`during ${during || "boot"}: ${ended}`],
      ...stepFailures(products),
      ...cellFailures(cells),
      ...provocations.length ? [] : ["nothing was provoked"],
      ...runs.flatMap(({ failures }) => failures),
    ],
  };
}
