import { assert, assertEquals } from "@std/assert";
import { readTraces, traceJson } from "../../lib/files/trace_json.ts";
import { IDENTITY } from "../model/fixtures.ts";
import { recordedCell } from "../report/trace/fixtures.ts";

Deno.test("a trace is read as it was written, with what triggered each stack", () => {
  const recorded = recordedCell("kprobes-6.1-default", {});
  const reconcilable = {
    sleeps: 1,
    waits: 2,
    calls: 3,
    missed: 4,
    events: 5,
  };
  const stackSamples = { taken: 6, failed: 7 };
  const cell = {
    ...recorded,
    trace: recorded.trace &&
      { ...recorded.trace, reconcilable, stackSamples },
  };
  const of = { ...cell.row.cell, index: 0, origin: 0 };
  const second = { ...of, repeat: 2, seed: 77 };
  const traced = { ...cell, row: { ...cell.row, cell: second } };
  const text = traceJson([traced]);
  const [read] = readTraces(text, [of], IDENTITY, "trace.json");
  assertEquals(read?.row.cell.repeat, 2);
  assertEquals(read?.row.cell.seed, 77);
  // Of runs that were traced once there is no word of it.
  const old = text.replace('"block":2,"seed":77,', "");
  const [once] = readTraces(old, [of], IDENTITY, "trace.json");
  assertEquals(once?.row.cell.repeat, 1);
  assertEquals(once?.row.cell.seed, of.seed);
  assert(cell.trace!.stacks.every((stack) => stack.length === 3));
  assertEquals(read?.trace?.stacks, cell.trace!.stacks);
  assertEquals(read?.trace?.wakerStacks, cell.trace!.wakerStacks);
  assertEquals(read?.trace?.triggers, cell.trace!.triggers);
  assertEquals(read?.trace?.reconcilable, reconcilable);
  assertEquals(read?.trace?.stackSamples, stackSamples);
});
