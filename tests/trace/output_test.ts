import { assert, assertEquals } from "@std/assert";
import {
  MAP_KEYS_MAX,
  parseOutput,
  splitKey,
  type TraceOutput,
} from "../../lib/trace/output.ts";
import { RUN_KEY_PARTS } from "../../lib/trace/program.ts";
import { RECORDED, recorded, recordedText } from "./recorded.ts";

function sum(output: TraceOutput, map: string): number {
  return (output.maps.get(map) ?? []).reduce((all, [, n]) => all + n, 0);
}

Deno.test("scalars, maps and printf of a recorded output are read", () => {
  const output = recorded("tracepoints-6.18-defer");
  assertEquals(output.maps.get("@completions"), [["", 34841]]);
  assertEquals(output.maps.get("@waits"), [["0", 50], ["1", 4566]]);
  assertEquals(output.maps.get("@ipi"), [
    [
      "on_each_cpu_cond_mask,generic_smp_call_function_single_interrupt",
      2,
    ],
    ["generic_exec_single,generic_smp_call_function_single_interrupt", 4],
    ["ttwu_queue_wakelist,generic_smp_call_function_single_interrupt", 44],
    ["update_curr,0", 395],
    ["wakeup_preempt,0", 430],
  ]);
  assertEquals(output.printed, ["attached\n", "attached\n"]);
  assertEquals(output.lost, 0);
  assertEquals(sum(output, "@run"), 9542);
});

for (const name of RECORDED) {
  Deno.test(`nothing in ${name} is lost`, () => {
    const output = recorded(name);
    // JSON.parse keeps one of equal keys: only maps without any may agree.
    for (const line of recordedText(name).split("\n")) {
      if (!line.startsWith('{"type": "map"')) continue;
      const [[map, value] = ["", 0]] = Object.entries(
        (JSON.parse(line) as { data: Record<string, unknown> }).data,
      );
      if (typeof value === "number") {
        assertEquals(output.maps.get(map), [["", value]]);
        continue;
      }
      const pairs = Object.entries(value as Record<string, number>);
      assertEquals(
        output.maps.get(map)?.map(([key]) => key).toSorted(),
        pairs.map(([key]) => key).toSorted(),
      );
      const figures = line.matchAll(/": (-?\d+)(?=[,}])/g);
      assertEquals(
        sum(output, map),
        [...figures].reduce((all, [, n]) => all + Number(n), 0),
        map,
      );
    }
  });
}

Deno.test("values of equal keys are summed, not overwritten", () => {
  // Two stacks that differ in an address which prints as one symbol.
  const line = '{"type": "map", "data": {"@run": ' +
    '{"\\n    a+1\\n,1,0,0,426": 3, "\\n    b+1\\n,1,0,0,426": 5, ' +
    '"\\n    a+1\\n,1,0,0,426": 4}}}';
  assertEquals(parseOutput([line]).maps.get("@run"), [
    ["\n    a+1\n,1,0,0,426", 7],
    ["\n    b+1\n,1,0,0,426", 5],
  ]);
});

Deno.test("keys may hold quotes, backslashes, braces and colons", () => {
  const line = '{"type": "map", "data": {"@x": ' +
    '{"a\\"}}: 1, \\"b": 1, "c\\\\": 2, "d: 3": -4}}}';
  assertEquals(parseOutput([line]).maps.get("@x"), [
    ['a"}}: 1, "b', 1],
    ["c\\", 2],
    ["d: 3", -4],
  ]);
});

Deno.test("negative scalars and the nameless map are read", () => {
  const { maps } = parseOutput([
    '{"type": "map", "data": {"@below": -5}}',
    '{"type": "map", "data": {"@": 7}}',
    '{"type": "map", "data": {"@empty": {}}}',
  ]);
  assertEquals([...maps], [
    ["@below", [["", -5]]],
    ["@", [["", 7]]],
    ["@empty", []],
  ]);
});

Deno.test("lost events are added up, wherever they stand", () => {
  assertEquals(
    parseOutput([
      '{"type": "lost_events", "data": {"events": 12}}',
      '{"type": "printf", "data": "attached\\n"}',
      '{"type": "lost_events", "data": {"events": 30}}',
    ]).lost,
    42,
  );
});

Deno.test("printed text that looks like something else is text", () => {
  const said = '{"type": "lost_events", "data": {"events": 9}}\t"@x": 1';
  const line = JSON.stringify({ type: "printf", data: said })
    .replace('"type":', '"type": ').replace(',"data":', ', "data": ');
  assertEquals(parseOutput([line]), {
    maps: new Map(),
    printed: [said],
    lost: 0,
  });
});

Deno.test("what is not JSON, cut off or unknown is left out", () => {
  const output = parseOutput([
    "",
    "Attaching 12 probes...",
    "Segmentation fault (core dumped)",
    '{"type": "attached_probes", "data": {"probes": 12}}',
    '{"type": "time", "data": "10:00:00\\n"}',
    '{"type": "hist", "data": {"@h": [{"min": 1, "max": 2, "count": 3}]}}',
    '{"type": "printf", "data": "atta',
    '{"type": "map", "data"',
    '{"type": "map", "data": {"not a map": 1}}',
    "\u0000\ufffd",
  ]);
  assertEquals(output, { maps: new Map(), printed: [], lost: 0 });
});

Deno.test("no lines are no output", () => {
  assertEquals(parseOutput([]), { maps: new Map(), printed: [], lost: 0 });
});

Deno.test("a key of a run splits into stack, call, slept, preempted, number", () => {
  for (const name of RECORDED) {
    const keys = recorded(name).maps.get("@run") ?? [];
    assert(keys.length > 0);
    for (const [key] of keys) {
      const [stack, ...rest] = splitKey(key, RUN_KEY_PARTS);
      assert(stack?.includes("do_syscall_64") || stack?.includes("asm_"), key);
      assertEquals(rest.length, RUN_KEY_PARTS - 1);
      for (const part of rest) assert(/^\d+$/.test(part), key);
    }
  }
});

Deno.test("splitKey splits at the last commas", () => {
  assertEquals(splitKey("\n    f+1\n,2,1,0,426", 5), [
    "f+1",
    "2",
    "1",
    "0",
    "426",
  ]);
  // C++ templates and operators have commas in their names.
  assertEquals(splitKey("f<a, b>+1,g", 2), ["f<a, b>+1", "g"]);
  assertEquals(splitKey("alone", 1), ["alone"]);
});

Deno.test("the limit of keys is bpftrace's own default", () => {
  assertEquals(MAP_KEYS_MAX, 4096);
});
