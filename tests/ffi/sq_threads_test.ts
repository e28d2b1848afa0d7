import { assert, assertEquals } from "@std/assert";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { isRefusal } from "../../lib/run/machine.ts";

const PROGRAM = new URL("sq_threads.ts", import.meta.url).pathname;
const NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc"];
const IORING_SETUP_SQPOLL = 1 << 1;

await buildLibrary(() => {});
const refused = (() => {
  using engine = new Engine();
  const refusal = engine.probeRing(IORING_SETUP_SQPOLL, 1);
  return isRefusal(refusal) ? refusal.message : undefined;
})();

async function canUnshare(): Promise<boolean> {
  const [program = "", ...args] = [...NAMESPACE, "true"];
  const { success } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

for (
  const { where, before, missing } of [
    { where: "on this machine", before: [], missing: refused },
    {
      where: "in a PID namespace",
      before: NAMESPACE,
      missing: refused ??
        (await canUnshare() ? undefined : "no PID namespace can be made here"),
    },
  ]
) {
  Deno.test({
    name: `every SQ thread is found and timed, ${where}` +
      (missing ? ` (not run: ${missing})` : ""),
    ignore: missing !== undefined,
    async fn() {
      const [program = "", ...args] = [
        ...before,
        Deno.execPath(),
        "run",
        "-A",
        PROGRAM,
      ];
      const { success, stdout, stderr } = await new Deno.Command(program, {
        args,
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert(success, text(stderr));
      const workers: { ios: number; partnerRunNs: number | null }[] = JSON
        .parse(text(stdout));
      assertEquals(workers.length, 3);
      for (const { ios, partnerRunNs } of workers) {
        assert(ios === 0 || (partnerRunNs ?? 0) > 0, text(stdout));
      }
      assert(workers.some(({ ios }) => ios > 0), text(stdout));
      // Each is a thread of its own.
      const times = workers.map(({ partnerRunNs }) => partnerRunNs);
      assertEquals(new Set(times).size, 3, text(stdout));
    },
  });
}
