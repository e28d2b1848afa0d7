/**
 * On which distributions the native files load: what they need of others, and
 * whether arm64 can have them. Deno itself needs glibc 2.27; nothing of ours
 * may need more.
 */
import { assert, assertEquals } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { nativeFiles } from "../../ffi/native_files.ts";
import { ROOT } from "../../lib/onefile/deno.ts";

const DENOS_MINOR = 27;

const ARM64 = `${
  Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
}/uringlab/arm64`;

function run(
  program: string,
  args: string[],
  env: Record<string, string> = {},
) {
  const { success, code, stdout, stderr } = new Deno.Command(program, {
    args,
    env: { LC_ALL: "C", ...env },
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, code, stdout: text(stdout), stderr: text(stderr) };
}

function has(program: string): boolean {
  return run("sh", ["-c", `command -v ${program}`]).success;
}

/** The libraries that a file names as NEEDED. */
function needed(path: string): string[] {
  const { stdout } = run("readelf", ["--dynamic", path]);
  return [...stdout.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((m) => m[1]!);
}

/** N of the newest glibc 2.N whose symbols a file wants; 0 without any. */
function newestMinor(path: string): number {
  const { stdout } = run("readelf", ["--version-info", path]);
  const versions = [...stdout.matchAll(/GLIBC_2\.(\d+)/g)].map((m) =>
    Number(m[1])
  );
  return Math.max(0, ...versions);
}

const STATIC_LIBC = has("cc") &&
  Deno.build.os === "linux" &&
  run("cc", ["-print-file-name=libc.a"]).stdout.includes("/");

Deno.test("the library needs libc only, and none newer than Deno's", async () => {
  await buildLibrary(() => {});
  const { sharedLibrary } = nativeFiles();
  assertEquals(needed(sharedLibrary), ["libc.so.6"]);
  const newest = newestMinor(sharedLibrary);
  assert(newest > 0 && newest <= DENOS_MINOR, `glibc 2.${newest}`);
});

Deno.test({
  name: "busy needs no library at all",
  ignore: !STATIC_LIBC,
  fn: async () => {
    await buildLibrary(() => {});
    assertEquals(needed(nativeFiles().busy), []);
    assertEquals(newestMinor(nativeFiles().busy), 0);
  },
});

const CAN_CROSS = Deno.build.arch === "x86_64" &&
  has("aarch64-linux-gnu-gcc") && has("make");
const LIBURING = (() => {
  try {
    return Deno.statSync(`${ARM64}/usr/include/liburing.h`).isFile;
  } catch {
    return false;
  }
})();
const QEMU = ["qemu-aarch64", "qemu-aarch64-static"].find(has);
if (!CAN_CROSS || !LIBURING) {
  console.log("not verified: arm64, for want of its compiler or liburing");
} else if (!QEMU) {
  console.log("not verified: that arm64's library loads, for want of QEMU");
}

Deno.test({
  name: "arm64: the same sources compile, link and load",
  ignore: !CAN_CROSS || !LIBURING,
  fn: () => {
    const build = Deno.makeTempDirSync();
    try {
      const tests = [
        "abi_test",
        "histogram_test",
        "stack_test",
        "stamp_test",
      ];
      const made = run("make", [
        "-s",
        `-C${ROOT}/c`,
        `BUILD=${build}`,
        "CC=aarch64-linux-gnu-gcc",
        `URING_LIBDIR=${ARM64}/usr/lib/aarch64-linux-gnu`,
        "all",
        ...tests.map((test) => `${build}/${test}`),
      ], { CPATH: `${ARM64}/usr/include` });
      assert(made.success, made.stderr);
      const library = `${build}/liburinglab.so`;
      assert(run("readelf", ["-h", library]).stdout.includes("AArch64"));
      // The loader is where arm64 keeps the stack protector.
      assertEquals(needed(library), ["libc.so.6", "ld-linux-aarch64.so.1"]);
      assert(newestMinor(library) <= DENOS_MINOR);
      if (!QEMU) return;
      for (const test of tests) {
        const { code, stderr } = run(QEMU, [
          "-L",
          "/usr/aarch64-linux-gnu",
          `${build}/${test}`,
        ]);
        assertEquals(code, 0, `${test}: ${stderr}`);
      }
      // Resolves every symbol of the library, and says what it depends on.
      const loaded = run(QEMU, [
        "-L",
        "/usr/aarch64-linux-gnu",
        "/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1",
        "--list",
        library,
      ], { LD_BIND_NOW: "1" });
      assertEquals(loaded.code, 0, loaded.stdout + loaded.stderr);
      assertEquals(run(QEMU, [`${build}/busy`]).code, 2);
    } finally {
      Deno.removeSync(build, { recursive: true });
    }
  },
});
