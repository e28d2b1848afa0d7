/** Runs without a disk: what may be asked of them, and where they are. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { accept } from "../../experiments/accept.ts";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { echo } from "../../experiments/echo.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { LOAD_NAMES } from "../../lib/model/parameters/loads.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Surroundings } from "../../lib/run/surroundings.ts";
import { check } from "../../lib/setup/check.ts";
import { choose } from "../../lib/setup/choose.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";
import { disk } from "./disks.ts";
import { machine, planned } from "./without_disk.ts";

async function refused(args: string, message: RegExp): Promise<void> {
  const error = await assertRejects(() => planned(args), UsageError);
  assertMatch(error.message, message);
}

Deno.test("a run without a disk asks for no target and has the waker's cores", async () => {
  const { base, cells, places, disks, targetIrqActions } = await planned(
    "--load eventfd",
  );
  assertEquals([base.filename, base.size, base.bs], ["", 8, 8]);
  assertEquals(base.wakerCpus, [0]);
  assertEquals([disks, targetIrqActions], [[], []]);
  assertEquals([...places.keys()], ["non-interrupt"]);
  for (const { params, impossible } of cells) {
    assertEquals(params.cpus, [1, 2]);
    assertEquals(params.load, "eventfd");
    assertEquals(impossible, undefined);
  }
});

Deno.test("the waker's CPUs are those that are given", async () => {
  const { base } = await planned("--load pipe --waker-cpus 3 --bs 512");
  assertEquals(base.wakerCpus, [3]);
  assertEquals([base.size, base.bs], [512, 512]);
  const without = fakeMachine({
    probeAffinity: () => refusal("affinity", 22, "EINVAL"),
  });
  const { files } = disk(4);
  const options = parseOptions(["--load=pipe", "--waker-cpus=3", "--dry-run"]);
  const around = { files, machine: without } as Surroundings;
  const error = await assertRejects(
    () => check(choose(exp7, options, around), around),
    UsageError,
  );
  assertMatch(error.message, /--waker-cpus: CPU 3 is outside/);
});

Deno.test("loads have buffers of their own kind", async () => {
  const { base, cells } = await planned("--load nop,timeout");
  assertEquals(base.load, "nop");
  const sizes = new Map(
    cells.map(({ params }) => [params.load, [params.bs, params.size]]),
  );
  assertEquals(sizes, new Map([["nop", [8, 8]], ["timeout", [16, 16]]]));
});

Deno.test("every experiment is planned with every load", async () => {
  for (const experiment of EXPERIMENTS) {
    for (const load of LOAD_NAMES.filter((load) => load !== "read")) {
      const { cells } = await planned(`--load ${load}`, experiment);
      assert(cells.length > 0);
      assert(cells.some(({ impossible }) => impossible === undefined));
      for (const { params, impossible } of cells) {
        if (params.mode !== "iopoll" || load === "nop") continue;
        assertMatch(impossible ?? "", /polls disks|there is no/);
      }
    }
  }
});

Deno.test("messages have connections, a size and a way to be received", async () => {
  const { base, cells, axes } = await planned(
    "--load tcp,unix --connections 1,1000 --recv single,multishot",
  );
  assertEquals([base.load, base.bs, base.size], ["tcp", 64, 64]);
  assertEquals(axes.iodepth, [1, 1000]);
  assertEquals(axes.recv, ["single", "multishot"]);
  for (const { params, impossible } of cells) {
    assertEquals([params.bs, params.wakerCpus], [64, [0]]);
    assertEquals(impossible, undefined);
  }
  const larger = await planned("--load pipe,udp --bs 512");
  assert(larger.cells.every(({ params }) => params.bs === 512));
  const mixed = await planned("--load pipe,udp");
  assertEquals(
    new Set(mixed.cells.map(({ params: { load, bs } }) => `${load} ${bs}`)),
    new Set(["pipe 8", "udp 64"]),
  );
  await refused("--load tcp --bs 4", /^--bs: .* no room for the 16 of its/);
  await refused(
    "--load tcp --connections 9000",
    /^--connections: 9000 of one/,
  );
});

Deno.test("a message on a socket may be as long as the engine's buffers", async () => {
  const header = Deno.readTextFileSync(
    new URL("../../c/message.h", import.meta.url),
  );
  const most = Number(/^#define MESSAGE_BYTES_MAX (\d+)$/m.exec(header)?.[1]);
  const { cells } = await planned(`--load tcp --bs ${most}`);
  assert(cells.every(({ params }) => params.bs === most));
  await refused(`--load tcp --bs ${most + 1}`, /^--bs: .* is longer than/);
});

Deno.test("too long a message is refused for what bounds its load", async () => {
  for (const load of ["unix", "tcp", "udp"]) {
    await refused(
      `--load ${load} --bs 8k`,
      new RegExp(
        "^--bs: a message of 8192 bytes is longer than the buffers of this " +
          `program .* those of --load ${load} may have 16 to 4096$`,
      ),
    );
  }
  await refused("--load pipe --bs 8k", /above 4096, what a pipe takes in one/);
  await refused("--load pipe,tcp --bs 4097", /^--bs: a message of 4097 bytes/);
  const { base } = await planned("--load tcp --bs 4k");
  assertEquals(base.bs, 4096);
});

Deno.test("messages on a connection have reasons where they cannot be", async () => {
  const whyNot = async (args: string) => {
    const { cells } = await planned(`--mode default --busy off ${args}`);
    return [...new Set(cells.map(({ impossible = "" }) => impossible))];
  };
  const tcp = "--load tcp --iodepth 16 --pipeline 8";
  assertEquals(await whyNot(tcp), [""]);
  assertEquals(await whyNot(`${tcp} --recv bundle,multishot,poll_first`), [""]);
  assertEquals(await whyNot(`${tcp} --engine epoll`), [""]);
  assertEquals(
    await whyNot("--load tcp --iodepth 8 --pipeline 8 --engine blocking"),
    [""],
  );
  const reasons: [string, RegExp][] = [
    ["--load tcp --iodepth 12 --pipeline 8", /12 is no multiple of the 8/],
    ["--load eventfd --iodepth 8 --pipeline 8", /only sockets have connec/],
    [`${tcp} --force-async on`, /side by side, and so mix them up/],
    [`${tcp} --engine blocking`, /has one connection/],
    ["--load udp --recv bundle", /has nothing to bundle/],
  ];
  for (const [args, reason] of reasons) {
    const [why = "", ...others] = await whyNot(args);
    assertMatch(why, reason);
    assertEquals(others, []);
  }
  // Where it is an axis, what cannot be is not worth a cell.
  const { cells } = await planned(
    "--load tcp --mode default --busy off --iodepth 1,16 --pipeline 1,8",
  );
  assertEquals(
    new Set(cells.map(({ params: p }) => `${p.iodepth} ${p.pipeline}`)),
    new Set(["1 1", "16 1", "16 8"]),
  );
});

Deno.test("an engine without a ring has what a ring is not needed for", async () => {
  const { cells } = await planned("", echo);
  const of = (engine: string) =>
    cells.filter(({ params, repeat }) =>
      repeat === 1 && params.engine === engine
    );
  // No message is under way eight times where there is one in all.
  assertEquals(of("io_uring").length, (1 + 2 + 2) * 4 * 3);
  assertEquals(
    of("epoll").map(({ params: p }) => `${p.mode} ${p.recv} ${p.pipeline}`)
      .sort(),
    [
      ...Array(3).fill("default single 1"),
      ...Array(2).fill("default single 8"),
    ],
  );
  assertEquals(of("blocking").map(({ params: p }) => p.iodepth), [1]);
  assert(cells.every(({ impossible }) => impossible === undefined));
  // Who asks for it alone is told why not.
  const alone = await planned("--engine epoll --mode default,coop", echo);
  const why = alone.cells.map(({ impossible = "" }) => impossible);
  assert(why.some((text) => /mode coop is one of a ring/.test(text)));
  assert(why.some((text) => /--recv multishot is a request/.test(text)));
  const read = await planned("--engine blocking --load eventfd --mode default");
  assert(
    read.cells.every(({ impossible }) => /only sockets/.test(impossible ?? "")),
  );
});

Deno.test("connections are accepted in the ways that an engine has", async () => {
  const { cells } = await planned("", accept);
  const first = cells.filter(({ repeat }) => repeat === 1);
  const of = (engine: string) =>
    first.filter(({ params }) => params.engine === engine);
  assertEquals(of("io_uring").length, 18);
  assertEquals(
    of("epoll").map(({ params: p }) => [p.mode, p.accept]),
    [1, 16, 200].map(() => ["default", "single"]),
  );
  assertEquals(of("blocking").map(({ params: p }) => p.iodepth), [1]);
  assert(first.every(({ impossible }) => impossible === undefined));
  const asked = "--engine epoll,blocking --mode default --accept multishot";
  const why = (await planned(`--load accept --connections 2 ${asked}`)).cells;
  assert(
    why.every(({ impossible = "" }) => /^--accept multi/.test(impossible)),
  );
  const blocks = await planned(
    "--load accept --connections 2 --engine blocking --mode default",
  );
  assert(
    blocks.cells.every(({ impossible = "" }) => /accept4/.test(impossible)),
  );
  const unordered = await planned("--load accept --force-async on");
  assert(
    unordered.cells.every(({ impossible = "" }) =>
      /^IOSQE_ASYNC .* in any order/.test(impossible)
    ),
  );
  await refused("--load accept --connections 9000", /^--connections: 9000 of/);
  await refused("--load accept --bs 64", /^--bs: only --load read and pipe/);
  await refused(
    "--load accept --submit-and-wait on",
    /^--submit-and-wait: the waker of --load accept hears of an I\/O when/,
  );
});

Deno.test("a waker that hears of messages needs not be asked", async () => {
  const { cells } = await planned("--load tcp --submit-and-wait on");
  assert(cells.every(({ params }) => params.submitAndWait));
});

Deno.test("on the waker's own CPU a worker is on an interrupt core", async () => {
  const { cells, places } = await planned("--load eventfd", modes);
  assertEquals([...places.keys()], ["non-interrupt", "interrupt"]);
  const some = cells.filter(({ params }) => params.core === "interrupt");
  assert(some.length > 0);
  for (const { params } of some) assertEquals(params.cpus, params.wakerCpus);
});

Deno.test("what no waker completes has no non-interrupt core", async () => {
  const { cells } = await planned("--load timeout", modes);
  for (const { params, impossible } of cells) {
    const none = params.core === "non-interrupt";
    if (none) assertMatch(impossible ?? "", /there is no non-interrupt core/);
  }
});

Deno.test("a first look without a disk has fewer values and visits", async () => {
  const { axes, preset } = await planned("--load eventfd --preset quick");
  assertEquals(axes.iodepth, [1, 16]);
  assertEquals(preset.repeats, 3);
  const alone = await planned("--load eventfd --preset quick --turn 0");
  assertEquals(alone.preset.repeats, exp7.presets.quick.repeats);
  const whole = await planned("--load eventfd --preset quick --iodepth 2,4");
  assertEquals(whole.axes.iodepth, [2, 4]);
});

Deno.test("what only a disk has is refused without one", async () => {
  await refused("--load eventfd --filename /dev/vda", /^--filename: only/);
  await refused("--load nop --size 1m", /^--size: only --load read/);
  await refused("--load pipe --verify", /^--verify: only --load read/);
  await refused("--load eventfd --bs 512", /^--bs: only --load read and pipe/);
  await refused("--load nop --rw randread,read", /^--rw: only --load read/);
  await refused("--load pipe --bs 8k", /^--bs: a message of 8192 bytes/);
  await refused("--load read,nop", /^--load: .*take two runs/);
  await refused("--load nop,pipe", /^--load: pipe is completed by a waker/);
});

Deno.test("a waker hears of nothing from a call that waits for it", async () => {
  await refused(
    "--load futex --submit-and-wait on",
    /^--submit-and-wait: the waker of --load futex hears of an I\/O when/,
  );
  await refused(
    "--load msg_ring --submit-and-wait on",
    /^--submit-and-wait: workers submit nothing with --load msg_ring$/,
  );
  const { cells } = await planned("--load eventfd --lean --wait wait");
  assert(cells.every(({ params }) => !params.submitAndWait));
  const timed = await planned("--load timeout --lean --wait wait");
  assert(timed.cells.some(({ params }) => params.submitAndWait));
});

Deno.test("what is posted into a ring is not submitted, which is told", async () => {
  const { cells } = await planned(
    "--load msg_ring --mode default,sqpoll --force-async off,on",
  );
  for (const { params, impossible } of cells) {
    assertMatch(
      impossible ?? "possible",
      params.mode === "sqpoll"
        ? /^IORING_SETUP_SQPOLL submits for workers, and/
        : params.forceAsync
        ? /^IOSQE_ASYNC is a flag of what is submitted, and/
        : /^possible$/,
    );
  }
});

Deno.test("the loads of a run are those of its experiment, or given", () => {
  const around = { machine };
  const own = EXPERIMENTS.filter(({ base }) => base.load !== "read");
  assertEquals(own.map(({ name }) => name), [
    "delivery",
    "cost",
    "echo",
    "accept",
  ]);
  for (const experiment of own) {
    assertEquals(
      choose(experiment, parseOptions([]), around).target,
      undefined,
    );
    const read = choose(experiment, parseOptions(["--load=read"]), around);
    assert(read.target?.isDefault);
  }
});
