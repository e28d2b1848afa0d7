import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { ab } from "../../../lib/commands/ab/command.ts";
import { parseAbOptions } from "../../../lib/commands/ab/options.ts";

Deno.test("two commands are compared in ten runs each", () => {
  assertEquals(parseAbOptions(["--a=x y", "--b", "z"]), {
    commands: ["x y", "z"],
    warmup: 0,
    runs: 10,
    maxTime: 3600,
    shell: true,
    ignoreFailure: false,
    aa: false,
    watch: false,
    failOn: [],
    help: false,
  });
});

Deno.test("--aa compares the first command with itself", () => {
  assertEquals(parseAbOptions(["--a=x", "--aa"]).commands, ["x", "x"]);
});

Deno.test("options of runs and of a number are read", () => {
  const options = parseAbOptions([
    "--a=x",
    "--b=y",
    "--runs=20",
    "--warmup=2",
    "--prepare=sync",
    "--precision=2%",
    "--max-time=10m",
    "--metric=iops=IOPS=(\\d+)",
    "--better=lower",
    "--shell=none",
    "--ignore-failure",
    "--watch",
    "--fail-on=slower:5%",
    "--export-json=out.json",
    "--seed=7",
  ]);
  const { metric, ...others } = options;
  assertEquals(others, {
    commands: ["x", "y"],
    runs: 20,
    warmup: 2,
    prepare: "sync",
    precision: 2,
    maxTime: 600,
    shell: false,
    ignoreFailure: true,
    aa: false,
    watch: true,
    failOn: [{ kind: "slower", percent: 5 }],
    exportJson: "out.json",
    seed: 7,
    help: false,
  });
  assertEquals([metric?.name, metric?.better], ["iops", "lower"]);
  assertEquals(metric?.find("IOPS=12\n"), 12);
});

Deno.test("wrong usage is told in one line, before anything is run", () => {
  const refused = (args: string[], message: string) =>
    assertThrows(() => parseAbOptions(args), UsageError, message);
  refused([], "name two commands");
  refused(["--a=x"], "name two commands");
  refused(["--b=x"], "name two commands");
  refused(["--a=x", "--b=y", "--aa"], "leave out --b");
  // Fewer runs tell nothing, which is not that nothing differs.
  refused(["--a=x", "--aa", "--runs=2"], "--aa takes --runs 3 or more");
  refused(["--a=x", "--b=y", "z"], 'unexpected argument "z"');
  refused(["--a=x", "--b=y", "--metric=iops"], '"iops" is not NAME=');
  refused(["--a=x", "--b=y", "--metric=iops=("], "--metric: Invalid regular");
  refused(["--a=x", "--b=y", "--json-path=iops=a["], "is not a path");
  refused(
    ["--a=x", "--b=y", "--json-path=i=a", "--metric=i=a"],
    "cannot both be given",
  );
  refused(["--a=x", "--b='y", "--shell=none"], "a quote is not closed");
  refused(["--a=x", "--b=y", "--runs=0"], "a whole number from 1");
});

Deno.test("--help needs no commands, and fits a terminal", () => {
  assertEquals(parseAbOptions(["--help"]).help, true);
  for (const line of ab.help().split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
});
