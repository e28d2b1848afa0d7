import { assertEquals, assertThrows } from "@std/assert";
import { FIO_MODES, FIO_WORDS } from "../../lib/options/fio_words.ts";
import {
  FLAGS,
  OPTION_GROUPS,
  type Options,
  parseOptions,
} from "../../lib/options/experiment_options.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { optionName, valueText } from "../../lib/model/parameters/names.ts";
import type { Parameter } from "../../lib/model/parameters/parameter.ts";
import { PARAMETER_NAMES } from "../../lib/model/parameters/params.ts";
import { PARAMETERS } from "../../lib/model/parameters/table.ts";

/** A value that each option takes, and what it is read as. */
const GOOD: Record<string, [string, unknown]> = {
  iodepth: ["1,8", [1, 8]],
  mode: ["default,coop", ["default", "coop"]],
  busy: ["off,on,interrupt", [false, true, "interrupt"]],
  core: ["non-interrupt,interrupt", ["non-interrupt", "interrupt"]],
  wait: ["second_thread", ["second_thread"]],
  thinktime: ["0,100,9ms", [0, 100, 9000]],
  "think-getevents": ["on", [true]],
  filter: ["iodepth:8/", /iodepth:8\//],
  workers: ["1,16", [1, 16]],
  "cpus-allowed-policy": ["split", ["split"]],
  load: ["read,pipe", ["read", "pipe"]],
  rw: ["randread,read", ["randread", "read"]],
  "wake-delay": ["0,20,1ms", [0, 20, 1000]],
  "number-ios": ["0,1000", [0, 1000]],
  "iodepth-batch": ["4", [4]],
  "iodepth-batch-complete-min": ["1,2", [1, 2]],
  "iodepth-batch-complete-max": ["8", [8]],
  "submit-getevents": ["off", [false]],
  "submit-and-wait": ["on", [true]],
  "force-async": ["off,on", [false, true]],
  engine: ["io_uring,epoll", ["io_uring", "epoll"]],
  recv: ["single,multishot", ["single", "multishot"]],
  accept: ["single,multishot", ["single", "multishot"]],
  send: ["ring,register", ["ring", "register"]],
  pipeline: ["1,8", [1, 8]],
  fixedbufs: ["on", [true]],
  registerfiles: ["off,on", [false, true]],
  "registered-ring-fd": ["on", [true]],
  iowait: ["off", [false]],
  sqarray: ["off", [false]],
  "clock-per-reap": ["on", [true]],
  loop: ["fio,document", ["fio", "document"]],
  thinkcycles: ["0,512", [0, 512]],
  "think-min-complete": ["0,64", [0, 64]],
  "think-touch": ["touched,fresh", ["touched", "fresh"]],
  "think-touch-every": ["0.5,1ms", [0.5, 1000]],
  "think-touch-size": ["2m,8g", [2 ** 21, 2 ** 33]],
  phase: ["locked,random", ["locked", "random"]],
  writer: ["off,on", [false, true]],
  "equal-cpus": ["off,on", [false, true]],
  hugepages: ["on", [true]],
  "perf-counters": ["off,on", [false, true]],
  filename: ["/dev/vda", "/dev/vda"],
  size: ["64m", 2 ** 26],
  bs: ["4k", 4096],
  cpus: ["10,12", [10, 12]],
  "interrupt-cpus": ["11,13", [11, 13]],
  "partner-cpus": ["0-1", [0, 1]],
  "waker-cpus": ["2", [2]],
  "busy-cpus": ["1,3", [1, 3]],
  "busy-per-cpu": ["3", 3],
  preset: ["quick", "quick"],
  runtime: ["500ms", 0.5],
  "ramp-time": ["0", 0],
  turn: ["50ms", 0.05],
  repeats: ["3", 3],
  order: ["sequential", "sequential"],
  precision: ["2%", 2],
  "max-time": ["2h", 7200],
  seed: ["0", 0],
  "trace-runtime": ["500ms", 0.5],
  "trace-stacks": ["all", "all"],
  "drain-timeout": ["2m", 120],
  section: ["job1", "job1"],
  resume: ["results/y", "results/y"],
  out: ["results/x", "results/x"],
  export: ["fio-json", "fio-json"],
};

/** What is read when an option has this value. */
function reading(name: string, value: unknown): unknown {
  const parameter = PARAMETER_NAMES.find((p) => optionName(p) === name);
  return parameter
    ? { parameters: { [parameter]: value } }
    : { parameters: {}, [name]: value };
}

/** Options that are read, but for the list of parameters. */
function plain(args: readonly string[]): unknown {
  const { parameters, ...rest } = parseOptions(args);
  assertEquals(parameters, {});
  return rest;
}

function refused(args: readonly string[], message: string): void {
  const error = assertThrows(() => parseOptions(args), UsageError, message);
  assertEquals(error.message.includes("\n"), false, error.message);
}

Deno.test("every option is read, with = and with a blank", () => {
  // What fio's words mean is tried in fio_words_test.ts.
  const names = Object.values(OPTION_GROUPS).flatMap(Object.keys)
    .filter((name) => !(name in FIO_WORDS) && !(name in FIO_MODES));
  assertEquals(names, Object.keys(GOOD));
  for (const [name, [given, value]] of Object.entries(GOOD)) {
    const expected = reading(name, value) as Options;
    assertEquals(parseOptions([`--${name}=${given}`]), expected);
    assertEquals(parseOptions([`--${name}`, given]), expected);
  }
});

Deno.test("connections are not counted where each has several messages", () => {
  const { parameters } = parseOptions(["--connections=4", "--pipeline=1"]);
  assertEquals([parameters.iodepth, parameters.pipeline], [[4], [1]]);
  for (const given of [["--connections=4"], ["--connections", "4"]]) {
    assertThrows(
      () => parseOptions([...given, "--pipeline=1,8"]),
      UsageError,
      "--connections: with --pipeline say --iodepth",
    );
  }
  parseOptions(["--iodepth=32", "--pipeline=8"]);
});

Deno.test("all options together, in any order", () => {
  const args = Object.entries(GOOD).reverse().flatMap(([name, [given]], i) =>
    i % 2 ? [`--${name}=${given}`] : [`--${name}`, given]
  );
  const { parameters, verify, ...rest } = parseOptions([...args, "--verify"]);
  assertEquals(verify, true);
  const read: Record<string, unknown> = { ...rest };
  for (const name of PARAMETER_NAMES) {
    if (name in parameters) read[optionName(name)] = parameters[name];
  }
  assertEquals(
    read,
    Object.fromEntries(
      Object.entries(GOOD).map(([name, [, value]]) => [name, value]),
    ),
  );
});

Deno.test("every parameter but the flag takes a list", () => {
  for (const name of PARAMETER_NAMES) {
    if (name === "verify") continue;
    const option = optionName(name);
    const { domain } = PARAMETERS[name] as Parameter;
    const two = domain.kind === "boolean"
      ? ["off", "on"]
      : domain.kind === "choice"
      ? domain.values.slice(0, 2)
      : ["1", "2"];
    const { parameters } = parseOptions([`--${option}=${two}`]);
    assertEquals(parameters[name]?.map(valueText), two, option);
    refused([`--${option}=${two[0]},${two[0]}`], "without repetitions");
    refused([`--${option}=${two[0]},`], `--${option}: `);
  }
});

Deno.test("nothing given is nothing read", () => {
  assertEquals(parseOptions([]), { parameters: {} });
});

Deno.test("underscores are taken for hyphens, as fio writes them", () => {
  assertEquals(parseOptions(["--iodepth_batch=2", "--ramp_time", "1s"]), {
    parameters: { iodepthBatch: [2] },
    "ramp-time": 1,
  });
  assertEquals(plain(["--dry_run"]), { "dry-run": true });
  assertEquals(plain(["--no_trace"]), { "no-trace": true });
});

Deno.test("underscores of values are left alone", () => {
  assertEquals(
    plain(["--filename=/a_b/c=d_e", "--out", "x_y"]),
    { filename: "/a_b/c=d_e", out: "x_y" },
  );
  assertEquals(parseOptions(["--mode", "defer_flag"]).parameters, {
    mode: ["defer_flag"],
  });
  assertEquals(parseOptions(["--wait=second_thread"]).parameters, {
    wait: ["second_thread"],
  });
});

Deno.test("fio's names are understood", () => {
  assertEquals(parseOptions(["--numjobs=4", "--cpus_allowed", "0-1"]), {
    parameters: { workers: [4] },
    cpus: [0, 1],
  });
  assertEquals(plain(["--cpus-allowed=3"]), { cpus: [3] });
  assertEquals(plain(["--sqthread_poll_cpu=1"]), { "partner-cpus": [1] });
});

Deno.test("thinktimes may have a unit, and are microseconds without one", () => {
  const read = (text: string) =>
    parseOptions([`--thinktime=${text}`]).parameters.thinktime;
  assertEquals(read("50"), [50]);
  assertEquals(read("50us,4ms,1s"), [50, 4000, 1e6]);
  // However it is spelled, it is the same time.
  refused(["--thinktime=1000,1ms"], "without repetitions");
  refused(["--thinktime=11s"], "a time from 0 us to 10000000 us");
});

Deno.test("an option that is given twice is refused, by either name", () => {
  refused(["--runtime=1", "--runtime=1"], "--runtime was given 2 times");
  refused(["--numjobs=1", "--workers=2"], "--workers was given 2 times");
  refused(["--cpus=1", "--cpus_allowed", "2"], "--cpus was given 2 times");
});

Deno.test("an option without its value is refused", () => {
  for (const [name, [, value]] of Object.entries(GOOD)) {
    refused([`--${name}=`], `--${name}: `);
    // What is on or off is on where it stands alone, as for fio.
    if ([value].flat().some((one) => typeof one === "boolean")) continue;
    refused([`--${name}`], `--${name}: `);
    // The next option is not its value.
    refused([`--${name}`, "--verify"], `--${name}: `);
  }
  refused(["--filename"], "--filename: needs a value");
});

Deno.test("a value may begin with a hyphen after =", () => {
  assertEquals(plain(["--filename=-"]), { filename: "-" });
  refused(["--seed=-1"], '--seed: "-1" is not a whole number');
});

Deno.test("an unknown option is refused, with a suggestion", () => {
  refused(
    ["--iodpeth=3"],
    'unknown option "--iodpeth"; did you mean "--iodepth"?',
  );
  refused(["--run_time", "3"], 'unknown option "--run-time"; did you mean');
  refused(
    ["--no-verify"],
    'unknown option "--no-verify"; did you mean "--verify"?',
  );
  refused(
    ["--xyz"],
    'unknown option "--xyz"; --help has all options',
  );
  refused(["--iodepth.x=1"], 'unknown option "--iodepth.x"');
  refused(["-x"], 'unknown option "-x"');
  for (const odd of ["--constructor", "--__proto__", "--=1"]) {
    refused([odd], "unknown option");
  }
});

Deno.test("an argument that is no option is refused, wherever it stands", () => {
  refused(["coop"], 'unexpected argument "coop"');
  refused(["--runtime", "5", "coop"], 'unexpected argument "coop"');
  refused(["--", "coop"], 'unexpected argument "coop"');
  refused([""], 'unexpected argument ""');
  refused(["-"], 'unexpected argument "-"');
});

Deno.test("flags are on when they are given", () => {
  for (const name of Object.keys(FLAGS)) {
    assertEquals(plain([`--${name}`]), { [name]: true });
    assertEquals(plain([`--${name}`, `--${name}`]), { [name]: true });
  }
  assertEquals(plain(["-h"]), { help: true });
});

Deno.test("a flag with a value is refused, whatever the value", () => {
  for (const name of Object.keys(FLAGS)) {
    for (const value of ["on", "off", "true", "false", "1", ""]) {
      refused([`--${name}=${value}`], `--${name} takes no value`);
    }
    for (const value of ["on", "off", "true", "false"]) {
      refused([`--${name}`, value], `unexpected argument "${value}"`);
    }
  }
  refused(["--dry_run=off"], "--dry-run takes no value");
});

Deno.test("values out of range are refused", () => {
  refused(["--workers=0"], "--workers: ");
  refused(["--workers=1025"], "--workers: ");
  refused(["--iodepth=32769"], "--iodepth: ");
  refused(["--iodepth=1,0"], "--iodepth: ");
  refused(["--runtime=0"], "--runtime: ");
  refused(["--seed=4294967296"], "--seed: ");
  refused(["--number-ios=4294967297"], "--number-ios: ");
  refused(["--interrupt-cpus=x"], "--interrupt-cpus: ");
  refused(["--wait=wiat"], 'unknown value "wiat"; did you mean "wait"?');
  refused(
    ["--core=unknown"],
    'unknown value "unknown"; known: non-interrupt, ',
  );
  refused(["--mode=cop"], 'unknown value "cop"; did you mean "coop"?');
});
