import { assert, assertEquals } from "@std/assert";
import { needsAt } from "../../../lib/model/parameters/needs.ts";
import {
  ALL_NAMES,
  DESCRIPTIONS,
} from "../../../lib/model/parameters/params.ts";
import type { Step } from "../../../lib/model/measurement/steps.ts";
import { params } from "../fixtures.ts";

Deno.test("needsAt() gives what these parameters ask for, and no more", () => {
  const needs = (step: Step, change = {}) =>
    needsAt(step, params(change)).map(({ linux }) => linux);
  assertEquals(needs("ring"), []);
  assertEquals(needs("ring", { sqarray: false }), ["6.6"]);
  assertEquals(needs("getevents", { iowait: false }), ["6.15"]);
  assertEquals(needs("ring_fd"), []);
  assertEquals(needs("ring_fd", { registeredRingFd: true }), ["5.18"]);
  assertEquals(needs("memlock", { registeredRingFd: true }), []);
});

Deno.test("what is asked of the kernel says since when or what helps", () => {
  for (const name of ALL_NAMES) {
    const { needs, help, domain } = DESCRIPTIONS[name];
    if (!needs) continue;
    assertEquals(domain.kind, "boolean", name);
    assert(needs.linux ?? needs.remedy, name);
    if (needs.linux) assert(help.includes(`(Linux ${needs.linux})`), name);
  }
});
