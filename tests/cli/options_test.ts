import { assertEquals, assertThrows } from "@std/assert";
import { FLAGS, OPTION_GROUPS, parseOptions } from "../../lib/cli/options.ts";
import { UsageError } from "../../lib/errors.ts";

/** A value that each option takes, and what it is read as. */
const GOOD: Record<string, [string, unknown]> = {
  iodepth: ["1,8", [1, 8]],
  mode: ["default,coop", ["default", "coop"]],
  busy: ["off,on", [false, true]],
  filename: ["/dev/vda", "/dev/vda"],
  size: ["64m", 2 ** 26],
  bs: ["4k", 4096],
  workers: ["16", 16],
  cpus: ["10,12", [10, 12]],
  "cpus-allowed-policy": ["split", "split"],
  "busy-per-cpu": ["3", 3],
  "iodepth-batch": ["4", 4],
  "iodepth-batch-complete-min": ["2", 2],
  "iodepth-batch-complete-max": ["8", 8],
  "submit-getevents": ["off", false],
  preset: ["quick", "quick"],
  runtime: ["500ms", 0.5],
  "ramp-time": ["0", 0],
  repeats: ["3", 3],
  order: ["sequential", "sequential"],
  seed: ["0", 0],
  "trace-runtime": ["500ms", 0.5],
  out: ["results/x", "results/x"],
};

function refused(args: readonly string[], message: string): void {
  const error = assertThrows(() => parseOptions(args), UsageError, message);
  assertEquals(error.message.includes("\n"), false, error.message);
}

Deno.test("every option is read, with = and with a blank", () => {
  const names = Object.values(OPTION_GROUPS).flatMap(Object.keys);
  assertEquals(names, Object.keys(GOOD));
  for (const [name, [given, value]] of Object.entries(GOOD)) {
    assertEquals(parseOptions([`--${name}=${given}`]), { [name]: value });
    assertEquals(parseOptions([`--${name}`, given]), { [name]: value });
  }
});

Deno.test("all options together, in any order", () => {
  const args = Object.entries(GOOD).reverse().flatMap(([name, [given]], i) =>
    i % 2 ? [`--${name}=${given}`] : [`--${name}`, given]
  );
  const values = Object.entries(GOOD).map(([name, [, value]]) => [name, value]);
  assertEquals(parseOptions([...args, "--verify"]), {
    ...Object.fromEntries(values),
    verify: true,
  });
});

Deno.test("nothing given is nothing read", () => {
  assertEquals(parseOptions([]), {});
});

Deno.test("underscores are taken for hyphens, as fio writes them", () => {
  assertEquals(parseOptions(["--iodepth_batch=2", "--ramp_time", "1s"]), {
    "iodepth-batch": 2,
    "ramp-time": 1,
  });
  assertEquals(parseOptions(["--dry_run"]), { "dry-run": true });
});

Deno.test("underscores of values are left alone", () => {
  assertEquals(
    parseOptions(["--filename=/a_b/c=d_e", "--out", "x_y"]),
    { filename: "/a_b/c=d_e", out: "x_y" },
  );
  assertEquals(parseOptions(["--mode", "defer_flag"]), {
    mode: ["defer_flag"],
  });
});

Deno.test("fio's names are understood", () => {
  assertEquals(parseOptions(["--numjobs=4", "--cpus_allowed", "0-1"]), {
    workers: 4,
    cpus: [0, 1],
  });
  assertEquals(parseOptions(["--cpus-allowed=3"]), { cpus: [3] });
});

Deno.test("an option that is given twice is refused, by either name", () => {
  refused(["--runtime=1", "--runtime=1"], "--runtime was given 2 times");
  refused(["--numjobs=1", "--workers=2"], "--workers was given 2 times");
  refused(["--cpus=1", "--cpus_allowed", "2"], "--cpus was given 2 times");
});

Deno.test("an option without its value is refused", () => {
  for (const name of Object.keys(GOOD)) {
    refused([`--${name}`], `--${name}: `);
    refused([`--${name}=`], `--${name}: `);
    // The next option is not its value.
    refused([`--${name}`, "--verify"], `--${name}: `);
  }
  refused(["--filename"], "--filename: needs a value");
});

Deno.test("a value may begin with a hyphen after =", () => {
  assertEquals(parseOptions(["--filename=-"]), { filename: "-" });
  refused(["--seed=-1"], '--seed: "-1" is not a whole number');
});

Deno.test("an unknown option is refused, with a suggestion", () => {
  refused(
    ["--iodpeth=3"],
    'unknown option "--iodpeth"; did you mean "iodepth"?',
  );
  refused(["--run_time", "3"], 'unknown option "--run-time"; did you mean');
  refused(
    ["--no-verify"],
    'unknown option "--no-verify"; did you mean "verify"?',
  );
  refused(["--xyz"], 'unknown option "--xyz"; known: iodepth, mode, busy, ');
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
    assertEquals(parseOptions([`--${name}`]), { [name]: true });
    assertEquals(parseOptions([`--${name}`, `--${name}`]), { [name]: true });
  }
  assertEquals(parseOptions(["-h"]), { help: true });
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
  refused(["--mode=cop"], 'unknown value "cop"; did you mean "coop"?');
});
