/** Targets whose reads are done by kernel threads, for real. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createTarget } from "../../lib/source/block/created.ts";
import { readRows, run, temporaryDirectory } from "../program/program.ts";
import { LoopDevice, whyNoLoop } from "./faulty_target.ts";
import { SmallDisk } from "./small_disk.ts";
import { whyNoZram, ZramDevice } from "./zram_device.ts";

const BYTES = 16 * 2 ** 20;

/** Measures a target without hogs; its rows, and what was printed. */
async function measure(filename: string, directory: string) {
  const out = `${directory}/out`;
  const { status, stdout, stderr } = await run([
    "exp7",
    "--preset=quick",
    "--busy=off",
    "--mode=default",
    "--workers=2",
    "--iodepth=4",
    "--cpus=0",
    "--turn=0",
    "--repeats=1",
    "--runtime=500ms",
    "--ramp-time=200ms",
    `--filename=${filename}`,
    `--out=${out}`,
  ]);
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.map((row) => row.status), ["ok"]);
  return { row: rows[0]!, said: stdout.replaceAll(/\s+/g, " ") };
}

const noLoop = whyNoLoop();

Deno.test({
  name: `the workers of a loop device are told from other load${
    noLoop ? ` (not run: ${noLoop})` : ""
  }`,
  ignore: noLoop !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    using disk = new SmallDisk(`${directory.path}/memory`, 2 * BYTES / 1024);
    const file = `${disk.path}/file`;
    await createTarget(file, BYTES);
    using device = new LoopDevice(file);
    const { row, said } = await measure(device.path, directory.path);
    assert(Number(row.cpu_serving) > 0.01, `${row.cpu_serving}`);
    // A loop device takes reads without blocking, so that io_uring's own
    // threads have nothing to do.
    assertEquals(row.io_workers, "0");
    if (Number(row.cpu_serving) > 0.05) {
      assertStringIncludes(said, "note: reads should be completed by interr");
    }
  },
});

const noZram = whyNoZram();

Deno.test({
  name: `io_uring's own threads are told from other load, as is why they read${
    noZram ? ` (not run: ${noZram})` : ""
  }`,
  ignore: noZram !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    using device = new ZramDevice(BYTES);
    const { row, said } = await measure(device.path, directory.path);
    assert(Number(row.cpu_serving) > 0.01, `${row.cpu_serving}`);
    assert(Number(row.io_workers) > 0, row.io_workers);
    assertStringIncludes(said, "zram takes no read without blocking");
  },
});
