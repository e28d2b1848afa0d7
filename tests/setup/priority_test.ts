import { assertEquals, assertMatch } from "@std/assert";
import type { Params } from "../../lib/model/parameters/params.ts";
import { niceOf, priorityText } from "../../lib/setup/priority.ts";
import { cell } from "../model/fixtures.ts";

/** A run of these cells on a machine with these CPUs. */
function run(usableCpus: number[], ...cells: Partial<Params>[]) {
  return { usableCpus, cells: cells.map((change) => cell(change)) };
}

Deno.test("priorities stay as they are while a CPU is left", () => {
  const some = run([0, 1, 2], { cpus: [0, 1], busy: true });
  assertEquals(niceOf(some), 0);
  assertEquals(priorityText(some), []);
});

Deno.test("a run that takes the only CPU is nicer, and says so", () => {
  const all = run([3], { cpus: [3], busy: true });
  assertEquals(niceOf(all), 10);
  assertMatch(
    priorityText(all).join(),
    /^note: the run takes CPU 3, the only one, so that .* nice 10: /,
  );
});

Deno.test("partners take CPUs where there are any", () => {
  const cpus = { cpus: [0], partnerCpus: [1] };
  assertEquals(niceOf(run([0, 1], { ...cpus, wait: "wait" })), 0);
  assertEquals(niceOf(run([0, 1], { ...cpus, wait: "second_thread" })), 10);
});

Deno.test("one cell that takes all makes the whole run nicer", () => {
  assertEquals(niceOf(run([0, 1], { cpus: [0] }, { cpus: [0, 1] })), 10);
});
