import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import schema from "../../../lib/files/comparison.schema.json" with {
  type: "json",
};
import {
  compareClaims,
  comparedClaimsJson,
} from "../../../lib/commands/compare/claims.ts";
import { comparedSvg } from "../../../lib/commands/compare/chart.ts";
import {
  compareRuns,
  type RunGroup,
} from "../../../lib/commands/compare/compared_runs.ts";
import { comparedCsv } from "../../../lib/commands/compare/csv.ts";
import { comparedJson } from "../../../lib/commands/compare/json.ts";
import { comparedWatchesJson } from "../../../lib/commands/compare/watches.ts";
import { comparedMarkdown } from "../../../lib/commands/compare/markdown.ts";
import { groupDifferences } from "../../../lib/commands/compare/run_differences.ts";
import { comparedText } from "../../../lib/commands/compare/text.ts";
import { readCsv } from "../../../lib/files/csv_text.ts";
import { COMMANDS, fakeProcess } from "../fake_process.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { parseXml } from "../../chart/xml.ts";
import { violations } from "../../files/json_schema.ts";
import { claimRecord, claimsRecord } from "../../report/claims/fixtures.ts";
import { noisy, recorded, twoKernels, writeRun } from "./fixtures.ts";

/** A run of a machine that is so much faster than others. */
function on(host: string, speed: number, seed = 1, run = `exp7-${host}`) {
  return recorded({
    directory: `results/${host}`,
    identity: { host, run, seed },
    meta: { host, environment: { cpuModel: `of ${host}` } },
    figures: noisy(seed, () => ({ iops: speed })),
  });
}

const GROUPS: readonly [RunGroup, RunGroup] = [
  [on("ash", 1, 1), on("birch", 1.1, 2), on("cedar", 0.9, 3)],
  [on("elm", 1.5, 4), on("fir", 1.4, 5)],
];

Deno.test("machines are what repeats in groups of them, and it is said so", () => {
  const compared = compareRuns(...GROUPS);
  for (const { estimate } of compared.comparisons) {
    assertEquals(
      [estimate.unit, estimate.fromRepeats, estimate.toRepeats],
      ["machines", 3, 2],
    );
    // Machines scatter by 10 %, the repeats of each by one.
    assert(estimate.high! / estimate.low! > 1.3);
  }
  const text = comparedText(compared);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(text, "A: results/cedar: exp7-cedar");
  assertStringIncludes(text, "B: results/elm: exp7-elm");
  assertStringIncludes(text, "Machines are what repeats: 3 in A, 2 in B");
  assertStringIncludes(comparedMarkdown(compared), "Machines are what repeats");
  assertNoOverlap(parseXml(comparedSvg(compared)));
  const [head = [], ...lines] = readCsv(comparedCsv(compared));
  assertEquals(
    new Set(lines.map((line) => line[head.indexOf("unit")])),
    new Set(["machines"]),
  );
});

Deno.test("machines that were measured before and after are compared with themselves", () => {
  const after = GROUPS[0].map(({ identity }, i) =>
    on(identity.host, [1.05, 1.155, 0.945][i]!, 10 + i, `later-${i}`)
  );
  const [first, ...others] = after;
  const compared = compareRuns(GROUPS[0], [first!, ...others]);
  for (const { estimate, metric } of compared.comparisons) {
    assertEquals([estimate.unit, estimate.paired], ["machines", true]);
    if (metric.name === "iops") assert(estimate.high! / estimate.low! < 1.1);
  }
  assertStringIncludes(comparedText(compared), "each compared with itself");
});

Deno.test("a cell that some machines have no figures of is one of the others", () => {
  const lame = recorded({
    directory: "results/lame",
    identity: { host: "lame", run: "exp7-lame" },
    figures: noisy(9),
    status: ({ iodepth }) => iodepth === 8 ? "failed" : "ok",
  });
  const { comparisons, leftOut } = compareRuns(
    [lame, ...GROUPS[0]],
    GROUPS[1],
  );
  assertEquals(leftOut, []);
  const counts = comparisons.map(({ cell, estimate }) => [
    cell.params.iodepth,
    estimate.fromRepeats,
  ]);
  assertEquals(
    new Set(counts.map((one) => one.join())),
    new Set(["1,4", "8,3"]),
  );
});

Deno.test("what differs among the runs of a group tells nothing of the groups", () => {
  const paths = groupDifferences(...GROUPS).map(({ path }) => path.join("."));
  assertEquals(paths.filter((path) => /host|cpuModel/.test(path)), []);
  const single = groupDifferences([GROUPS[0][0]], [GROUPS[1][0]])
    .map(({ path }) => path.join("."));
  assert(single.includes("environment.cpuModel"));
});

Deno.test("--json of runs, groups, watches and claims keeps its schema", () => {
  const a = claimsRecord();
  const b = claimsRecord({
    claims: [claimRecord({ verdict: "does not hold" })],
  });
  const series = {
    process: "fio",
    figure: "IOPS",
    better: "higher" as const,
    whole: 10,
    values: [1, 2, 3],
  };
  const texts = {
    runs: comparedJson(compareRuns(...twoKernels())),
    groups: comparedJson(compareRuns(...GROUPS)),
    across: comparedJson(
      compareRuns(
        recorded({ base: { bs: 512 } }),
        recorded({ base: { bs: 4096 } }),
      ),
    ),
    watches: comparedWatchesJson(["a", "b"], [{
      process: "fio",
      figure: "IOPS",
      from: series,
      to: series,
      estimate: {
        ratio: 1,
        low: undefined,
        high: undefined,
        p: undefined,
        n: 3,
        fromRepeats: 3,
        toRepeats: 3,
      },
      verdict: {
        kind: "too_few",
        text: "too few",
        claims: false,
        precision: undefined,
      },
    }]),
    claims: comparedClaimsJson(["a", "b"], compareClaims(a, b)),
  };
  for (const [name, text] of Object.entries(texts)) {
    const value = JSON.parse(text);
    const [of] = schema.anyOf.filter(({ properties }) =>
      properties.kind.const === value.kind
    );
    assert(of, name);
    assertEquals(violations(value, of), [], name);
    assertEquals(violations(value, schema), [], name);
  }
});

Deno.test("compare takes directories of results/ by their names, and tells copies", async () => {
  const room = Deno.makeTempDirSync();
  const before = Deno.cwd();
  try {
    Deno.chdir(room);
    for (const run of GROUPS.flat()) writeRun(run);
    writeRun({ ...GROUPS[0][0], directory: "results/copy" });
    const compare = COMMANDS.find("compare");
    const process = fakeProcess();
    const words = ["--a=ash,birch,cedar", "--b=elm,results/fir"];
    assertEquals(await compare.run([...words, "--json"], process), 0);
    const { a, comparisons } = JSON.parse(process.stdout);
    assertEquals(a.length, 3);
    assertEquals(comparisons[0].unit, "machines");
    const refused = (words: string[], message: string) =>
      assertRejects(() => compare.run(words, process), UsageError, message);
    await refused(["--a=ash,elm", "--b=results/elm"], "the same directory");
    await refused(["--a=ash,elm", "--b=copy"], "hold the same run, exp7-ash");
  } finally {
    Deno.chdir(before);
    Deno.removeSync(room, { recursive: true });
  }
});
