import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readRows, run, temporaryDirectory } from "./program.ts";

/** Faults that are nobody's doing, in a window of some hundred reads. */
const STRANGE = 8;

Deno.test("pages are touched in cells that take turns, and a range that ran out is told", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [
      "exp10",
      "--repeats=1",
      "--runtime=100ms",
      "--turn=50ms",
      "--core=non-interrupt",
      "--wait=compute",
      "--thinktime=50us",
      "--think-getevents=off",
      "--mode=default",
      "--number-ios=0",
      "--think-touch=touched,fresh",
      "--think-touch-every=1us",
      "--think-touch-size=2m,1g",
      "--size=4m",
      "--cpus=0",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 4);
  for (const row of rows) {
    assertEquals(row.status, "ok");
    const [touches, faults] = [Number(row.touches), Number(row.minflt)];
    assert(touches > 2 * 512, `${touches}`);
    const asked = row.think_touch === "touched"
      ? 0
      : row.think_touch_size === `${2 ** 30}`
      ? touches
      : Math.min(touches, 512);
    const ranOut = asked === 512;
    assert(
      ranOut ? faults <= asked + STRANGE : Math.abs(faults - asked) <= STRANGE,
      `${faults} ${asked}`,
    );
    assertEquals(`${row.reasons}`.includes("faults_per_touch"), ranOut);
  }
  assertStringIncludes(
    stdout.replaceAll(/\s+/g, " "),
    "--think-touch-size 2097152 has 512 of 4 KiB: --think-touch-size",
  );
});

Deno.test("more fresh pages than a process may map are refused in one line", async () => {
  using directory = temporaryDirectory();
  const { status, stdout, stderr } = await run(
    [
      "exp10",
      "--wait=compute",
      "--think-touch=fresh",
      "--think-touch-size=100000g",
      "--size=4m",
      "--cpus=0",
      `--out=${directory.path}/out`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals([status, stdout], [1, ""]);
  // Of the two bounds either may be the first here.
  assert(
    /^uringlab: --think-touch fresh .*(MemAvailable|max_map_count).*\n$/m.test(
      stderr,
    ),
    stderr,
  );
});
