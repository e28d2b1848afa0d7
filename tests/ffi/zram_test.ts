import { assert, assertEquals } from "@std/assert";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { allowedCpus, shortCell } from "./target.ts";

const CONTROL = "/sys/class/zram-control";
const BYTES = 16 * 2 ** 20;

/** Why no zram device can be made here; undefined if one can. */
function whyNoZram(): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  try {
    Deno.statSync(`${CONTROL}/hot_add`);
    return undefined;
  } catch {
    return "this kernel has no zram";
  }
}

/** A zram device that is full of bytes, and gone after the test. */
function zram(): { path: string } & Disposable {
  const number = Deno.readTextFileSync(`${CONTROL}/hot_add`).trim();
  const path = `/dev/zram${number}`;
  Deno.writeTextFileSync(`/sys/block/zram${number}/disksize`, `${BYTES}`);
  const bytes = new Uint8Array(BYTES);
  bytes.forEach((_, i) => bytes[i] = i * 2654435761 >>> 24);
  using file = Deno.openSync(path, { write: true });
  for (let done = 0; done < BYTES;) {
    done += file.writeSync(bytes.subarray(done));
  }
  file.syncSync();
  return {
    path,
    [Symbol.dispose]: () =>
      Deno.writeTextFileSync(`${CONTROL}/hot_remove`, number),
  };
}

const reason = whyNoZram();

// zram says that it takes buffers that begin anywhere, and fills whole pages.
Deno.test({
  name: `reads from zram stay inside their buffers${
    reason ? ` (not run: ${reason})` : ""
  }`,
  ignore: reason !== undefined,
  async fn() {
    await buildLibrary(() => {});
    using device = zram();
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
