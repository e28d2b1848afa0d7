import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { parseFioJob } from "../../lib/options/fio_job.ts";

const FILE = "job.fio";

function complaint(text: string, section?: string): string {
  return assertThrows(() => parseFioJob(text, FILE, section), UsageError)
    .message;
}

Deno.test("a job of random reads is options of ours", () => {
  const job = parseFioJob(
    `; what is common
[global]
ioengine=io_uring
direct=1
bs=4k       # a comment
group_reporting
time_based=1

[reader]
rw=randread
filename=/dev/nvme0n1
iodepth=32
iodepth_batch=8
iodepth_batch_complete_min=4
numjobs=2
runtime=10s
ramp_time=1
cpus_allowed=0-1
fixedbufs
registerfiles=1
bs=8k
`,
    FILE,
  );
  assertEquals(job, {
    name: "reader",
    words: [
      "--bs=8k",
      "--rw=randread",
      "--filename=/dev/nvme0n1",
      "--iodepth=32",
      "--iodepth-batch=8",
      "--iodepth-batch-complete-min=4",
      "--workers=2",
      "--runtime=10s",
      "--ramp-time=1",
      "--cpus=0-1",
      "--fixedbufs=1",
      "--registerfiles=1",
    ],
    hasMode: false,
    notes: [],
  });
});

Deno.test("what does not map is named line by line", () => {
  const { words, notes } = parseFioJob(
    "[a]\nioengine=libaio\ndirect=0\nrate_iops=100\nthinktime=5\n" +
      "verify=crc32c\nsize=50%\nbs=4k\n",
    FILE,
  );
  assertEquals(words, ["--bs=4k", "--rw=read"]);
  assertEquals(notes, [
    "line 2: ioengine=libaio: the engine is io_uring",
    "line 3: direct=0: reads are O_DIRECT",
    "line 4: rate_iops=100: the loop is closed: a worker submits as soon as it " +
    "may",
    "line 5: thinktime=5: between its reads a job of fio sleeps or spins; " +
    "--wait compute --thinktime computes between looks for completions",
    "line 6: verify=crc32c: there is no such thing here",
    'line 7: size=50%: --size: "50%" is not a number of bytes such as 512, 4k ' +
    "or 1g",
  ]);
});

Deno.test("what is so anyway needs no word, as it is written or not at all", () => {
  const { words, notes } = parseFioJob(
    "[a]\nrw=randread\nbuffered=0\nsize=100%\nthinktime=0\nthinktime=0us\n" +
      "direct\nrandrepeat=0\n",
    FILE,
  );
  assertEquals({ words, notes }, { words: ["--rw=randread"], notes: [] });
  assertEquals(parseFioJob("[a]\nrw=randread\nbuffered=1\n", FILE).notes, [
    "line 3: buffered=1: reads are O_DIRECT",
  ]);
});

Deno.test("hipri and sqthread_poll say which mode a job has", () => {
  const job = parseFioJob("[a]\nrw=read\nhipri\n", FILE);
  assertEquals([job.hasMode, job.words], [true, ["--rw=read", "--hipri=1"]]);
  assertEquals(job.notes, []);
  assertEquals(
    parseFioJob("[a]\nrw=randread\nsqthread_poll=0\n", FILE).hasMode,
    false,
  );
});

Deno.test("of several jobs that read one is named", () => {
  const text = "[a]\nrw=randread\n[b]\nrw=randread\nbs=8k\n[c]\nrw=write\n" +
    "[d]\nrw=read\nioengine=null\n";
  assertEquals(
    complaint(text),
    "job.fio: several jobs read: name one of a, b with --section",
  );
  assertEquals(parseFioJob(text, FILE, "b").words, [
    "--rw=randread",
    "--bs=8k",
  ]);
  assertEquals(
    complaint(text, "bb"),
    '--section: job.fio has no job "bb"; did you mean "b"?',
  );
  assertEquals(
    complaint(text, "c"),
    "job.fio: job c has rw=write, and uringlab only reads",
  );
  assertEquals(
    complaint("[c]\nrw=randrw\n"),
    "job.fio: no job of it only reads files, and uringlab does nothing else",
  );
  assertEquals(
    complaint("bs=4k\n[a]\n"),
    "job.fio: line 1 stands before the first [job]",
  );
});

Deno.test("sequential reads are what a job has, written or not", () => {
  const words = (text: string) => parseFioJob(text, FILE).words;
  assertEquals(words("[a]\nrw=read\n"), ["--rw=read"]);
  assertEquals(words("[a]\nreadwrite=read\n"), ["--rw=read"]);
  assertEquals(words("[a]\nbs=4k\n"), ["--bs=4k", "--rw=read"]);
});

Deno.test("several sequential jobs of fio read other blocks than our workers", () => {
  const notes = (text: string) => parseFioJob(text, FILE).notes;
  assertEquals(notes("[a]\nrw=read\nnumjobs=4\n"), [
    "job a: in fio all of its jobs read the same blocks from the start; here " +
    "each worker reads a part of its own",
  ]);
  assertEquals(notes("[a]\nrw=read\nnumjobs=4\noffset_increment=1g\n"), [
    "line 4: offset_increment=1g: each worker of sequential reads has a part " +
    "of the target of its own, as large as the others'",
  ]);
  assertEquals(notes("[a]\nrw=read\nnumjobs=1\n"), []);
  assertEquals(notes("[a]\nrw=randread\nnumjobs=4\n"), []);
});
