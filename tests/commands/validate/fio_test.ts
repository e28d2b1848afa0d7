import { assert, assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  fioArguments,
  modesOf,
  parseFio,
} from "../../../lib/commands/validate/fio.ts";
import { params } from "../../model/fixtures.ts";

const REPORT = {
  jobs: [{
    error: 0,
    read: {
      iops: 1000.5,
      clat_ns: { mean: 2500, percentile: { "99.000000": 9000 } },
      lat_ns: { mean: 3000 },
    },
  }],
};

Deno.test("fio asks for DEFER_TASKRUN since 3.33", () => {
  assertEquals(modesOf("3.32"), ["default"]);
  assertEquals(modesOf("3.33"), ["defer", "coop", "default"]);
  assertEquals(modesOf("4.0"), ["defer", "coop", "default"]);
});

Deno.test("fio's figures are read, in microseconds", () => {
  const text = `fio: a warning\n${JSON.stringify(REPORT)}`;
  assertEquals(parseFio(text), {
    iops: 1000.5,
    clat_avg_us: 2.5,
    clat_p99_us: 9,
    lat_avg_us: 3,
  });
});

Deno.test("what is not fio's report is refused with its place", () => {
  assertThrows(() => parseFio("fio: no"), RunError, "no JSON");
  assertThrows(() => parseFio('{"jobs":[]}'), RunError, "jobs");
  const odd = structuredClone(REPORT) as { jobs: { read: unknown }[] };
  odd.jobs[0]!.read = { iops: "many" };
  assertThrows(
    () => parseFio(JSON.stringify(odd)),
    RunError,
    "jobs.0.read.iops",
  );
});

Deno.test("fio gets the load of the cell and only reads", () => {
  const args = fioArguments(params({ iodepth: 8, workers: 3, cpus: [1, 2] }));
  for (
    const arg of [
      "--readonly",
      "--iodepth=8",
      "--numjobs=3",
      "--cpus_allowed=1-2",
      "--direct=1",
    ]
  ) assert(args.includes(arg), arg);
});
