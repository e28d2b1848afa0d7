import { assertEquals } from "@std/assert";
import { facts } from "../../../lib/report/document/facts.ts";

Deno.test("facts are words, without what is not known", () => {
  assertEquals(
    facts({
      cpuModel: "AMD EPYC",
      governors: null,
      isolatedCpus: "",
      kernelConfig: { hz: 250, reason: null, preemptDynamic: true },
      loadAverage: [0.9, 0.5],
      hypervisor: { type: null },
    }),
    [
      ["cpuModel", "AMD EPYC"],
      ["kernelConfig", "hz 250; preemptDynamic true"],
      ["loadAverage", "0.9, 0.5"],
    ],
  );
});

Deno.test("what is no object holds no facts", () => {
  for (const value of [undefined, null, "text"]) assertEquals(facts(value), []);
});
