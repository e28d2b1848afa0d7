import { assertEquals, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import {
  parseKernelConfig,
  readKernelConfig,
} from "../../lib/host/kernel_config.ts";
import { withTree } from "./tree.ts";

const CONFIG = `CONFIG_PREEMPT_BUILD=y
CONFIG_PREEMPT_VOLUNTARY=y
# CONFIG_PREEMPT is not set
CONFIG_PREEMPT_DYNAMIC=y
CONFIG_HZ_250=y
CONFIG_HZ=250`;

Deno.test("set options are parsed", () => {
  const options = parseKernelConfig(CONFIG);
  assertEquals(options.get("HZ"), "250");
  assertEquals(options.has("PREEMPT"), false);
});

Deno.test("the packed configuration comes first, then /boot", () => {
  const release = { "/proc/sys/kernel/osrelease": "6.1.0" };
  const boot = { "/boot/config-6.1.0": "CONFIG_HZ=1000\nCONFIG_PREEMPT=y" };
  const packed = { "/proc/config.gz": new Uint8Array(gzipSync(CONFIG)) };
  withTree({ ...release, ...boot, ...packed }, (files) => {
    assertEquals(readKernelConfig(files), {
      source: "/proc/config.gz",
      reason: null,
      hz: 250,
      preemption: "PREEMPT_VOLUNTARY",
      preemptDynamic: true,
    });
  });
  withTree({ ...release, ...boot, "/proc/config.gz": "not gzip" }, (files) => {
    assertEquals(readKernelConfig(files), {
      source: "/boot/config-6.1.0",
      reason: null,
      hz: 1000,
      preemption: "PREEMPT",
      preemptDynamic: false,
    });
  });
});

Deno.test("without configuration there is a reason", () => {
  withTree({ "/proc/sys/kernel/osrelease": "6.1.0" }, (files) => {
    const config = readKernelConfig(files);
    assertEquals([config.hz, config.preemption, config.source], [
      null,
      null,
      null,
    ]);
    assertStringIncludes(config.reason ?? "", "/boot/config-6.1.0");
  });
});
