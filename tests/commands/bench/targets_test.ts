import { assertEquals, assertRejects } from "@std/assert";
import {
  makeLoop,
  makeZram,
  type TargetSystem,
} from "../../../lib/commands/bench/targets.ts";
import { RunError } from "../../../lib/base/errors.ts";

/** A system that notes what is done to it. */
function fakeSystem(
  change: Partial<TargetSystem> = {},
): { system: TargetSystem; log: string[] } {
  const log: string[] = [];
  const run = (name: string, args: readonly string[]) => {
    log.push([name, ...args].join(" "));
    return Promise.resolve(name === "losetup" ? "/dev/loop3\n" : "");
  };
  const system: TargetSystem = {
    run,
    cleanUp: run,
    read: () => "5\n",
    write: (path, text) => log.push(`${text} > ${path}`),
    remove: (path) => log.push(`rm ${path}`),
    sleep: () => Promise.resolve(),
    ...change,
  };
  return { system, log };
}

const UNMADE = [
  "1 > /sys/block/zram5/reset",
  "5 > /sys/class/zram-control/hot_remove",
];

Deno.test("a zram disk is made, filled and taken down", async () => {
  const { system, log } = fakeSystem();
  const target = await makeZram(system);
  assertEquals(target.path, "/dev/zram5");
  assertEquals(log, [
    "536870912 > /sys/block/zram5/disksize",
    "dd if=/dev/urandom of=/dev/zram5 bs=1M count=512 status=none oflag=direct",
  ]);
  log.length = 0;
  await target[Symbol.asyncDispose]();
  assertEquals(log, UNMADE);
});

Deno.test("a zram disk that cannot be filled is taken down", async () => {
  const { system, log } = fakeSystem({
    run: () => Promise.reject(new RunError("dd failed: no space")),
  });
  await assertRejects(() => makeZram(system), RunError, "no space");
  assertEquals(log.slice(1), UNMADE);
});

Deno.test("a zram disk that is busy for a moment is taken down then", async () => {
  let busy = 3;
  const { system, log } = fakeSystem();
  const target = await makeZram({
    ...system,
    write: (path, text) => {
      if (path.endsWith("reset") && busy-- > 0) throw new Error("EBUSY");
      system.write(path, text);
    },
  });
  await target[Symbol.asyncDispose]();
  assertEquals(log.slice(-2), UNMADE);
});

Deno.test("without zram its absence is told", async () => {
  const { system, log } = fakeSystem({
    read: () => {
      throw new Deno.errors.NotFound("no such file");
    },
  });
  await assertRejects(() => makeZram(system), RunError, "no zram disk");
  assertEquals(log, []);
});

Deno.test("a loop device is made over a file and taken down", async () => {
  const { system, log } = fakeSystem();
  const target = await makeLoop(system, "/dev/shm/x");
  assertEquals(target.path, "/dev/loop3");
  await target[Symbol.asyncDispose]();
  assertEquals(log.slice(1), [
    "losetup -f --show /dev/shm/x",
    "losetup -d /dev/loop3",
    "rm /dev/shm/x",
  ]);
});

Deno.test("without loop devices the file does not stay", async () => {
  const { system, log } = fakeSystem({
    run: (name) =>
      name === "losetup"
        ? Promise.reject(new RunError("losetup failed"))
        : Promise.resolve(""),
  });
  await assertRejects(() => makeLoop(system, "/dev/shm/x"), RunError);
  assertEquals(log, ["rm /dev/shm/x"]);
});
