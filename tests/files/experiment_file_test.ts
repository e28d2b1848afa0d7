import type { Experiment } from "../../lib/model/experiment.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { PROGRAM } from "../../lib/base/program.ts";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { exp10 } from "../../experiments/exp10.ts";
import { exp5 } from "../../experiments/exp5.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import {
  parseExperiment,
  parseExperimentValue,
  readExperiment,
} from "../../lib/files/experiment_file.ts";
import { MAX_COMPLAINT } from "../../lib/files/schema.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { FIO_LOOP } from "../../lib/model/parameters/fio_loop.ts";
import { plan } from "../../lib/model/plan.ts";
import { params } from "../model/fixtures.ts";

const FILE = "mine.json";
const LEAST = { name: "mine", axes: {} };

/** The first chart of an experiment with something changed. */
function chartOf({ charts }: Experiment, change: object) {
  const chart = charts.find(({ kind }) => kind !== "ratios");
  return { ...LEAST, charts: [{ ...chart, ...change }] };
}

function complaintOf(parse: () => unknown): string {
  const { message } = assertThrows(parse, UsageError);
  // One line, and nothing that a terminal would obey.
  assertEquals(/\p{Cc}/u.test(message), false, JSON.stringify(message));
  assert(message.length < 500, `${message.length} letters`);
  return message;
}

/** As much of a complaint as is told. */
function shown(complaint: string): string {
  return complaint.length > MAX_COMPLAINT
    ? `${complaint.slice(0, MAX_COMPLAINT)} ...`
    : complaint;
}

function refused(value: unknown, message: string): void {
  const parse = () => parseExperimentValue(value, FILE);
  assertEquals(complaintOf(parse), `${FILE}: ${shown(message)}`);
}

function refusedText(text: string, message: string): void {
  const parse = () => parseExperiment(text, FILE);
  assertEquals(complaintOf(parse), `${FILE}: ${shown(message)}`);
}

Deno.test("every experiment that list --json prints is read as itself", () => {
  for (const experiment of EXPERIMENTS) {
    const text = JSON.stringify(experiment, null, 2);
    const read = parseExperiment(text, FILE);
    assertEquals(read, experiment);
    // The same keys in another order would be another plan.
    assertEquals(JSON.stringify(read.axes), JSON.stringify(experiment.axes));
    const run = { repeats: 2, order: "random", seed: 1 } as const;
    assertEquals(
      plan(params(), read.axes, run),
      plan(params(), experiment.axes, run),
      experiment.name,
    );
  }
});

Deno.test("axes vary in the order in which the file has them", () => {
  const axes = { wait: ["wait"], mode: ["coop", "default"], iodepth: [2, 1] };
  const read = parseExperimentValue({ ...LEAST, axes }, FILE);
  assertEquals(JSON.stringify(read.axes), JSON.stringify(axes));
});

Deno.test("what a file leaves out is as in a loop of fio with one worker", () => {
  const read = parseExperimentValue(LEAST, FILE);
  assertEquals(read, {
    name: "mine",
    summary: "",
    question: "",
    base: FIO_LOOP,
    axes: {},
    presets: read.presets,
    table: ["iops", "clat_avg_us", "clat_p99_us", "syscalls_per_io"],
    findings: [],
    traced: false,
    charts: [],
  });
  assertEquals(Object.keys(read.presets), ["quick", "default", "document"]);
  const base = { workers: 3, wait: "spin" };
  assertEquals(
    parseExperimentValue({ ...LEAST, base }, FILE).base,
    { ...FIO_LOOP, workers: 3, wait: "spin" },
  );
});

Deno.test("what is read does not change what is read later", () => {
  const first = parseExperimentValue(LEAST, FILE);
  Object.assign(first.base, { workers: 99 });
  assertEquals(parseExperimentValue(LEAST, FILE).base.workers, 1);
  assertEquals(FIO_LOOP.workers, 1);
});

const MODES = "default, coop, coop_flag, single, defer, defer_flag, sqpoll, " +
  "iopoll";
