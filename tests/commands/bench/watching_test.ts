import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  agreement,
  agreementText,
  parseFioReads,
} from "../../../lib/commands/bench/watching.ts";

const percentile = { "50.000000": 1000, "99.000000": 2000 };

Deno.test("parseFioReads() has reads and percentiles of the whole latency", () => {
  const job = { read: { total_ios: 70, lat_ns: { percentile } } };
  assertEquals(
    parseFioReads(`note: this\n${JSON.stringify({ jobs: [job] })}`),
    { reads: 70, p50Ns: 1000, p99Ns: 2000 },
  );
  for (const text of ["", "{}", `{"jobs":[{"read":{"total_ios":1}}]}`]) {
    assertThrows(() => parseFioReads(text), RunError, "no percentiles");
  }
});

Deno.test("agreement() is what was seen over what fio says", () => {
  const latency = {
    counts: new Map([[1000, 98], [1900, 2]]),
    sumNs: 0n,
    maxNs: 1900,
    samples: 100,
  };
  assertEquals(
    agreementText(agreement({ completed: 69, latency }, {
      reads: 70,
      p50Ns: 1000,
      p99Ns: 1900,
    })),
    "completions 0.9857, p50 1.008, p99 1.000",
  );
});
