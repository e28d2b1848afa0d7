import { assertEquals } from "@std/assert";
import type { Metrics } from "../../lib/model/metrics.ts";
import {
  brokenPremises,
  PREMISES,
  premiseText,
} from "../../lib/model/premises.ts";
import { params } from "./fixtures.ts";

const GOOD: Metrics = {
  littles_law: 1,
  cpu_share: 0.5,
  minflt: 0,
  majflt: 0,
  target_irqs_per_io: 0,
  cpu_steal: 0,
  snapshot_ratio: 1,
  lat_overflow: 0,
};

function broken(
  change: Metrics,
  { busy = true, nonInterruptCores = true } = {},
) {
  return brokenPremises({ ...GOOD, ...change }, params({ busy }), {
    nonInterruptCores,
  }).map(({ premise, value }) => [premise, value]);
}

Deno.test("a good cell breaks no premise", () => {
  assertEquals(broken({}), []);
});

Deno.test("every premise holds up to its bound and not beyond", () => {
  const bounds: [Metrics, Metrics][] = [
    [{ littles_law: 0.971 }, { littles_law: 0.969 }],
    [{ littles_law: 1.029 }, { littles_law: 1.031 }],
    [{ cpu_share: 0.45 }, { cpu_share: 0.449 }],
    [{ cpu_share: 0.55 }, { cpu_share: 0.551 }],
    [{ target_irqs_per_io: 0.05 }, { target_irqs_per_io: 0.051 }],
    [{ cpu_steal: 0.03 }, { cpu_steal: 0.031 }],
    [{ snapshot_ratio: 0.981 }, { snapshot_ratio: 0.979 }],
    [{ snapshot_ratio: 1.019 }, { snapshot_ratio: 1.021 }],
    [{ lat_overflow: 0 }, { lat_overflow: 1 }],
  ];
  const seen = new Set(["page_faults"]);
  for (const [within, beyond] of bounds) {
    assertEquals(broken(within), [], JSON.stringify(within));
    const [[name, value] = []] = Object.entries(beyond);
    assertEquals(broken(beyond), [[name, value]] as never);
    seen.add(name ?? "");
  }
  assertEquals(seen, new Set(Object.keys(PREMISES)));
});

Deno.test("page faults of both kinds are told together", () => {
  assertEquals(broken({ minflt: 2 }), [["page_faults", 2]]);
  assertEquals(broken({ majflt: 3 }), [["page_faults", 3]]);
  assertEquals(broken({ minflt: 2, majflt: 3 }), [["page_faults", 5]]);
});

Deno.test("the CPU share matters with busy only", () => {
  assertEquals(broken({ cpu_share: 0.9 }, { busy: false }), []);
  assertEquals(broken({ cpu_share: 0.9 }), [["cpu_share", 0.9]]);
});

Deno.test("interrupts matter on non-interrupt cores only", () => {
  const irqs = { target_irqs_per_io: 1 };
  assertEquals(broken(irqs, { nonInterruptCores: false }), []);
  assertEquals(broken(irqs), [["target_irqs_per_io", 1]]);
});

Deno.test("a figure that is missing breaks nothing", () => {
  const context = { nonInterruptCores: true };
  assertEquals(brokenPremises({}, params({ busy: true }), context), []);
});

Deno.test("all broken premises of a cell are told", () => {
  assertEquals(
    broken({ littles_law: 0.5, cpu_share: 0.1, cpu_steal: 0.2 }),
    [["littles_law", 0.5], ["cpu_share", 0.1], ["cpu_steal", 0.2]],
  );
});

Deno.test("premiseText rounds to three digits", () => {
  assertEquals(
    premiseText({ premise: "cpu_share", value: 0.31234 }),
    "cpu_share 0.312",
  );
  assertEquals(
    premiseText({ premise: "page_faults", value: 12345 }),
    "page_faults 12300",
  );
});
