import { assert, assertEquals } from "@std/assert";
import { CLAIMS } from "../../../experiments/claims/all.ts";
import { planClaims } from "../../../lib/session/claims/claim_plan.ts";
import { params } from "../../model/fixtures.ts";
import { claim, gain, ground, part } from "./fixtures.ts";

Deno.test("planClaims() plans a cell once, whoever needs it", () => {
  const plan = planClaims([
    claim("a", [gain(1.1)]),
    claim("b", [gain(1.2), gain(1, { iodepth: 4 })]),
    // The same as in a, with a default that is said.
    claim("c", [gain(1, { wait: "wait" })]),
  ], ground());
  const keys = plan.groups.flatMap(({ cells }) => cells.map(({ key }) => key));
  assertEquals(keys.length, 4);
  assertEquals(new Set(keys).size, 4);
});

Deno.test("planClaims() lets what is compared take turns in one visit", () => {
  const plan = planClaims([
    claim("a", [gain(1.1)]),
    claim("b", [
      part(
        {
          kind: "ratio",
          figure: "iops",
          from: { iodepth: 1 },
          to: { iodepth: 1, mode: "defer" },
        },
        1,
        0,
      ),
    ]),
    claim("c", [gain(1, { iodepth: 4 })]),
  ], ground());
  assertEquals(plan.groups.map(({ cells }) => cells.length), [3, 2]);
  assert(plan.groups.every(({ timing }) => timing.turn > 0));
});

Deno.test("planClaims() gives a cell with hogs, or an SQ thread, its own visit", () => {
  const plan = planClaims([
    claim("a", [
      part(
        {
          kind: "ratio",
          figure: "iops",
          from: {},
          to: { busy: true },
        },
        0.5,
        0,
      ),
      part(
        { kind: "ratio", figure: "iops", from: {}, to: { mode: "sqpoll" } },
        1,
        0,
      ),
    ]),
  ], ground());
  assertEquals(plan.groups.map(({ cells }) => cells.length), [1, 1, 1]);
  assert(plan.groups.every(({ timing }) => timing.turn === 0));
});

Deno.test("planClaims() puts what only tracing tells into traced cells", () => {
  const plan = planClaims([
    claim("a", [
      part({ kind: "level", figure: "kicks_per_io", of: {} }, 0, 0),
      part({ kind: "level", figure: "iops", of: {} }, 1, 0),
    ]),
  ], ground());
  assertEquals(plan.traced.length, 1);
  assertEquals(plan.groups.length, 1);
  assert(plan.traced[0]!.params.rampTime > 0);
  assertEquals(plan.cellsOfClaim(plan.claims[0]!).length, 2);
});

Deno.test("planClaims() uses no more CPUs than there are workers", () => {
  const plan = planClaims([
    claim("a", [gain(1, { workers: 1 }), gain(1, { workers: 16 })]),
  ], ground());
  const cells = plan.groups.map(({ cells: [first] }) => first!.params);
  assertEquals(cells.map(({ cpus }) => cpus), [[2], [2, 3]]);
  assertEquals(cells.map(({ busyPerCpu }) => busyPerCpu), [1, 8]);
});

Deno.test("planClaims() says which core a machine lacks", () => {
  const plan = planClaims([
    claim("a", [gain(1, { core: "interrupt" })]),
  ], ground("missing"));
  const [group] = plan.groups;
  assertEquals(
    group!.cells[0]!.impossible,
    "there is no interrupt core: all interrupts are on others",
  );
});

Deno.test("planClaims() puts what a waker completes on the places of another run", () => {
  const disk = ground();
  const woken = {
    ...disk,
    base: params({ load: "tcp", wakerCpus: [0] }),
    places: new Map([
      ["non-interrupt", {
        cpus: [1],
        core: "non-interrupt",
        partnerCpus: [],
        why: "",
      }] as const,
    ]),
  };
  const plan = planClaims(
    [claim("a", [gain(1.1)]), claim("b", [gain(1, { load: "tcp" })])],
    disk,
    woken,
  );
  const placesOf = (load: "read" | "tcp") =>
    plan.groups.flatMap(({ cells }) => cells.map(({ params }) => params))
      .filter((params) => params.load === load)
      .map(({ cpus, wakerCpus, bs }) => ({ cpus, wakerCpus, bs }));
  const read = { cpus: [2], wakerCpus: [], bs: 512 };
  const message = { cpus: [1], wakerCpus: [0], bs: 64 };
  assertEquals(placesOf("read"), [read, read]);
  assertEquals(placesOf("tcp"), [message, message]);
});

Deno.test("planClaims() lets a no-op be on any core: nobody interrupts it", () => {
  const cell = { load: "nop", core: "interrupt" } as const;
  const places = new Map([
    ["interrupt", {
      cpus: [1],
      core: "non-interrupt",
      partnerCpus: [],
      why: "",
    }] as const,
  ]);
  const impossible = (load: "read" | "nop") => {
    const plan = planClaims(
      [claim("a", [gain(1, { ...cell, load })])],
      { ...ground(), places },
    );
    return plan.groups[0]!.cells[0]!.impossible;
  };
  assertEquals(impossible("nop"), undefined);
  assertEquals(
    impossible("read"),
    "there is no interrupt core: CPU 1 is one of kind non-interrupt",
  );
});

Deno.test("all claims can be planned together, and have names of their own", () => {
  const plan = planClaims(CLAIMS, ground());
  assertEquals(new Set(CLAIMS.map(({ name }) => name)).size, CLAIMS.length);
  assert(CLAIMS.length >= 30);
  for (const one of CLAIMS) {
    assert(plan.cellsOfClaim(one).length > 0, one.name);
    assert(/^[a-z0-9-]+$/.test(one.name), one.name);
    assert(one.sentence.endsWith("."), one.name);
    for (const { because, at: { low, high } } of one.explanations ?? []) {
      assert(/^[a-z].*[^.]$/s.test(because), one.name);
      assert((low ?? -Infinity) < (high ?? Infinity), one.name);
    }
    for (const { published: { low, high }, margin } of one.parts) {
      assert(low !== undefined || high !== undefined, one.name);
      assert((low ?? -Infinity) <= (high ?? Infinity), one.name);
      assert(margin >= 0, one.name);
    }
  }
});
