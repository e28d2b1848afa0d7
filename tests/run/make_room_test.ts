import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import type { Machine } from "../../lib/run/machine.ts";
import { makeRoom } from "../../lib/run/make_room.ts";
import { params } from "../model/fixtures.ts";
import { disk } from "../setup/disks.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";

/** Moves threads for these cells, one after the other. */
function room(
  cells: readonly Partial<Params>[],
  count = 4,
  overrides: Partial<Machine> = {},
) {
  const moved: string[] = [];
  let said = "";
  const move = makeRoom({
    machine: fakeMachine({
      moveThreads: (cpus) => void moved.push(cpus.join()),
      ...overrides,
    }),
    files: disk(count).files,
    status: new StatusLine({
      isTerminal: false,
      columns: 80,
      write: (text) => said += text,
    }),
    print: () => {},
    version: "0.1.0",
    args: [],
    signal: new AbortController().signal,
  });
  for (const change of cells) move(params(change));
  return { moved, said };
}

Deno.test("uringlab's own threads leave the CPUs of a cell", () => {
  assertEquals(room([{ cpus: [2, 3] }]).moved, ["0,1"]);
});

Deno.test("they are moved when another cell needs it, and only then", () => {
  const cells = [{ cpus: [2] }, { cpus: [2] }, { cpus: [1] }, { cpus: [2] }];
  assertEquals(room(cells).moved, ["0,1,3", "0,2,3", "0,1,3"]);
});

Deno.test("they leave the CPU of a partner where there is one", () => {
  const place = { cpus: [2], partnerCpus: [0] };
  assertEquals(room([{ ...place, wait: "eventfd" }]).moved, ["1,3"]);
  assertEquals(room([{ ...place, mode: "sqpoll" }]).moved, ["1,3"]);
  assertEquals(room([{ ...place, wait: "compute" }]).moved, ["0,1,3"]);
});

Deno.test("they share a partner's CPU before a measured one", () => {
  const place = { cpus: [0], partnerCpus: [1], wait: "eventfd" } as const;
  assertEquals(room([place], 2).moved, ["1"]);
});

Deno.test("CPUs that may not be used are no room", () => {
  const machine = {
    probeAffinity: ([cpu]: readonly number[]) =>
      cpu === 0 ? refusal("affinity", 22, "EINVAL") : undefined,
  };
  assertEquals(room([{ cpus: [2, 3] }], 4, machine).moved, ["1"]);
});

Deno.test("where there is no other CPU that is said once, and nothing is moved", () => {
  const all = { cpus: [0, 1] };
  const { moved, said } = room([all, all, { cpus: [0] }, all], 2);
  assertEquals(moved, ["1"]);
  assertEquals(
    said,
    "note: No CPU is free: uringlab's own threads run on 0-1 too. During a " +
      "window they sleep, or they would deliver completions: no progress is " +
      "shown, and an interrupt ends the run with the window\n",
  );
});

Deno.test("threads that the kernel does not move end the run", () => {
  assertThrows(
    () =>
      room([{ cpus: [2, 3] }], 4, {
        moveThreads: () => refusal("affinity", 1, "EPERM"),
      }),
    RunError,
    "cannot move uringlab's own threads to CPUs 0-1: sched_setaffinity: EPERM",
  );
});
