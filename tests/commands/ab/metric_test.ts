import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import {
  metricByPath,
  metricByPattern,
} from "../../../lib/commands/ab/metric.ts";

function byPattern(pattern: string, output: string): number | undefined {
  return metricByPattern("x", pattern, "higher").find(output);
}

function byPath(path: string, output: string): number | undefined {
  return metricByPath("x", path, "higher").find(output);
}

Deno.test("the last match of a pattern counts, its first group if it has one", () => {
  const output = "IOPS=10, BW=1\nIOPS=20.5, BW=2\n";
  assertEquals(byPattern("IOPS=([\\d.]+)", output), 20.5);
  assertEquals(byPattern("[\\d.]+", output), 2);
  assertEquals(byPattern("^IOPS=(\\S+), BW=1$", output), 10);
  assertEquals(byPattern("(1e3)", "1e3"), 1000);
});

Deno.test("what is no number above 0 is none", () => {
  assertEquals(byPattern("latency=(\\d+)", "IOPS=1"), undefined);
  assertEquals(byPattern("IOPS=(.*)", "IOPS=12k"), undefined);
  assertEquals(byPattern("IOPS=(.*)", "IOPS="), undefined);
  assertEquals(byPattern("IOPS=(.*)", "IOPS=0"), undefined);
  assertEquals(byPattern("IOPS=(.*)", "IOPS=-1"), undefined);
  assertEquals(byPattern("IOPS=(\\w+)", "IOPS=Infinity"), undefined);
});

Deno.test("what follows a number is its unit, or more of it", () => {
  const behind = (pattern: string, output: string) =>
    metricByPattern("x", pattern, "higher").behind(output);
  const iops = "IOPS=(\\d+)";
  assertEquals(behind(iops, "IOPS=998, BW=4"), "");
  assertEquals(behind(iops, "IOPS=102k, BW=4"), "k");
  assertEquals(behind(iops, "IOPS=1.02M, BW=4"), ".02M");
  assertEquals(behind("IOPS=([\\d.]+)k", "IOPS=1.02k"), "k");
  assertEquals(behind("[\\d.]+", "it took 12 ms in all"), "ms");
  assertEquals(behind("took (\\d+)", "took 12 in all"), "");
  assertEquals(behind("IOPS", "none"), "");
  assertEquals(metricByPath("x", "a", "higher").behind('{"a":1}'), "");
});

Deno.test("a path leads into JSON among messages", () => {
  const report = (iops: unknown) =>
    JSON.stringify({ jobs: [{ read: { iops, "a.b": 7 } }] });
  const output = `note: {x}\n${report(1)}\n${report("2.5")}\n{"other": 3}\n`;
  assertEquals(byPath("jobs[0].read.iops", output), 2.5);
  assertEquals(byPath("jobs[0].read.a\\.b", output), 7);
  assertEquals(byPath("other", output), 3);
  assertEquals(byPath("jobs[1].read.iops", output), undefined);
  assertEquals(byPath("jobs.length", output), undefined);
  assertEquals(byPath("jobs[0].read.iops", report({})), undefined);
  assertEquals(byPath("jobs[0].read.iops", "no JSON"), undefined);
});

Deno.test("what is no path is refused", () => {
  for (const path of ["a..b", "a[x]", ".a", "a[0", "a.", "a\\"]) {
    assertThrows(() => byPath(path, ""), UsageError, "is not a path", path);
  }
});
