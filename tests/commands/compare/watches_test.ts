import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { runCompare } from "../../../lib/commands/compare/compare.ts";
import { parseCompareOptions } from "../../../lib/commands/compare/options.ts";
import { watchJson } from "../../../lib/files/watch_json.ts";
import type { ProcessSample } from "../../../lib/watch/sample.ts";
import { watchRecord } from "../../watch/records.ts";
import { fakeProcess } from "../fake_process.ts";

/** Twelve seconds in each of which a process did about so much. */
function samples(completed: number, change: Partial<ProcessSample> = {}) {
  const [first] = watchRecord().samples;
  return Array.from({ length: 13 }, (_, i) => ({
    ...first!,
    at: i + 1,
    processes: first!.processes.map((process) => ({
      ...process,
      completed: completed + i % 3,
      ...change,
    })),
  }));
}

/** Compares two watches with these samples. */
function compare(
  [a, b]: readonly [ReturnType<typeof samples>, ReturnType<typeof samples>],
  ...options: readonly string[]
) {
  const path = Deno.makeTempDirSync();
  try {
    for (const [name, samples] of [["a", a], ["b", b]] as const) {
      Deno.mkdirSync(`${path}/${name}`);
      Deno.writeTextFileSync(
        `${path}/${name}/watch.json`,
        watchJson(watchRecord({ samples })),
      );
    }
    const process = fakeProcess();
    const status = runCompare(
      parseCompareOptions([
        `${path}/a`,
        `${path}/b`,
        ...options.map((option) => option.replace("OUT", `${path}/out`)),
      ]),
      process,
    );
    const written = options.some((option) => option.includes("OUT"))
      ? Deno.readTextFileSync(`${path}/out/compare.csv`)
      : "";
    return { ...process, status, written };
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

Deno.test("two watches are compared second by second", () => {
  const { stdout, status, written } = compare(
    [samples(1000), samples(2000)],
    "--out=OUT",
  );
  assertEquals(status, 0);
  const [head, , process, rates] = stdout.split("\n");
  assertEquals(head?.split(/ {2,}/), ["figure", "A", "B", "B / A"]);
  assertEquals(process, "process db");
  assert(
    /^completions\/s +1001 +2001 +\+99\.9 % \(95 % CI /.test(rates ?? ""),
    rates,
  );
  assert(stdout.includes("READ p99 us"));
  assert(written.startsWith("process,figure,better,a,b,seconds_a,"));
  assert(written.includes("db,completions/s,higher,1001,2001,12,12,"));
  // A line is read on a terminal.
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
});

Deno.test("a condition fails where the whole interval lies beyond", () => {
  const slower = compare([samples(2000), samples(1000)], "--fail-on=slower:5%");
  assertEquals(slower.status, 1);
  assert(slower.stderr.includes("--fail-on slower:5%: db, completions/s"));
  const same = [samples(1000), samples(1000)] as const;
  assertEquals(compare(same, "--fail-on=different:5%").status, 0);
  const short = compare(
    [samples(1000).slice(0, 5), samples(1000).slice(0, 5)],
    "--fail-on=slower:5%",
  );
  assertEquals(short.status, 1);
  assert(short.stderr.includes("nothing can be told"));
});

Deno.test("a figure that is 0 in some seconds has no interval", () => {
  const { stdout } = compare([
    samples(1000, { kicks: 0 }),
    samples(1000, { kicks: 10 }),
  ]);
  const line = stdout.split("\n").find((line) => line.includes("kicks"));
  assert(/kicks per completion +0 +0\.00999 +-$/.test(line!), line);
});

Deno.test("what is no two watches of one program is told", () => {
  const two = [samples(1000), samples(1000)] as const;
  assertThrows(
    () => compare(two, "--metric=iops"),
    UsageError,
    "--metric is for runs",
  );
  const other = samples(1000, { name: "other" });
  assertThrows(
    () => compare([samples(1000), other]),
    UsageError,
    "no process of one name",
  );
});
