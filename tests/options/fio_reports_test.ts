/**
 * Job files out of public reports of faults, by what they set: which of it maps,
 * and what is named as not mapped.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { parseFioJob } from "../../lib/options/fio_job.ts";

const FILE = "job.fio";

/** A job file of the settings of a section, and of one job behind it. */
function jobFile(global: readonly string[], job: readonly string[]): string {
  return ["[global]", ...global, "[job]", ...job].join("\n");
}

// https://github.com/axboe/fio/issues/1773: sqthread_poll=1 fails with EBADF.
Deno.test("a report about SQPOLL maps whole", () => {
  const job = parseFioJob(
    jobFile([
      "ioengine=io_uring",
      "sqthread_poll=1",
      "thread=1",
      "rw=randread",
      "norandommap=1",
      "bs=4k",
      "direct=1",
      "size=100%",
      "time_based=1",
      "runtime=10",
      "ramp_time=10",
      "allow_file_create=0",
    ], ["filename=/dev/nvme0n1"]),
    FILE,
  );
  assertEquals(job, {
    name: "job",
    words: [
      "--sqthread-poll=1",
      "--rw=randread",
      "--bs=4k",
      "--runtime=10",
      "--ramp-time=10",
      "--filename=/dev/nvme0n1",
    ],
    hasMode: true,
    notes: [],
  });
});

// https://github.com/axboe/fio/issues/793: latencies at queue depth 1.
Deno.test("a report about latencies maps but for its logs", () => {
  const job = parseFioJob(
    jobFile([
      "ioengine=io_uring",
      "hipri",
      "direct=1",
      "buffered=0",
      "filename=/dev/nvme0n1",
      "size=100%",
      "time_based",
      "ramp_time=30",
      "randrepeat=0",
      "norandommap",
      "refill_buffers",
      "group_reporting",
      "log_avg_msec=1000",
      "log_max_value=1",
      "percentile_list=1.0:50.0:99.0",
    ], ["stonewall", "rw=read", "bs=4k", "iodepth=1", "numjobs=1"]),
    FILE,
  );
  assertEquals(job.words, [
    "--hipri=1",
    "--filename=/dev/nvme0n1",
    "--ramp-time=30",
    "--rw=read",
    "--bs=4k",
    "--iodepth=1",
    "--workers=1",
  ]);
  assertEquals(job.notes, [
    "line 14: log_avg_msec=1000: it is about what fio writes, not the load",
    "line 15: log_max_value=1: it is about what fio writes, not the load",
    "line 16: percentile_list=1.0:50.0:99.0: it is about what fio writes, not " +
    "the load",
    "line 18: stonewall: there is one job",
  ]);
});

// https://github.com/axboe/liburing/issues/1415, https://github.com/axboe/fio/
// issues/875 and 456: NVMe passthrough, Windows, and a mix that is all reads.
const NOT_OURS: [string, string[], RegExp][] = [
  [
    "passthrough",
    [
      "ioengine=io_uring_cmd",
      "cmd_type=nvme",
      "rw=randread",
      "sqthread_poll=1",
    ],
    /; ioengine=io_uring_cmd is none that reads files$/,
  ],
  [
    "another system",
    ["ioengine=windowsaio", "rw=randread", "iodepth=32", "iodepth_low=32"],
    /; ioengine=windowsaio is none that reads files$/,
  ],
  [
    "a mix",
    ["ioengine=libaio", "rw=randrw", "rwmixread=100", "loops=2"],
    /no job of it only reads files, and uringlab does nothing else$/,
  ],
];

for (const [what, settings, why] of NOT_OURS) {
  Deno.test(`a report about ${what} is refused with the reason`, () => {
    const { message } = assertThrows(
      () => parseFioJob(jobFile(settings, ["bs=4k"]), FILE),
      UsageError,
    );
    assertEquals(why.test(message), true, message);
  });
}
