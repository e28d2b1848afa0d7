import { assertEquals, assertMatch } from "@std/assert";
import { resultFields, RESULTS_HEADER } from "../../lib/files/results_csv.ts";
import { MEASURED_FIGURES } from "../../lib/model/figures/mod.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import type { Row } from "../../lib/model/row.ts";
import { WAIT_NAMES, WAITS } from "../../lib/model/parameters/waits.ts";
import { failedRow, impossibleRow, row } from "../model/fixtures.ts";

function fields(of: Row) {
  const line = resultFields(of);
  return Object.fromEntries(RESULTS_HEADER.map((name, i) => [name, line[i]]));
}

Deno.test("names of columns are unique and snake_case", () => {
  assertEquals(new Set(RESULTS_HEADER).size, RESULTS_HEADER.length);
  for (const name of RESULTS_HEADER) {
    assertMatch(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  }
});

Deno.test("a row gives the values of its cell under the right names", () => {
  const found = fields(row({
    mode: "coop_flag",
    busy: true,
    iodepth: 8,
    wait: "second_thread",
    thinktime: 12.5,
    thinkGetevents: true,
    core: "interrupt",
    partnerCpus: [0, 1],
    numberIos: 1000,
    workers: 16,
    cpus: [4, 5, 6, 9],
    cpusAllowedPolicy: "split",
    busyCpus: [7],
    busyPerCpu: 3,
    rw: "read",
    size: 4096,
    bs: 1024,
    runtime: 1.5,
    rampTime: 0.25,
    turn: 0.125,
    iodepthBatch: 2,
    iodepthBatchCompleteMin: 3,
    iodepthBatchCompleteMax: 5,
    submitGetevents: false,
    submitAndWait: true,
    forceAsync: true,
    engine: "io_uring",
    recv: "multishot",
    accept: "multishot",
    pipeline: 4,
    fixedbufs: true,
    registerfiles: true,
    registeredRingFd: true,
    iowait: false,
    sqarray: false,
    clockPerReap: true,
    loop: "document",
    thinkcycles: 512,
    thinkMinComplete: 3,
    thinkTouch: "fresh",
    thinkTouchEvery: 0.5,
    thinkTouchSize: 4096,
    phase: "random",
    writer: true,
    equalCpus: true,
    hugepages: true,
    perfCounters: true,
    verify: true,
  }, {
    repeat: 2,
    metrics: { iops: 1234.5, cpu_share: 0 },
    broken: [
      { premise: "cpu_share", value: 0 },
      { premise: "page_faults", value: 3 },
    ],
  }));
  const absent = MEASURED_FIGURES.map(({ name }) => [name, undefined]);
  assertEquals(found, {
    ...Object.fromEntries(absent),
    experiment: "exp7",
    run: "exp7-2024-01-16T12-00-00",
    cell: 0,
    repeat: 2,
    arm: undefined,
    mode: "coop_flag",
    setup_flags: "COOP_TASKRUN|TASKRUN_FLAG|NO_SQARRAY",
    busy: "on",
    iodepth: 8,
    wait: "second_thread",
    thinktime_us: 12.5,
    think_getevents: "on",
    core: "interrupt",
    workers: 16,
    cpus: "4-6,9",
    cpus_allowed_policy: "split",
    partner_cpus: "0-1",
    waker_cpus: undefined,
    load: "read",
    rw: "read",
    wake_delay_us: 0,
    // These hogs are on the measured CPUs.
    busy_cpus: undefined,
    busy_per_cpu: 3,
    filename: "/dev/vda",
    size: 4096,
    bs: 1024,
    runtime_s: 1.5,
    ramp_time_s: 0.25,
    turn_s: 0.125,
    number_ios: 1000,
    iodepth_batch: 2,
    iodepth_batch_complete_min: 3,
    iodepth_batch_complete_max: 5,
    submit_getevents: "off",
    submit_and_wait: "on",
    force_async: "on",
    engine: undefined,
    recv: undefined,
    accept: undefined,
    send: undefined,
    pipeline: undefined,
    fixedbufs: "on",
    registerfiles: "on",
    registered_ring_fd: "on",
    iowait: "off",
    sqarray: "off",
    clock_per_reap: "on",
    loop: "document",
    thinkcycles: 512,
    think_min_complete: 3,
    think_touch: "fresh",
    think_touch_every_us: 0.5,
    think_touch_size: 4096,
    phase: "random",
    writer: "on",
    equal_cpus: "on",
    hugepages: "on",
    perf_counters: "on",
    verify: "on",
    status: "ok",
    valid: "no",
    reasons: "page_faults 3",
    iops: 1234.5,
    cpu_share: 0,
    notes: "cpu_share 0",
    started_at: "2024-01-16T11:00:00.000Z",
    cell_seed: 7,
    seed: 42,
    host: "lab",
    kernel: "6.1.0",
    version: "0.1.0",
  });
});

Deno.test("a load without a disk has a waker's CPUs and no target", () => {
  const found = fields(row({
    load: "eventfd",
    wakerCpus: [0, 3],
    wakeDelay: 12.5,
    filename: "",
    size: 8,
    bs: 8,
    registerfiles: true,
  }));
  assertEquals(found.load, "eventfd");
  assertEquals(found.rw, undefined);
  assertEquals(found.waker_cpus, "0,3");
  assertEquals(found.wake_delay_us, 12.5);
  assertEquals([found.filename, found.size], [undefined, undefined]);
  assertEquals([found.bs, found.registerfiles], [8, "on"]);
  const nop = fields(row({ load: "nop", registerfiles: true, wakerCpus: [0] }));
  assertEquals([nop.bs, nop.registerfiles], [undefined, "off"]);
  assertEquals([nop.waker_cpus, nop.wake_delay_us], [undefined, 0]);
});

Deno.test("without a ring there is nothing that only a ring has", () => {
  const found = fields(row({
    load: "tcp",
    engine: "epoll",
    registerfiles: true,
    registeredRingFd: true,
    iowait: false,
    sqarray: false,
    forceAsync: true,
    submitAndWait: true,
    submitGetevents: true,
    clockPerReap: true,
  }));
  assertEquals(found.engine, "epoll");
  assertEquals([found.iowait, found.sqarray], ["on", "on"]);
  for (
    const name of [
      "registerfiles",
      "registered_ring_fd",
      "force_async",
      "submit_and_wait",
      "submit_getevents",
      "clock_per_reap",
    ]
  ) assertEquals(found[name], "off", name);
});

Deno.test("what another ring posts has a way to be sent", () => {
  const { send, bs, submit_getevents } = fields(
    row({
      load: "msg_ring",
      wakerCpus: [0],
      send: "register",
      submitGetevents: true,
    }),
  );
  assertEquals([send, bs, submit_getevents], ["register", undefined, "off"]);
});

Deno.test("a message has a size and a way to be received, but no delay", () => {
  const { load, bs, recv, registerfiles, fixedbufs, wake_delay_us } = fields(
    row({
      load: "tcp",
      bs: 64,
      wakerCpus: [0],
      recv: "multishot",
      registerfiles: true,
      fixedbufs: true,
    }),
  );
  assertEquals([load, bs, recv], ["tcp", 64, "multishot"]);
  assertEquals([registerfiles, fixedbufs, wake_delay_us], ["on", "off", 0]);
});

Deno.test("without busy there are no hogs", () => {
  assertEquals(fields(row({ busyPerCpu: 8 })).busy_per_cpu, 0);
});

Deno.test("where nobody computes, no thinktime is spent", () => {
  const computing = { thinktime: 100, thinkGetevents: true };
  for (const wait of WAIT_NAMES) {
    const found = fields(row({ ...computing, wait }));
    const told = [found.thinktime_us, found.think_getevents];
    assertEquals(told, WAITS[wait].thinks ? [100, "on"] : [0, "off"], wait);
  }
});

Deno.test("partners have CPUs where there are partners", () => {
  const cpusOf = (change: Partial<Params>) => fields(row(change)).partner_cpus;
  assertEquals(cpusOf({ wait: "second_thread" }), "1");
  assertEquals(cpusOf({ wait: "eventfd" }), "1");
  assertEquals(cpusOf({ mode: "sqpoll" }), "1");
  assertEquals(cpusOf({ wait: "compute" }), undefined);
  assertEquals(cpusOf({}), undefined);
});

Deno.test("an impossible row has its reason and no figures", () => {
  const found = fields(impossibleRow({}, "there is no interrupt core: none"));
  assertEquals(found.status, "impossible");
  assertEquals(found.reasons, "there is no interrupt core: none");
  for (const { name } of MEASURED_FIGURES) assertEquals(found[name], undefined);
});

Deno.test("a failed row has its reason and no figures", () => {
  const found = fields(failedRow({}, "io_uring_setup: EINVAL"));
  assertEquals(found.status, "failed");
  assertEquals(found.reasons, "io_uring_setup: EINVAL");
  for (const { name } of MEASURED_FIGURES) assertEquals(found[name], undefined);
});
