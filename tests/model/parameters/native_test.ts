import { assertEquals } from "@std/assert";
import { setupFlags } from "../../../lib/model/parameters/modes.ts";
import {
  ARM_FIELDS,
  armFields,
  CELL_FIELDS,
  CELL_NAMES,
  cellFields,
} from "../../../lib/model/parameters/native.ts";
import {
  ALL_NAMES,
  DESCRIPTIONS,
  type Params,
} from "../../../lib/model/parameters/params.ts";
import { WAIT_NAMES } from "../../../lib/model/parameters/waits.ts";
import { params } from "../fixtures.ts";

const ALL_FIELDS: readonly string[] = [...CELL_FIELDS, ...ARM_FIELDS];

/** The fields of a cell that has one arm, and those of the arm. */
function nativeFields(params: Params): Record<string, bigint> {
  return { ...cellFields(params), ...armFields(params) };
}

/** Fields that a number or a boolean of another name fills. */
const FLAGS = [
  "thinkGetevents",
  "submitGetevents",
  "submitAndWait",
  "forceAsync",
  "fixedbufs",
  "registerfiles",
  "registeredRingFd",
  "clockPerReap",
  "hugepages",
  "perfCounters",
  "verify",
] as const;

Deno.test("every field has the value of its parameter: distinct values", () => {
  const fields = nativeFields(params({
    mode: "defer_flag",
    sqarray: false,
    workers: 3,
    iodepth: 32,
    bs: 512,
    size: 512 * 1000 + 511,
    cpus: [4, 5, 6, 7],
    partnerCpus: [0, 1, 2, 3, 8],
    wakerCpus: [9, 10],
    load: "pipe",
    rw: "read",
    wakeDelay: 7.25,
    cpusAllowedPolicy: "split",
    wait: "second_thread",
    thinktime: 12.5,
    iodepthBatch: 16,
    iodepthBatchCompleteMin: 9,
    iodepthBatchCompleteMax: 17,
    rampTime: 0.25,
    runtime: 1.5,
    numberIos: 12345,
    submitGetevents: false,
    engine: "epoll",
    recv: "multishot",
    accept: "multishot",
    send: "register",
    pipeline: 4,
    iowait: false,
    thinkcycles: 77,
    thinkMinComplete: 6,
    thinkTouch: "fresh",
    thinkTouchEvery: 2.5,
    thinkTouchSize: 2 ** 22 + 1,
    phase: "random",
  }));
  assertEquals<Record<string, bigint>>(fields, {
    setup_flags: BigInt(setupFlags("defer_flag", false)),
    workers: 3n,
    iodepth: 32n,
    bs: 512n,
    blocks: 1000n,
    cpu_count: 4n,
    partner_cpu_count: 5n,
    waker_cpu_count: 2n,
    load: 3n,
    sequential: 1n,
    wake_delay_ns: 7250n,
    split: 1n,
    wait: BigInt(WAIT_NAMES.indexOf("second_thread")),
    thinktime_ns: 12_500n,
    think_getevents: 0n,
    iodepth_batch: 16n,
    iodepth_batch_complete_min: 9n,
    iodepth_batch_complete_max: 17n,
    submit_getevents: 0n,
    submit_and_wait: 0n,
    force_async: 0n,
    engine: 1n,
    recv: 1n,
    accept: 1n,
    send: 1n,
    pipeline: 4n,
    fixedbufs: 0n,
    registerfiles: 0n,
    registered_ring_fd: 0n,
    no_iowait: 1n,
    clock_per_reap: 0n,
    issue_before: 0n,
    thinkcycles: 77n,
    think_min_complete: 6n,
    think_touch: 2n,
    think_touch_every_ns: 2500n,
    // In whole mappings.
    think_touch_bytes: 3n * 2n ** 21n,
    random_phase: 1n,
    hugepages: 0n,
    perf_counters: 0n,
    verify: 0n,
    ramp_ns: 250_000_000n,
    runtime_ns: 1_500_000_000n,
    number_ios: 12_345n,
  });
});

Deno.test("every flag fills its own field and no other", () => {
  const off = Object.fromEntries(FLAGS.map((name) => [name, false]));
  const before = nativeFields(params(off));
  for (const flag of FLAGS) {
    const after = nativeFields(params({ ...off, [flag]: true }));
    const changed = ALL_FIELDS.filter((f) => after[f] !== before[f]);
    const snake = flag.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    assertEquals<string[]>(changed, [snake], flag);
    assertEquals(after[changed[0] ?? ""], 1n);
  }
});

Deno.test("the document's loop is two fields of the engine", () => {
  const fields = (loop: "fio" | "document", submitGetevents: boolean) => {
    const { issue_before, submit_getevents } = nativeFields(
      params({ loop, submitGetevents }),
    );
    return [issue_before, submit_getevents];
  };
  assertEquals(fields("fio", true), [0n, 1n]);
  assertEquals(fields("fio", false), [0n, 0n]);
  assertEquals(fields("document", true), [1n, 0n]);
});

Deno.test("CPUs without a policy of their own are shared", () => {
  assertEquals(nativeFields(params()).split, 0n);
});

Deno.test("what the engine does not know is listed here", () => {
  const unknown = ALL_NAMES.filter((n) => DESCRIPTIONS[n].native === null);
  // The kind of core and the hogs are not the engine's business, the path and
  // the turns are arguments of their own, the SQ array is among setup_flags, and
  // what equal CPUs make of the workers is in their number and their CPUs.
  assertEquals(unknown, [
    "busy",
    "core",
    "busyCpus",
    "busyPerCpu",
    "filename",
    "turn",
    "sqarray",
    "writer",
    "equalCpus",
  ]);
});

Deno.test("no two parameters fill one field", () => {
  assertEquals(new Set(ALL_FIELDS).size, ALL_FIELDS.length);
  assertEquals<string[]>(Object.keys(cellFields(params())), CELL_FIELDS);
  assertEquals<string[]>(Object.keys(armFields(params())), ARM_FIELDS);
});

Deno.test("arms of one cell share the machine, the target and the window", () => {
  assertEquals(CELL_NAMES, [
    "busy",
    "core",
    "workers",
    "cpus",
    "cpusAllowedPolicy",
    "partnerCpus",
    "wakerCpus",
    "load",
    "wakeDelay",
    "busyCpus",
    "busyPerCpu",
    "filename",
    "size",
    "bs",
    "runtime",
    "rampTime",
    "turn",
    "numberIos",
    "writer",
    "equalCpus",
    "hugepages",
    "perfCounters",
    "verify",
  ]);
});