const PARAMETERS = "mode, iodepth, busy, core, wait, thinktime, " +
  "thinkGetevents, workers, cpusAllowedPolicy, load, rw, wakeDelay, numberIos, " +
  "iodepthBatch, " +
  "iodepthBatchCompleteMin, iodepthBatchCompleteMax, submitGetevents, " +
  "submitAndWait, forceAsync, engine, recv, accept, send, pipeline, fixedbufs, registerfiles, registeredRingFd, iowait, sqarray, clockPerReap, " +
  "loop, thinkcycles, thinkMinComplete, thinkTouch, thinkTouchEvery, " +
  "thinkTouchSize, phase, writer, equalCpus, " +
  "hugepages, perfCounters, verify";
const BAD_NAME = "a name is made of letters, digits, _ and -";

const WRONG: [string, unknown, string][] = [
  ["null", null, "null is no object"],
  ["a word", "exp7", '"exp7" is no object'],
  [
    "several experiments",
    [exp7],
    `this is a list; \`${PROGRAM} list --json exp7\` prints one experiment`,
  ],
  ["no name", { axes: {} }, "name: is missing"],
  ["no axes", { name: "mine" }, "axes: is missing"],
  [
    "a name of another type",
    { ...LEAST, name: 7 },
    "name: Expected string but received 7",
  ],
  ["an empty name", { ...LEAST, name: "" }, `name: ${BAD_NAME}`],
  ["a path for a name", { ...LEAST, name: "../../x" }, `name: ${BAD_NAME}`],
  ["a name with a blank", { ...LEAST, name: "my exp" }, `name: ${BAD_NAME}`],
  ["a long name", { ...LEAST, name: "x".repeat(62) }, `name: ${BAD_NAME}`],
  [
    "an unknown field",
    { ...LEAST, bases: {} },
    'bases: there is no such field; did you mean "base"?',
  ],
  [
    "an unknown field that is like none",
    { ...LEAST, xyz: 1 },
    "xyz: there is no such field; known: name, alias, summary, question, " +
    "base, axes, compared, interactions, answer, presets, table, findings, " +
    "traced, options, charts",
  ],
  [
    "an option that no file may give",
    { ...LEAST, options: { zzz: "5" } },
    "options.zzz: there is no such field; known: filename, bs, cpus",
  ],
  [
    "an unknown parameter",
    { ...LEAST, base: { iodpeth: 4 } },
    'base.iodpeth: there is no such field; did you mean "iodepth"?',
  ],
  [
    "an unknown axis",
    { ...LEAST, axes: { q: [1] } },
    `axes.q: there is no such field; known: ${PARAMETERS}`,
  ],
  ["a list of axes", { ...LEAST, axes: [] }, "axes: a list is no object"],
  ["a list of values", { ...LEAST, base: [] }, "base: a list is no object"],
  [
    "an axis that is one value",
    { ...LEAST, axes: { iodepth: 4 } },
    "axes.iodepth: Expected Array but received 4",
  ],
  [
    "an empty axis",
    { ...LEAST, axes: { iodepth: [] } },
    "axes.iodepth: an axis needs values",
  ],
  [
    "a value twice",
    { ...LEAST, axes: { iodepth: [1, 2, 1] } },
    "axes.iodepth: an axis has every value once",
  ],
  [
    "a number as a text",
    { ...LEAST, axes: { iodepth: [1, "2"] } },
    'axes.iodepth[1]: Expected number but received "2"',
  ],
  [
    "a number that is not whole",
    { ...LEAST, axes: { iodepth: [1.5] } },
    "axes.iodepth[0]: 1.5 is not a whole number",
  ],
  [
    "too small a number",
    { ...LEAST, base: { workers: 0 } },
    "base.workers: Expected >=1 but received 0",
  ],
  [
    "too large a number",
    { ...LEAST, base: { iodepth: 1e300 } },
    "base.iodepth: Expected <=32768 but received 1e+300",
  ],
  [
    "infinity",
    { ...LEAST, base: { thinktime: Infinity } },
    "base.thinktime: Expected <=10000000 but received Infinity",
  ],
  [
    "not a number",
    { ...LEAST, base: { thinktime: NaN } },
    "base.thinktime: Expected number but received NaN",
  ],
  [
    "a negative time",
    { ...LEAST, base: { thinktime: -1 } },
    "base.thinktime: Expected >=0 but received -1",
  ],
  [
    "a time with its unit",
    { ...LEAST, base: { thinktime: "4ms" } },
    'base.thinktime: Expected number but received "4ms"',
  ],
  [
    "on for true",
    { ...LEAST, base: { busy: "on" } },
    'base.busy: Expected true, false or "interrupt" but received "on"',
  ],
  [
    "on for true where there is no third value",
    { ...LEAST, base: { verify: "on" } },
    'base.verify: Expected boolean but received "on"',
  ],
  [
    "a near miss of a mode",
    { ...LEAST, axes: { mode: ["default", "cop"] } },
    'axes.mode[1]: unknown value "cop"; did you mean "coop"?',
  ],
  [
    "an unknown mode",
    { ...LEAST, axes: { mode: ["xyz"] } },
    `axes.mode[0]: unknown value "xyz"; known: ${MODES}`,
  ],
  [
    "a number for a mode",
    { ...LEAST, base: { mode: 1 } },
    "base.mode: 1 is none of default, coop, coop_flag, single, defer ...",
  ],
  [
    "a core that only the machine finds out",
    { ...LEAST, base: { core: "unknown" } },
    'base.core: unknown value "unknown"; known: non-interrupt, interrupt, ' +
    "smt-twin, same-llc, other-llc, other-node, any",
  ],
  [
    "a setting of the machine",
    { ...LEAST, base: { cpus: [1] } },
    `base.cpus: there is no such field; known: ${PARAMETERS}`,
  ],
  [
    "a preset that is missing",
    { ...LEAST, presets: { quick: exp7.presets.quick } },
    "presets.default: is missing",
  ],
  [
    "no time at all",
    {
      ...LEAST,
      presets: {
        ...exp7.presets,
        quick: { ...exp7.presets.quick, runtime: 0 },
      },
    },
    "presets.quick.runtime: Expected >=0.01 but received 0",
  ],
  [
    "half a repetition",
    {
      ...LEAST,
      presets: {
        ...exp7.presets,
        default: { ...exp7.presets.default, repeats: 0.5 },
      },
    },
    "presets.default.repeats: 0.5 is not a whole number",
  ],
  [
    "an unknown order",
    {
      ...LEAST,
      presets: {
        ...exp7.presets,
        document: { ...exp7.presets.document, order: "radnom" },
      },
    },
    'presets.document.order: unknown value "radnom"; did you mean "random"?',
  ],
  ["an empty table", { ...LEAST, table: [] }, "table: a table needs figures"],
  [
    "too wide a table",
    { ...LEAST, table: Array(13).fill("iops") },
    "table: more than 12 do not fit",
  ],
  [
    "an unknown figure",
    { ...LEAST, table: ["iops", "clat_p98_us"] },
    'table[1]: unknown value "clat_p98_us"; did you mean "clat_p90_us"?',
  ],
  [
    "an unknown finding",
    { ...LEAST, findings: ["tick", "kiks"] },
    'findings[1]: unknown value "kiks"; did you mean "kicks"?',
  ],
  [
    "a word for traced",
    { ...LEAST, traced: "yes" },
    'traced: Expected boolean but received "yes"',
  ],
  [
    "a chart without its kind",
    { ...LEAST, charts: [{}] },
    'charts[0].kind: Expected ("lines" | "panels" | "distribution" | ' +
    '"matrix" | "ratios") but received undefined',
  ],
  [
    "an unknown scale of a distribution",
    { ...LEAST, charts: [{ ...exp7.charts.at(-1), scale: "log" }] },
    'charts[0].scale: unknown value "log"; known: share, tail',
  ],
  [
    "a grid of one row",
    { ...LEAST, charts: [{ ...exp7.charts.at(-1), maxRows: 1 }] },
    "charts[0].maxRows: Expected >=2 but received 1",
  ],
  [
    "a chart that is named as the graphs of stacks",
    chartOf(exp7, { name: "kstack_waker" }),
    "charts[0].name: a run writes such a file itself",
  ],
  [
    "an axis of a chart that is no number",
    chartOf(exp7, { x: "mode" }),
    'charts[0].x: unknown value "mode"; known: iodepth, thinktime, workers, wakeDelay, ' +
    "numberIos, iodepthBatch, iodepthBatchCompleteMin, " +
    "iodepthBatchCompleteMax, pipeline, thinkcycles, thinkMinComplete, thinkTouchEvery",
  ],
  [
    "an axis of a chart that is misspelt",
    chartOf(exp10, { x: "thinktme" }),
    'charts[0].x: unknown value "thinktme"; did you mean "thinktime"?',
  ],
  [
    "a field of another kind of chart",
    chartOf(exp7, { rows: "core" }),
    "charts[0].rows: there is no such field; known: kind, name, title, " +
    "metric, x, lines, scale",
  ],
  [
    "a chart that lacks a field",
    chartOf(exp7, { scale: undefined }),
    "charts[0].scale: undefined is none of linear, log",
  ],
  [
    "a chart with a path for a name",
    chartOf(exp7, { name: "../up" }),
    `charts[0].name: ${BAD_NAME}`,
  ],
  [
    "a chart that is drawn anyway",
    chartOf(exp7, { name: "triggers_compute" }),
    "charts[0].name: a run writes such a file itself",
  ],
  [
    "ratios of too many figures",
    {
      ...LEAST,
      charts: [{ ...exp7.charts[0], metrics: Array(7).fill("iops") }],
    },
    "charts[0].metrics: more than 6 do not fit",
  ],
  [
    "an interaction of one parameter",
    { ...LEAST, interactions: [["mode"]] },
    "interactions[0][1]: undefined is none of mode, iodepth, busy, core, wait " +
    "...",
  ],
  [
    "two charts in one file",
    { ...LEAST, charts: [exp7.charts[0], exp7.charts[0]] },
    "charts: every chart needs a name of its own",
  ],
  [
    "no figures in a grid",
    chartOf(exp10, { metrics: [] }),
    "charts[0].metrics: a chart needs figures",
  ],
  [
    "a value of a selection of another type",
    {
      ...LEAST,
      charts: [{ ...exp10.charts.at(-1), where: { thinktime: "100" } }],
    },
    'charts[0].where.thinktime: Expected number but received "100"',
  ],
  [
    "neither lower nor higher",
    chartOf(modes, {
      panels: [{ metric: "iops", better: "hihger", scale: "log" }],
    }),
    'charts[0].panels[0].better: unknown value "hihger"; ' +
    'did you mean "higher"?',
  ],
];

