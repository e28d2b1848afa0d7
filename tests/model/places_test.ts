import { assertEquals } from "@std/assert";
import type { Core } from "../../lib/model/parameters/params.ts";
import { type Place, placed } from "../../lib/model/places.ts";
import { cell } from "./fixtures.ts";

const NEAR: Place = {
  cpus: [1, 3],
  core: "interrupt",
  partnerCpus: [4],
  why: "they are.",
};

function places(entries: [Core, Place | string][]) {
  return new Map(entries);
}

Deno.test("a cell runs on the CPUs of its core", () => {
  const asked = cell({ core: "interrupt", mode: "coop" }, { index: 7 });
  const put = placed(asked, places([["interrupt", NEAR]]));
  assertEquals(put, {
    ...asked,
    params: { ...asked.params, cpus: [1, 3], partnerCpus: [4] },
  });
  assertEquals(put.impossible, undefined);
});

Deno.test("a cell has the core that it gets", () => {
  // Where a disk has interrupt cores only and nobody asked for others.
  const put = placed(cell(), places([["non-interrupt", NEAR]]));
  assertEquals(put.params.core, "interrupt");
  assertEquals(put.params.cpus, [1, 3]);
});

Deno.test("a cell whose core the machine has not is impossible", () => {
  const why = "the target's interrupts arrive on no CPU that may be used";
  const asked = cell({ core: "interrupt" });
  const put = placed(asked, places([["interrupt", why]]));
  assertEquals(put.impossible, `there is no interrupt core: ${why}`);
  assertEquals(put.params.core, "interrupt");
});

Deno.test("hogs elsewhere are where the place has them, or impossible", () => {
  const asked = cell({ core: "interrupt", busy: "interrupt" });
  const at = (busyCpus: Place["busyCpus"]) =>
    placed(asked, places([["interrupt", { ...NEAR, busyCpus }]]));
  assertEquals(at([5]).params.busyCpus, [5]);
  assertEquals(at("no interrupts").impossible, "no hogs: no interrupts");
  const without = placed(
    { ...asked, params: { ...asked.params, busy: true } },
    places([["interrupt", { ...NEAR, busyCpus: "no interrupts" }]]),
  );
  assertEquals(without.impossible, undefined);
});
