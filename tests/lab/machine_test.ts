import { assertEquals } from "@std/assert";
import { isEmulatorFault } from "./machine.ts";

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