for (const [what, value, message] of WRONG) {
  Deno.test(`a file with ${what} is refused`, () => refused(value, message));
}

Deno.test("what is no JSON is refused in one line", () => {
  refusedText("", "no JSON: Unexpected end of JSON input");
  refusedText(
    '{\n  "name": mine\n}',
    `no JSON: Unexpected token 'm', "{ "name": mine }" is not valid JSON`,
  );
  refusedText(
    '{"name":"mine","axes":{"iodepth":[NaN]}}',
    `no JSON: Unexpected token 'N', ..."iodepth":[NaN]}}" is not valid JSON`,
  );
});

Deno.test("numbers beyond all numbers are refused", () => {
  const axis = (name: string, value: string) =>
    `{"name": "mine", "axes": {"${name}": [${value}]}}`;
  refusedText(
    axis("iodepth", "1e999"),
    "axes.iodepth[0]: Infinity is not a whole number",
  );
  refusedText(
    axis("thinktime", "-1e999"),
    "axes.thinktime[0]: Expected >=0 but received -Infinity",
  );
  refusedText(
    axis("numberIos", "9007199254740993"),
    "axes.numberIos[0]: Expected <=4294967296 but received 9007199254740992",
  );
});

Deno.test("names of JavaScript's own fields are no fields", () => {
  const known = `known: ${PARAMETERS}`;
  refusedText(
    '{"name": "mine", "axes": {"__proto__": [1]}}',
    `axes.__proto__: there is no such field; ${known}`,
  );
  refusedText(
    '{"name": "mine", "axes": {}, "base": {"__proto__": {"workers": 9}}}',
    `base.__proto__: there is no such field; ${known}`,
  );
  refusedText(
    '{"__proto__": {"name": "mine", "axes": {}}}',
    "name: is missing",
  );
  for (const name of ["__proto__", "constructor", "toString"]) {
    const parse = () =>
      parseExperiment(`{"name": "mine", "axes": {}, "${name}": {}}`, FILE);
    assert(
      complaintOf(parse).startsWith(`${FILE}: ${name}: there is no such field`),
    );
  }
  assertEquals(({} as { workers?: number }).workers, undefined);
});

