import { assertEquals, assertRejects } from "@std/assert";
import { USUAL_KERNEL } from "./kernels.ts";
import {
  EmulatorError,
  isEmulatorFault,
  runInLab,
  whyNoLab,
} from "./machine.ts";

Deno.test("a breakpoint that is gone, or an assertion of QEMU's, is the emulator's fault", () => {
  assertEquals(
    isEmulatorFault("[   9.1] int3: 0000 [#1] PREEMPT SMP\n", ""),
    true,
  );
  const assertion = "qemu-system-x86_64: system/physmem.c:2678: " +
    "iotlb_to_section: Assertion `section_index < d->map.sections_nb' failed.\n";
  assertEquals(isEmulatorFault("", `a warning\n${assertion}`), true);
  assertEquals(
    isEmulatorFault("Kernel panic - not syncing\n", "a warning\n"),
    false,
  );
});

const reason = whyNoLab(USUAL_KERNEL);

Deno.test({
  name: `a machine that hangs before it is up is the emulator's fault${
    reason ? ` (${reason})` : ""
  }`,
  ignore: reason !== undefined,
  fn: async () => {
    const out = Deno.makeTempDirSync({ prefix: "uringlab-lab-out-" });
    try {
      await assertRejects(
        () =>
          runInLab({
            command: ["true"],
            kernel: USUAL_KERNEL,
            out,
            cpus: 2,
            pollQueues: 2,
            nvmeSize: 2 ** 20,
            timeoutSeconds: 900,
            // No kernel is through with its boot by then.
            bootSeconds: 1,
            stdout: () => {},
            stderr: () => {},
          }),
        EmulatorError,
        "the machine was not up after 1 s; all that it said is in ",
      );
      Deno.statSync(`${out}/console`);
    } finally {
      Deno.removeSync(out, { recursive: true });
    }
  },
});
