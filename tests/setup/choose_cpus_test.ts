import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import type { SystemFiles } from "../../lib/host/system.ts";
import {
  chooseCores,
  chooseCpus,
  choosePartnerCpus,
  givenCpus,
} from "../../lib/setup/choose_cpus.ts";
import { disk } from "./disks.ts";
import { fakeMachine, refusal } from "../session/fake_machine.ts";

const FILES: SystemFiles = {
  read: (path) =>
    ({
      "/sys/devices/system/cpu/present": "0-7",
      "/sys/devices/system/cpu/online": "0-5,7",
    })[path],
  readBytes: () => undefined,
  list: () => [],
  link: () => undefined,
  realPath: (path) => path,
};
const NO_DISK = new Error("x is on tmpfs, which has no disk");

function given(
  cpus: readonly number[] | undefined,
  machine = fakeMachine(),
) {
  return chooseCpus(cpus, 2, NO_DISK, FILES, machine);
}

Deno.test("given CPUs are taken as they are", () => {
  assertEquals(given([1, 3]), {
    cpus: [1, 3],
    core: "unknown",
    why: "as given",
  });
});

Deno.test("given CPUs are told what they are to the disk", () => {
  const { files, survey } = disk(4);
  const chosen = (cpus: number[]) =>
    givenCpus("cpus", cpus, survey, files, fakeMachine());
  assertEquals(chosen([0, 2]), {
    cpus: [0, 2],
    core: "non-interrupt",
    why: "as given (CPU 0: non-interrupt, CPU 2: non-interrupt core)",
  });
  assertEquals(chosen([1]).core, "interrupt");
  assertEquals(chosen([0, 1]).core, "unknown");
});

Deno.test("a CPU to which completions are moved is an interrupt core", () => {
  const { files, survey } = disk(4, { rqAffinity: 2 });
  const chosen = givenCpus("cpus", [0, 1], survey, files, fakeMachine());
  // The roles differ, and with them what happens to a read.
  assertEquals(chosen.core, "unknown");
  assertEquals(
    givenCpus("cpus", [0, 2], survey, files, fakeMachine()).core,
    "interrupt",
  );
});

Deno.test("a CPU that does not exist is named", () => {
  assertThrows(
    () => given([1, 8]),
    UsageError,
    "there is no CPU 8; this machine has 0-7",
  );
});

Deno.test("a CPU that is offline is named", () => {
  assertThrows(
    () => given([6]),
    UsageError,
    "CPU 6 is offline; online are 0-5,7",
  );
});

Deno.test("a CPU outside the cpuset is named", () => {
  const machine = fakeMachine({
    probeAffinity: ([cpu]) =>
      cpu === 3 ? refusal("affinity", 22, "EINVAL") : undefined,
  });
  assertThrows(
    () => given([2, 3], machine),
    UsageError,
    "CPU 3 is outside this process's cpuset",
  );
});

Deno.test("without a disk and without --cpus the user is asked", () => {
  assertThrows(
    () => given(undefined),
    UsageError,
    "x is on tmpfs, which has no disk; name the CPUs with --cpus",
  );
});

Deno.test("cores of the kind that is asked for, or why there are none", () => {
  const chosen = (kind: "interrupt" | "non-interrupt", rqAffinity: number) => {
    const { files, survey } = disk(4, { rqAffinity });
    return chooseCores(kind, undefined, 2, survey, files, fakeMachine());
  };
  assertEquals(chosen("interrupt", 1), {
    cpus: [1],
    core: "interrupt",
    why: "CPU 1: the interrupts of vda (virtio1-req.0) arrive on this CPU.",
  });
  const others = chosen("non-interrupt", 1);
  assertEquals(typeof others === "object" && others.cpus, [2, 3]);
  // exp7 would take interrupt cores instead; who asks gets no others.
  assertEquals(typeof chosen("non-interrupt", 2), "string");
});

Deno.test("CPUs that are given for a kind of core are of that kind", () => {
  const { files, survey } = disk(4);
  const option = { option: "interrupt-cpus", cpus: [0] };
  assertEquals(
    chooseCores("interrupt", option, 2, survey, files, fakeMachine()),
    {
      cpus: [0],
      core: "interrupt",
      why: "as given (CPU 0: non-interrupt core)",
    },
  );
});

Deno.test("a partner is put on another physical core", () => {
  const { files } = disk(4);
  const pairs: SystemFiles = {
    ...files,
    read: (path) =>
      /thread_siblings_list$/.test(path)
        ? /cpu[01]\//.test(path) ? "0-1" : "2-3"
        : files.read(path),
  };
  const partner = (measured: number[]) =>
    choosePartnerCpus(undefined, measured, pairs, fakeMachine());
  assertEquals(partner([0]), [2]);
  assertEquals(partner([2]), [0]);
  assertEquals(partner([0, 2]), [1]);
  assertEquals(partner([0, 1, 2, 3]), [0]);
});
