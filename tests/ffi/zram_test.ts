import { assert, assertEquals } from "@std/assert";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { whyNoZram, ZramDevice } from "../faults/zram_device.ts";
import { allowedCpus, shortCell } from "./target.ts";

const BYTES = 16 * 2 ** 20;

const reason = whyNoZram();

// zram says that it takes buffers that begin anywhere, and fills whole pages.
Deno.test({
  name: `reads from zram stay inside their buffers${
    reason ? ` (not run: ${reason})` : ""
  }`,
  ignore: reason !== undefined,
  async fn() {
    await buildLibrary(() => {});
    using device = new ZramDevice(BYTES);
    using engine = new Engine();
    for (const bs of [4096, 12_288]) {
      const target = engine.probeTarget(device.path, bs);
      assert(!("errno" in target), JSON.stringify(target));
      assertEquals(target.offsetAlign, 4096);
      assert(target.memAlign >= 4096, `${target.memAlign}`);
      const measured = await engine.measure(shortCell("/dev/null", {
        filename: device.path,
        size: BYTES,
        bs,
        iodepth: 4,
        cpus: allowedCpus().slice(0, 1),
      }));
      assert(measured.workers.every(({ ios }) => ios > 0));
      assertEquals(measured.errors.byErrno.size, 0);
    }
  },
});
