import { cell } from "../model/fixtures.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import type { SystemFiles } from "../../lib/host/system.ts";
import { visitOf } from "../../lib/model/visit.ts";
import type { Machine } from "../../lib/run/machine.ts";
import { checkPlatform, preflight } from "../../lib/setup/preflight.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";

function files(contents: Record<string, string> = {}): SystemFiles {
  return {
    read: (path) => contents[path],
    readBytes: () => undefined,
    list: () => [],
    link: () => undefined,
    realPath: (path) => path,
  };
}

const VISITS = [visitOf(cell())];

function complaint(
  overrides: Partial<Machine>,
  contents: Record<string, string> = {},
  allowSlowClock = false,
): string {
  return assertThrows(
    () =>
      preflight(VISITS, files(contents), fakeMachine(overrides), {
        allowSlowClock,
      }),
    RunError,
  ).message;
}

Deno.test("a good machine passes", () => {
  preflight(VISITS, files(), fakeMachine(), { allowSlowClock: false });
});

Deno.test("a kernel without io_uring is told from one that blocks it", () => {
  const probe = (errno: number, name: string) => ({
    probeRing: () => refusal("ring", errno, name),
  });
  assertStringIncludes(
    complaint(probe(38, "ENOSYS")),
    "no io_uring (Linux 5.6 is needed, and CONFIG_IO_URING); boot Linux 5.6",
  );
  assertStringIncludes(
    complaint(probe(1, "EPERM"), { "/proc/self/status": "Seccomp:\t2\n" }),
    "a seccomp filter, which this process is under, forbids it; in podman or " +
      "docker, whose default profiles forbid it, --security-opt " +
      "seccomp=unconfined",
  );
  assertStringIncludes(
    complaint(probe(1, "EPERM"), {
      "/proc/sys/kernel/io_uring_disabled": "1",
    }),
    "kernel.io_uring_disabled is 1",
  );
});

Deno.test("a kernel whose rings take no reads is told as it answered", () => {
  assertEquals(
    complaint({
      probeRing: () => refusal("op_read", 22, "EINVAL: it came with Linux 5.6"),
    }),
    "io_uring cannot be used: IORING_OP_READ: EINVAL: it came with Linux 5.6",
  );
});

Deno.test("a clock that is a system call is refused unless allowed", () => {
  const slow = { probeClock: () => false };
  const source = {
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
  };
  const message = complaint(slow, source);
  assertStringIncludes(message, "clock source hpet");
  assertStringIncludes(message, "--allow-slow-clock");
  preflight(VISITS, files(source), fakeMachine(slow), { allowSlowClock: true });
});

Deno.test("a clock that cannot be judged is refused with the reason", () => {
  const message = complaint({
    probeClock: () => refusal("seccomp", 22, "EINVAL"),
  });
  assertStringIncludes(message, "seccomp: EINVAL");
});

const LIMITED = {
  "/proc/self/limits":
    "Max locked memory         65536                65536                bytes\n",
};

Deno.test("memory that cannot be locked is named with the limit", () => {
  assertEquals(
    complaint(
      { probeMemlock: () => refusal("memlock", 12, "ENOMEM") },
      LIMITED,
    ),
    "cannot lock 1024 KiB of memory (mlock2: ENOMEM); RLIMIT_MEMLOCK is 65536 " +
      "bytes: `ulimit -l 8192`, or LimitMEMLOCK=8192K of a systemd unit, " +
      "raises it, root is not bound by it, and fewer --workers need less",
  );
});

Deno.test("a ring that RLIMIT_MEMLOCK does not allow is the same message", () => {
  const probe = { probeRing: () => refusal("ring", 12, "ENOMEM") };
  assertEquals(
    complaint(probe, LIMITED),
    "cannot lock 8 KiB of memory (io_uring_setup: ENOMEM); RLIMIT_MEMLOCK is " +
      "65536 bytes: `ulimit -l 8192`, or LimitMEMLOCK=8192K of a systemd " +
      "unit, raises it, root is not bound by it, and fewer --workers need less",
  );
  // Without a limit it is memory itself that is missing.
  assertEquals(
    complaint(probe, {
      "/proc/self/limits": "Max locked memory  unlimited  unlimited  bytes\n",
    }),
    "cannot lock 8 KiB of memory (io_uring_setup: ENOMEM)",
  );
});

Deno.test("memory that is not there is named with what tells", () => {
  const enough = { "/proc/meminfo": "MemAvailable:       1024 kB\n" };
  preflight(VISITS, files(enough), fakeMachine({}), { allowSlowClock: false });
  assertStringIncludes(
    complaint({}, { "/proc/meminfo": "MemAvailable:       1023 kB\n" }),
    "a cell needs 1 MiB of memory, but MemAvailable is 1 MiB; fewer --workers",
  );
  assertStringIncludes(
    complaint({}, {
      ...enough,
      "/proc/self/cgroup": "0::/lab\n",
      "/sys/fs/cgroup/memory.max": "max\n",
      "/sys/fs/cgroup/lab/memory.max": "65536\n",
    }),
    "but /sys/fs/cgroup/lab/memory.max is 1 MiB",
  );
});

Deno.test("fresh pages leave memory and mappings to others", () => {
  const visits = [visitOf(cell({
    workers: 4,
    wait: "compute",
    thinkTouch: "fresh",
    thinkTouchSize: 2 ** 33,
  }))];
  const check = (mebibytes: number, mappings: number) =>
    preflight(
      visits,
      files({
        "/proc/meminfo": `MemAvailable: ${mebibytes * 1024} kB\n`,
        "/proc/sys/vm/max_map_count": `${mappings}\n`,
      }),
      fakeMachine(),
      { allowSlowClock: false },
    );
  const said = (mebibytes: number, mappings: number) =>
    assertThrows(() => check(mebibytes, mappings), RunError).message;
  check(256, 32768);
  assertEquals(
    said(255, 32768),
    "--think-touch fresh may need 64 MiB of page tables, more than a quarter " +
      "of MemAvailable, 255 MiB; less --think-touch-size or fewer --workers " +
      "need less",
  );
  assertEquals(
    said(256, 32767),
    "--think-touch fresh needs 16384 mappings, more than half of what mmap " +
      "allows before ENOMEM, vm.max_map_count 32767; less --think-touch-size " +
      "or fewer --workers need less",
  );
});

Deno.test("only Linux will do", () => {
  checkPlatform("linux");
  assertEquals(
    assertThrows(() => checkPlatform("darwin"), RunError).message,
    "io_uring needs Linux; this is darwin",
  );
});
