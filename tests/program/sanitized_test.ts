import { assert, assertEquals } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { outcome, readRows, temporaryDirectory } from "./program.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** What a run of the program from its sources needs. */
const SOURCES = [
  "c",
  "deno.json",
  "deno.lock",
  "experiments",
  "ffi",
  "lib",
  "main.ts",
];

async function output(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args })
    .output();
  const decoder = new TextDecoder();
  assert(success, `${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

// ThreadSanitizer cannot be loaded into Deno, in whose own code it finds what
// it takes for races: c/tests/exp7_cell_test.c runs the same cells under it.
Deno.test("an exp7 with the library under ASan and UBSan touches no wrong byte", async () => {
  await buildLibrary(() => {});
  await output("make", "-s", "-C", `${ROOT}/c`, "SANITIZE=1", "all");
  using directory = temporaryDirectory();
  const copy = `${directory.path}/copy`;
  Deno.mkdirSync(copy);
  for (const name of SOURCES.filter((name) => name !== "c")) {
    await output("cp", "-a", `${ROOT}/${name}`, copy);
  }
  // The build as it is but for the library, so that nothing is built again.
  Deno.mkdirSync(`${copy}/c/build`, { recursive: true });
  await output(
    "sh",
    "-c",
    `cp -a ${ROOT}/c/*.* ${ROOT}/c/Makefile ${ROOT}/c/trace ${copy}/c/`,
  );
  await output(
    "sh",
    "-c",
    `cp -a ${ROOT}/c/build/*.* ${ROOT}/c/build/busy ${ROOT}/c/build/uringlab-trace ${ROOT}/c/build/trace ${copy}/c/build/`,
  );
  const library = `${copy}/c/build/liburinglab.so`;
  await output("cp", `${ROOT}/c/build/sanitize/liburinglab.so`, library);
  const out = `${directory.path}/out`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      `${copy}/main.ts`,
      "exp7",
      "--preset=quick",
      "--size=4m",
      "--workers=16",
      "--iodepth=1,16",
      "--repeats=1",
      "--runtime=50ms",
      "--ramp-time=10ms",
      "--cpus=0",
      "--verify",
      `--out=${out}`,
    ],
    env: {
      NO_COLOR: "1",
      XDG_CACHE_HOME: directory.path,
      DENO_DIR: Deno.env.get("DENO_DIR") ??
        `${
          Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
        }/deno`,
      LD_PRELOAD: await output("cc", "-print-file-name=libasan.so"),
      // Deno frees nothing when it ends.
      ASAN_OPTIONS: "detect_leaks=0",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { status, stderr } = await outcome(child);
  assertEquals(status, 0, stderr);
  assert(!/Sanitizer|runtime error/.test(stderr), stderr);
  const rows = readRows(out);
  assertEquals(rows.map((row) => row.status), Array(8).fill("ok"));
  assert((await output("nm", "-D", library)).includes("__asan_"), "built anew");
});