Deno.test("very deep nesting is refused and ends nothing else", () => {
  const deep = 200_000;
  refusedText("[".repeat(deep), "no JSON: Unexpected end of JSON input");
  refusedText(
    `{"name": "mine", "axes": {"iodepth": ${"[".repeat(deep)}${
      "]".repeat(deep)
    }}}`,
    "axes.iodepth[0]: Expected number but received Array",
  );
});

Deno.test("what a file holds is not printed as it is", () => {
  const nasty = "\u001b[2Jx\ny\u0000\u202e";
  refused(
    { ...LEAST, axes: { mode: [nasty] } },
    `axes.mode[0]: unknown value " [2Jx y "; known: ${MODES}`,
  );
  refused({ ...LEAST, name: nasty }, `name: ${BAD_NAME}`);
  for (const field of ["summary", "question"]) {
    refused(
      { ...LEAST, [field]: nasty },
      `${field}: there are control characters in it`,
    );
  }
  refused(
    chartOf(exp7, { title: nasty }),
    "charts[0].title: there are control characters in it",
  );
  // Lines may end in a question, which is wrapped anyway.
  const question = "How?\nAnd why?";
  const read = parseExperimentValue({ ...LEAST, question }, FILE);
  assertEquals(read.question, question);
});

Deno.test("what goes on and on is cut", () => {
  const long = "x".repeat(1 << 19);
  for (
    const value of [
      { ...LEAST, axes: { mode: [long] } },
      { ...LEAST, axes: { [long]: [1] } },
      { ...LEAST, name: long },
      chartOf(exp7, { title: long }),
    ]
  ) complaintOf(() => parseExperimentValue(value, FILE));
  complaintOf(() => parseExperiment(`{"name": ${long}}`, FILE));
});

