import { assertEquals, assertStringIncludes } from "@std/assert";
import { percentileFindings } from "../../../lib/report/findings/percentiles.ts";

function one(change: { together?: boolean; n?: number; iops?: boolean } = {}) {
  const { together = false, n = 3, iops = false } = change;
  return {
    metric: { name: iops ? "iops" as const : "lat_p50_us" as const },
    together,
    estimate: { n },
  };
}

Deno.test("percentileFindings() says where percentiles are not of all reads", () => {
  const [said = ""] = percentileFindings([one({ together: true }), one()]);
  assertStringIncludes(said, "not those of all reads");
});

Deno.test("percentileFindings() has nothing to say of single runs and others", () => {
  assertEquals(
    percentileFindings([
      one({ together: true }),
      one({ n: 1 }),
      one({ iops: true }),
    ]),
    [],
  );
});
