import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/errors.ts";
import type { SystemFiles } from "../../lib/host/system.ts";
import { chooseCpus } from "../../lib/session/choose_cpus.ts";
import { fakeMachine, refusal } from "./fake_machine.ts";

const FILES: SystemFiles = {
  read: (path) =>
    ({
      "/sys/devices/system/cpu/present": "0-7",
      "/sys/devices/system/cpu/online": "0-5,7",
    })[path],
  readBytes: () => undefined,
  list: () => [],
  realPath: (path) => path,
};
const NO_DISK = new Error("x is on tmpfs, which has no disk");

Deno.test("given CPUs are taken as they are", () => {
  const chosen = chooseCpus([1, 3], NO_DISK, FILES, fakeMachine());
  assertEquals(chosen.cpus, [1, 3]);
  assertEquals(chosen.nonInterrupt, false);
});

Deno.test("a CPU that does not exist is named", () => {
  assertThrows(
    () => chooseCpus([1, 8], NO_DISK, FILES, fakeMachine()),
    UsageError,
    "there is no CPU 8; this machine has 0-7",
  );
});

Deno.test("a CPU that is offline is named", () => {
  assertThrows(
    () => chooseCpus([6], NO_DISK, FILES, fakeMachine()),
    UsageError,
    "CPU 6 is offline; online are 0-5,7",
  );
});

Deno.test("a CPU outside the cpuset is named", () => {
  const machine = fakeMachine({
    probeAffinity: ([cpu]) =>
      cpu === 3 ? refusal("sched_setaffinity", 22, "EINVAL") : undefined,
  });
  assertThrows(
    () => chooseCpus([2, 3], NO_DISK, FILES, machine),
    UsageError,
    "CPU 3 is outside this process's cpuset",
  );
});

Deno.test("without a disk and without --cpus the user is asked", () => {
  assertThrows(
    () => chooseCpus(undefined, NO_DISK, FILES, fakeMachine()),
    UsageError,
    "x is on tmpfs, which has no disk; name the CPUs with --cpus",
  );
});
