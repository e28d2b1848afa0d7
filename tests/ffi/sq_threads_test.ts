import { assert, assertEquals } from "@std/assert";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { isRefusal } from "../../lib/run/machine.ts";
import { outputOf, surroundings } from "../surroundings.ts";

const PROGRAM = new URL("sq_threads.ts", import.meta.url).pathname;
const IORING_SETUP_SQPOLL = 1 << 1;

await buildLibrary(() => {});
const refused = (() => {
  using engine = new Engine();
  const refusal = engine.probeRing(IORING_SETUP_SQPOLL, 1);
  return isRefusal(refusal) ? refusal.message : undefined;
})();

for (const surrounding of await surroundings(refused)) {
  const { where, missing } = surrounding;
  Deno.test({
    name: `every SQ thread is found and timed, ${where}` +
      (missing ? ` (not run: ${missing})` : ""),
    ignore: missing !== undefined,
    async fn() {
      const text = await outputOf(PROGRAM, surrounding);
      const workers: { ios: number; partnerRunNs: number | null }[] = JSON
        .parse(text);
      assertEquals(workers.length, 3);
      for (const { ios, partnerRunNs } of workers) {
        assert(ios === 0 || (partnerRunNs ?? 0) > 0, text);
      }
      assert(workers.some(({ ios }) => ios > 0), text);
      // Each is a thread of its own.
      const times = workers.map(({ partnerRunNs }) => partnerRunNs);
      assertEquals(new Set(times).size, 3, text);
    },
  });
}
