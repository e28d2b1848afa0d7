/**
 * Nothing in c/ needs more than liburing 0.7 (Debian 11; Ubuntu 22.04 has 2.1):
 * neither to be linked nor to be compiled. All that is newer goes through
 * c/ring.h and c/compat.h.
 */
import { assert, assertEquals } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { NATIVE_FOLDER } from "../../lib/base/native.ts";

/** Of what src/liburing.map of liburing-0.7 exports, what we use. */
const EXPORTED = new Set([
  "io_uring_queue_exit",
  "io_uring_queue_init",
  "io_uring_queue_mmap",
  "io_uring_register_buffers",
  "io_uring_register_eventfd",
  "io_uring_register_files",
  "io_uring_register_probe",
  "io_uring_submit",
  "io_uring_wait_cqe_timeout",
  // Exported there, inline in some later versions.
  "io_uring_get_sqe",
]);

/** Of what src/include/liburing/io_uring.h of liburing-0.7 has, what we use. */
const DEFINED = new Set([
  "IORING_CQE_F_BUFFER",
  "IORING_ENTER_GETEVENTS",
  "IORING_ENTER_SQ_WAKEUP",
  "IORING_OP_ACCEPT",
  "IORING_OP_CLOSE",
  "IORING_OP_READ",
  "IORING_OP_RECV",
  "IORING_OP_SEND",
  "IORING_SETUP_IOPOLL",
  "IORING_SETUP_SQPOLL",
  "IORING_SETUP_SQ_AFF",
  "IORING_SQ_CQ_OVERFLOW",
  "IORING_SQ_NEED_WAKEUP",
  "IORING_TIMEOUT_ABS",
  "IOSQE_ASYNC",
  "IOSQE_BUFFER_SELECT",
  "IOSQE_FIXED_FILE",
]);

function sources(): [path: string, text: string][] {
  return [...Deno.readDirSync(NATIVE_FOLDER)]
    .filter(({ name }) => /\.[ch]$/.test(name))
    .map(({ name }) => {
      const text = Deno.readTextFileSync(`${NATIVE_FOLDER}/${name}`);
      // Comments may speak of anything.
      return [name, text.replace(/\/\*[^]*?\*\//g, "")];
    });
}

Deno.test("c/ links to nothing that liburing 0.7 does not export", async () => {
  await buildLibrary(() => {});
  // An object may be left of a source that is gone.
  const objects = sources().map(([name]) => name.replace(/\.c$/, ".o"))
    .filter((name) => name.endsWith(".o"));
  const { success, stdout } = new Deno.Command("nm", {
    args: ["--undefined-only", ...objects],
    cwd: `${NATIVE_FOLDER}/build`,
  }).outputSync();
  assert(success, "nm failed");
  const wanted = new TextDecoder().decode(stdout)
    .match(/\bio_uring_\w+/g) ?? [];
  assert(wanted.length > 0, "no object uses liburing");
  assertEquals(wanted.filter((name) => !EXPORTED.has(name)), []);
});

Deno.test("c/ uses no constant that liburing 0.7 lacks, but by compat.h", () => {
  const ours = new Set(
    Deno.readTextFileSync(`${NATIVE_FOLDER}/compat.h`)
      .match(/(?<=#define )\w+/g),
  );
  const newer = sources().flatMap(([name, text]) =>
    (text.match(/\b(?:IORING|IOSQE)_\w+/g) ?? [])
      .filter((constant) => !DEFINED.has(constant) && !ours.has(constant))
      .map((constant) => `${name}: ${constant}`)
  );
  assertEquals(newer, []);
});

Deno.test("c/ touches no field of struct io_uring that came later", () => {
  // enter_ring_fd and features: 2.2 and 2.0; ring_mask, ring_entries: 2.2.
  const later =
    /(?:\bring|->uring)(?:\.|->)(enter_ring_fd|features|int_flags)|[.>](?:ring_mask|ring_entries)\b/g;
  const found = sources().flatMap(([name, text]) =>
    (text.match(later) ?? []).map((field) => `${name}: ${field}`)
  );
  assertEquals(found, []);
});
