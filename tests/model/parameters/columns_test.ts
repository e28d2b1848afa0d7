import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  CELL_COLUMNS,
  cellKey,
  LOAD_COLUMNS,
  PARAM_COLUMNS,
} from "../../../lib/model/parameters/columns.ts";
import { arranged } from "../../../lib/model/parameters/order.ts";
import { ALL_NAMES } from "../../../lib/model/parameters/params.ts";
import { params } from "../fixtures.ts";

function names(columns: readonly { name: string }[]): string[] {
  return columns.map(({ name }) => name);
}

Deno.test("the columns stand in the order that files have had so far", () => {
  assertEquals(
    names(PARAM_COLUMNS).join(" "),
    [
      "mode setup_flags busy iodepth wait thinktime_us think_getevents core",
      "workers cpus cpus_allowed_policy partner_cpus",
      "waker_cpus load rw wake_delay_us busy_cpus busy_per_cpu",
      "filename size bs runtime_s ramp_time_s turn_s number_ios",
      "iodepth_batch iodepth_batch_complete_min iodepth_batch_complete_max",
      "submit_getevents submit_and_wait force_async engine recv accept send " +
      "pipeline fixedbufs registerfiles",
      "registered_ring_fd iowait sqarray clock_per_reap",
      "loop thinkcycles think_min_complete",
      "think_touch think_touch_every_us think_touch_size",
      "phase writer equal_cpus",
      "hugepages perf_counters verify",
    ].join(" "),
  );
});

Deno.test("every parameter has a column of its name", () => {
  const plain = Object.keys(params()).filter((name) =>
    ![
      "runtime",
      "rampTime",
      "turn",
      "thinktime",
      "thinkTouchEvery",
      "wakeDelay",
    ].includes(name)
  );
  const names = PARAM_COLUMNS.map(({ name }) => name);
  for (const name of plain) {
    const column = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    assert(names.includes(column), column);
  }
  // Named with their unit, since the options take several.
  assert(names.includes("runtime_s") && names.includes("ramp_time_s"));
  assert(names.includes("thinktime_us") && names.includes("turn_s"));
  assert(names.includes("wake_delay_us"));
  assert(names.includes("think_touch_every_us"));
});

Deno.test("every parameter has one column, and some a consequence", () => {
  const own = PARAM_COLUMNS.filter(({ isConsequence }) => !isConsequence);
  assertEquals(
    own.map(({ parameter }) => parameter).sort(),
    [...ALL_NAMES].sort(),
  );
  const rest = PARAM_COLUMNS.filter(({ isConsequence }) => isConsequence);
  assertEquals(names(rest), ["setup_flags"]);
});

Deno.test("cells of an experiment differ in what is compared", () => {
  assertEquals(names(CELL_COLUMNS), [
    "mode",
    "busy",
    "iodepth",
    "wait",
    "thinktime_us",
    "think_getevents",
    "core",
  ]);
});

Deno.test("cells of two runs are the same whatever the machine offers", () => {
  const rest = names(PARAM_COLUMNS).filter((name) =>
    !names(LOAD_COLUMNS).includes(name)
  );
  assertEquals(rest, [
    "setup_flags",
    "cpus",
    "partner_cpus",
    "waker_cpus",
    "busy_cpus",
    "busy_per_cpu",
    "filename",
    "size",
    "runtime_s",
    "ramp_time_s",
    "turn_s",
    "number_ios",
  ]);
});

Deno.test("a cell's key does not tell how long it runs", () => {
  const key = cellKey(params());
  for (const change of [{ runtime: 9 }, { rampTime: 9 }, { numberIos: 9 }]) {
    assertEquals(cellKey(params(change)), key);
  }
  for (const change of [{ bs: 1024 }, { cpus: [5] }, { sqarray: false }]) {
    assertEquals(cellKey(params(change)) === key, false);
  }
});

Deno.test("arranged() puts names behind the ones they follow", () => {
  const after: Record<string, string> = { a: "c", e: "a" };
  const list = arranged(["a", "b", "c", "d", "e"], (name) => after[name]);
  assertEquals(list, ["b", "c", "a", "e", "d"]);
  assertThrows(
    () => arranged(["a"], () => "z"),
    Error,
    "a: there is no z before it",
  );
});
