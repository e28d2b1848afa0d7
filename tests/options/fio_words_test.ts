import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";

function complaint(...args: string[]): string {
  return assertThrows(() => parseOptions(args), UsageError).message;
}

Deno.test("what a command line of fio says of this load changes nothing", () => {
  const words = [
    "--name=job",
    "--ioengine=io_uring",
    "--direct=1",
    "--group_reporting",
    "--time_based=1",
    "--thread",
  ];
  assertEquals(parseOptions(words), { parameters: {} });
});

Deno.test("in which order blocks are read is fio's word, and a parameter", () => {
  for (
    const [words, rw] of [
      ["--rw=randread", ["randread"]],
      ["--readwrite=read", ["read"]],
      ["--rw=randread,read", ["randread", "read"]],
    ] as const
  ) {
    assertEquals(parseOptions([words]).parameters, { rw });
  }
});

Deno.test("fio's names and booleans set the parameters that they mean", () => {
  const { parameters } = parseOptions([
    "--numjobs=4",
    "--iodepth_batch=8",
    "--fixedbufs",
    "--registerfiles=1",
    "--sqthread_poll",
  ]);
  assertEquals(parameters, {
    workers: [4],
    iodepthBatch: [8],
    fixedbufs: [true],
    registerfiles: [true],
    mode: ["sqpoll"],
  });
  assertEquals(parseOptions(["--hipri=0"]).parameters, {});
  assertEquals(parseOptions(["--fixedbufs", "0"]).parameters, {
    fixedbufs: [false],
  });
});

Deno.test("another load is refused with the reason", () => {
  for (const rw of ["write", "randwrite", "rw", "randrw", "trim"]) {
    assertEquals(
      complaint(`--rw=${rw}`),
      `--rw: "${rw}" cannot be had: uringlab only reads, so that no disk that ` +
        "is named can be harmed",
    );
  }
  assertEquals(
    complaint("--rw=red"),
    '--rw: unknown value "red"; did you mean "read"?',
  );
  assertEquals(
    complaint("--ioengine=libaio"),
    '--ioengine: "libaio" is not measured: uringlab is about io_uring',
  );
  assertEquals(
    complaint("--direct=0"),
    "--direct: it cannot be off: a buffered read is often a copy from memory, " +
      "which completes at once",
  );
  assertEquals(
    complaint("--hipri", "--mode=coop"),
    "--hipri is --mode iopoll: leave out --mode",
  );
  assertEquals(
    complaint("--hipri", "--sqthread_poll"),
    "--hipri is --mode iopoll: leave out --sqthread-poll",
  );
});
