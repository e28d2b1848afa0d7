/**
 * Measures a cell with SQ threads and prints what each took of a CPU, a line of
 * JSON. A program, so that a test can run it in a PID namespace too.
 */
import { shortCell, withTarget } from "./target.ts";

if (import.meta.main) {
  const path = Deno.env.get("URINGLAB_TEST_TARGET");
  await withTarget(4096, async (engine, made) => {
    const cell = shortCell(path ?? made, {
      size: 4096 * 512,
      mode: "sqpoll",
      workers: 3,
      numberIos: 0,
      runtime: 0.2,
      rampTime: 0.05,
    });
    const { workers } = await engine.measure(cell);
    console.log(JSON.stringify(
      workers.map(({ ios, partnerRunNs }) => ({
        ios,
        partnerRunNs: partnerRunNs ?? null,
      })),
    ));
  });
}
