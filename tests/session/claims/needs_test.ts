import { assertEquals } from "@std/assert";
import type { Need } from "../../../lib/model/claim.ts";
import {
  type MachineFacts,
  missingFor,
} from "../../../lib/session/claims/needs.ts";
import { claim, gain } from "./fixtures.ts";

const FACTS: MachineFacts = {
  kernel: "6.12.95+deb12-amd64",
  hz: 250,
  cpus: 2,
  smt: false,
  numaNodes: 1,
  drivers: ["virtio_blk"],
  hypervisor: "kvm",
  untraced: undefined,
};

function missing(need: Need, facts: Partial<MachineFacts> = {}) {
  return missingFor(
    claim("a", [gain(1)], { needs: [need] }),
    { ...FACTS, ...facts },
    false,
  );
}

Deno.test("a claim of a kernel takes one since, or before, its version", () => {
  const since: Need = { kind: "linux", since: "6.13" };
  assertEquals(
    missing(since),
    "it takes Linux 6.13; this is 6.12.95+deb12-amd64",
  );
  assertEquals(missing(since, { kernel: "6.13.0" }), undefined);
  assertEquals(missing(since, { kernel: "7.1" }), undefined);
  const before: Need = { kind: "linux", before: "6.13" };
  assertEquals(missing(before), undefined);
  assertEquals(
    missing(before, { kernel: "7.3.4" }),
    "it takes Linux before 6.13; this is 7.3.4",
  );
});

Deno.test("a claim says what of the machine it lacks", () => {
  assertEquals(missing({ kind: "cpus", count: 2 }), undefined);
  assertEquals(
    missing({ kind: "cpus", count: 4 }),
    "it takes 4 CPUs; 2 may be used",
  );
  assertEquals(missing({ kind: "hz", hz: 250 }), undefined);
  assertEquals(
    missing({ kind: "hz", hz: 1000 }),
    "it takes a kernel with HZ=1000; this one has 250",
  );
  assertEquals(
    missing({ kind: "nvme" }),
    "it takes an NVMe disk; this is virtio_blk",
  );
  assertEquals(missing({ kind: "nvme" }, { drivers: ["nvme"] }), undefined);
  assertEquals(missing({ kind: "smt" }, { smt: true }), undefined);
  assertEquals(missing({ kind: "numa" }, { numaNodes: 2 }), undefined);
  assertEquals(
    missing({ kind: "bare_metal" }),
    "it takes no hypervisor; this is a guest of kvm",
  );
});

Deno.test("a claim that tracing tells takes tracing", () => {
  assertEquals(
    missingFor(claim("a", [gain(1)]), { ...FACTS, untraced: "not root" }, true),
    "it takes tracing: not root",
  );
});
