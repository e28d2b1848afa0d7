import { assertEquals, assertThrows } from "@std/assert";
import { compare } from "../../../lib/commands/compare/command.ts";
import { parseCompareOptions } from "../../../lib/commands/compare/options.ts";
import { UsageError } from "../../../lib/base/errors.ts";

Deno.test("two directories and options are read in any order", () => {
  const options = parseCompareOptions([
    "--metric=clat_p50_us,iops",
    "007",
    "--fail_on",
    "slower:5%,faster:10%",
    "b",
    "--family=holm",
    "--out=there",
  ]);
  assertEquals([options.a, options.b], [["007"], ["b"]]);
  assertEquals(options.metrics?.map(({ name }) => name), [
    "clat_p50_us",
    "iops",
  ]);
  assertEquals(options.failOn, [
    { kind: "slower", percent: 5 },
    { kind: "faster", percent: 10 },
  ]);
  assertEquals([options.family, options.out], ["holm", "there"]);
});

Deno.test("without options nothing fails and nothing is written", () => {
  assertEquals(parseCompareOptions(["a", "b"]), {
    a: ["a"],
    b: ["b"],
    failOn: [],
    family: "each",
    json: false,
    help: false,
  });
});

Deno.test("--a and --b name groups in place of two directories", () => {
  const { a, b, json } = parseCompareOptions([
    "--a=host1,host2",
    "--b",
    "host3",
    "--json",
  ]);
  assertEquals([a, b, json], [["host1", "host2"], ["host3"], true]);
  for (const args of [["--a=x"], ["--b=x"], ["--a=x", "--b=y", "z"]]) {
    assertThrows(
      () => parseCompareOptions(args),
      UsageError,
      "give --a and --b, or two directories",
    );
  }
});

Deno.test("--help needs no directories", () => {
  assertEquals(parseCompareOptions(["--help"]).help, true);
  for (const line of compare.help().split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
});

Deno.test("wrong usage is told in one line", () => {
  const refused = (args: string[], message: string) =>
    assertThrows(() => parseCompareOptions(args), UsageError, message);
  for (const args of [[], ["a"], ["a", "b", "c"], ["a", ""]]) {
    refused(args, "name two results directories");
  }
  refused(["a", "b", "--fail-on=slow:5%"], '"slow:5%" is not a condition');
  refused(["a", "b", "--metric=iop"], 'did you mean "iops"');
  refused(["a", "b", "--metric=iops,iops"], "without repetitions");
  refused(["a", "b", "--family=all"], "unknown value");
  refused(["a", "b", "--fail-onn=slower:5%"], 'did you mean "--fail-on"');
  refused(["a", "b", "--out="], "needs a value");
});
