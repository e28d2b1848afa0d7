import { assertEquals } from "@std/assert";
import { examineKernel } from "./examine_kernel.ts";
import { KERNELS } from "./kernels.ts";
import { whyNoLab } from "./machine.ts";

/** Of a provocation's runs, those that must be in their class. */
const SHARE = 0.9;

// The oldest is lab_test.ts's; `deno task matrix` asks all of them, and more.
const newest = KERNELS.at(-1) ?? KERNELS[0];
const why = whyNoLab(newest);

Deno.test({
  name: `the tracer is right on the newest Linux, ${newest}` +
    (why ? ` (not run: ${why})` : ""),
  ignore: why !== undefined,
  fn: async () => {
    const out = Deno.makeTempDirSync({ prefix: "uringlab-lab-out-" });
    try {
      const { failures } = await examineKernel({
        line: newest,
        share: SHARE,
        small: true,
        out,
        timeoutSeconds: 480,
      });
      assertEquals(failures, []);
    } finally {
      Deno.removeSync(out, { recursive: true });
    }
  },
});
