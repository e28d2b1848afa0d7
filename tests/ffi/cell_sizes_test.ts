/** What the library says to memory of another size than it expects. */
import { assertEquals } from "@std/assert";
import * as abi from "../../ffi/abi.ts";
import {
  allocateCell,
  type CellParts,
  describeCell,
} from "../../ffi/cell_memory.ts";
import { decodeResult } from "../../ffi/results.ts";
import { Library } from "../../ffi/library.ts";
import { buildLibrary } from "../../ffi/mod.ts";
import { nativeFiles } from "../../ffi/native_files.ts";
import { STEPS } from "../../lib/model/measurement/steps.ts";
import { visitOf } from "../../lib/model/visit.ts";
import { cell } from "../model/fixtures.ts";

const EINVAL = -22n;

const VISIT = visitOf(
  cell({ filename: "/nonexistent/file", workers: 2, cpus: [0] }),
);
const SETTING = {
  memAlign: 512,
  snapshotBytes: 4096,
  windowStartNs: 0n,
  drainTimeout: 1,
  nice: 0,
  turnSnapshots: false,
  quiet: false,
};

/** The answer to memory in which `change` has been done to some part. */
async function answer(
  change: (parts: CellParts) => Partial<CellParts>,
): Promise<[answer: bigint, step: string]> {
  await buildLibrary(() => {});
  const library = new Library(nativeFiles().sharedLibrary);
  try {
    const made = allocateCell(VISIT, SETTING);
    const parts = { ...made, ...change(made) };
    const { uringlab_run_cell } = library.symbols;
    const answered = BigInt(await uringlab_run_cell(describeCell(parts)));
    return [answered, abi.nameOf(STEPS, decodeResult(parts).step)];
  } finally {
    library.close();
  }
}

for (const name of abi.CELL_PARTS) {
  Deno.test(`one thing too few or too many of ${name} is refused`, async () => {
    for (const more of [-1, 1]) {
      const [answered, step] = await answer((parts) => {
        const old = parts[name];
        const length = old.length + more;
        // Larger in fact: what C would write outside of it hits nobody.
        const room = new ArrayBuffer(old.byteLength + 64);
        return {
          [name]: old instanceof Uint8Array
            ? new Uint8Array(room, 0, length)
            : new BigUint64Array(room, 0, length),
        };
      });
      assertEquals(answered, EINVAL);
      // A result of another size is of another build, and left alone.
      assertEquals(step, name === "result" ? "none" : "parameters");
    }
  });
}

Deno.test("memory of the right sizes is not what is refused", async () => {
  const [, step] = await answer(() => ({}));
  assertEquals(step, "direct");
});