Deno.test("a file is read as its text", () => {
  const path = Deno.makeTempFileSync({ suffix: ".json" });
  try {
    Deno.writeTextFileSync(path, JSON.stringify(exp5));
    assertEquals(readExperiment(path), exp5);
    Deno.writeTextFileSync(path, "{}");
    assertEquals(
      complaintOf(() => readExperiment(path)),
      `${path}: name: is missing`,
    );
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("what is no file of an experiment is not read", () => {
  const directory = Deno.makeTempDirSync();
  try {
    const none = `${directory}/none.json`;
    const complaint = (path: string) => complaintOf(() => readExperiment(path));
    assertEquals(
      complaint(none),
      `cannot read ${none}: No such file or directory`,
    );
    assertEquals(
      complaint(directory),
      `${directory}: this is no file of an experiment`,
    );
    // It has no end.
    assertEquals(
      complaint("/dev/zero"),
      "/dev/zero: this is no file of an experiment",
    );
    const large = `${directory}/large.json`;
    Deno.writeTextFileSync(large, " ".repeat((1 << 20) + 1));
    assertEquals(
      complaint(large),
      `${large}: this is no file of an experiment`,
    );
    Deno.writeTextFileSync(large, JSON.stringify(LEAST).padEnd(1 << 20));
    assertEquals(readExperiment(large).name, "mine");
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("another name is read where there is one, and is a name", () => {
  const value = { ...LEAST, alias: "by_question" };
  assertEquals(parseExperimentValue(value, "mine.json").alias, "by_question");
  assertEquals("alias" in parseExperimentValue(LEAST, "mine.json"), false);
  refused(
    { ...LEAST, alias: "../up" },
    "alias: a name is made of letters, digits, _ and -",
  );
});
