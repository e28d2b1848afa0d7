import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import {
  fioArguments,
  type Kernel,
  loopOf,
  loopText,
  parseFio,
} from "../../../lib/commands/validate/fio.ts";
import { MODES } from "../../../lib/model/parameters/modes.ts";
import { params } from "../../model/fixtures.ts";
import { refusal } from "../../session/fake_machine.ts";

const REPORT = {
  jobs: [{
    error: 0,
    read: {
      iops: 1000.5,
      clat_ns: { mean: 2500, percentile: { "99.000000": 9000 } },
      lat_ns: { mean: 3000 },
    },
  }],
};

/** A kernel that refuses rings and calls with some flags. */
function kernel({ setup = 0, enter = 0 } = {}): Kernel {
  const refused = (flags: number, some: number) =>
    flags & some ? refusal("ring", 22, "EINVAL") : undefined;
  return {
    probeRing: (flags) => refused(flags, setup),
    probeEnter: (flags) => refused(flags, enter),
  };
}

const OLD = { mode: "default", iowait: true, registeredRingFd: false } as const;

Deno.test("fio asks for DEFER_TASKRUN since 3.33, or for what the kernel has", () => {
  assertEquals(loopOf("3.32", kernel()), OLD);
  assertEquals(loopOf("3.33", kernel()), { ...OLD, mode: "defer" });
  const { setupFlags } = MODES.defer;
  const noDefer = kernel({ setup: setupFlags & ~MODES.coop.setupFlags });
  assertEquals(loopOf("3.33", noDefer), { ...OLD, mode: "coop" });
  const none = kernel({ setup: setupFlags | MODES.coop.setupFlags });
  assertEquals(loopOf("3.33", none), OLD);
});

Deno.test("fio asks for NO_IOWAIT since 3.42, and for its registered ring after it", () => {
  const defer = { ...OLD, mode: "defer" } as const;
  assertEquals(loopOf("3.41", kernel()), defer);
  assertEquals(loopOf("3.41-92-gabcdef", kernel()), defer);
  const quiet = { ...defer, iowait: false };
  assertEquals(loopOf("3.41-93-gabcdef", kernel()), quiet);
  assertEquals(loopOf("3.42", kernel()), quiet);
  assertEquals(loopOf("3.42-61-gabcdef", kernel()), quiet);
  const all = { ...quiet, registeredRingFd: true };
  assertEquals(loopOf("3.42-62-gabcdef", kernel()), all);
  assertEquals(loopOf("3.43", kernel()), all);
  assertEquals(loopOf("4.0", kernel()), all);
  const noIowait = { ...all, iowait: true };
  assertEquals(loopOf("4.0", kernel({ enter: 1 << 7 })), noIowait);
  assertEquals(loopOf("4.0", kernel({ enter: 1 << 4 })), quiet);
});

Deno.test("a loop is told by what it asks for", () => {
  assertEquals(loopText(OLD), "mode default");
  assertEquals(
    loopText({ mode: "defer", iowait: false, registeredRingFd: true }),
    "mode defer, iowait off, registered ring",
  );
});

Deno.test("fio's figures are read, in microseconds", () => {
  const text = `fio: a warning\n${JSON.stringify(REPORT)}`;
  assertEquals(parseFio(text), {
    iops: 1000.5,
    clat_avg_us: 2.5,
    clat_p99_us: 9,
    lat_avg_us: 3,
  });
});

const FIGURES = {
  iops: 1000.5,
  clat_avg_us: 2.5,
  clat_p99_us: 9,
  lat_avg_us: 3,
};

/** As fio prints it: indented, with a space before each colon. */
function printed(version: string): string {
  return JSON.stringify({ "fio version": version, ...REPORT }, null, 2)
    .replaceAll('": ', '" : ');
}

/**
 * What fio prints on standard output beside its JSON: axboe/fio issues 731 and
 * 1685 (log_info() of errors), 1333 (of the engine), 1264 and 2048. Names of
 * files and jobs are the user's, so any of them may hold a brace.
 */
const MESSAGES = [
  "fio: pid=4896, err=5/file:ioengines.c:351, func=td_io_queue, " +
  "error=Input/output error",
  "fio: io_u error on file /mnt/{a}/x: Input/output error: " +
  "read offset=184912257024, buflen=4096",
  "job{1 (noop): ioengine=cpuio, cpuload=1, cpucycle=50000",
  '{ "jobs" (noop): ioengine=cpuio, cpuload=1, cpucycle=50000',
  '{"name": "job"} (noop): ioengine=cpuio, cpuload=1, cpucycle=50000',
  "fio: double CPU clock wrap",
  "fio: sprandom sets norandommap=1",
  'fio: "} {',
];

Deno.test("fio's JSON is found among its messages", () => {
  const json = printed("fio-3.36");
  for (const message of [...MESSAGES, MESSAGES.join("\n")]) {
    for (
      const text of [
        `${message}\n${json}\n`,
        `${json}\n${message}\n`,
        `${message}\n${json}\n${message}\n`,
      ]
    ) assertEquals(parseFio(text), FIGURES, text);
  }
});

Deno.test("of fio's reports the last counts, which is of the whole run", () => {
  const [half, whole] = [structuredClone(REPORT), REPORT];
  half.jobs[0]!.read.iops = 1;
  assertEquals(
    parseFio(`${JSON.stringify(half)}\n${JSON.stringify(whole)}\n`),
    FIGURES,
  );
});

Deno.test("braces inside of fio's texts are no braces of its JSON", () => {
  const odd = { "global options": { filename: '/mnt/{/"}\\' }, ...REPORT };
  assertEquals(parseFio(`{\n${JSON.stringify(odd)}`), FIGURES);
});

Deno.test("what is no report of fio's is one line that begins as it does", () => {
  for (const message of MESSAGES) {
    const { message: line } = assertThrows(
      () => parseFio(`${message}\nand more\n`),
      RunError,
      "no JSON",
    );
    assertStringIncludes(line, message.slice(0, 40));
    assertEquals(line.split("\n").length, 1);
  }
  assertThrows(
    () => parseFio(printed("fio-3.36").slice(0, -1)),
    RunError,
    "no JSON",
  );
  assertThrows(() => parseFio(" \n"), RunError, "no JSON: it says nothing");
  const long = assertThrows(() => parseFio("x".repeat(1e6)), RunError);
  assert(long.message.length < 200);
});

Deno.test("what is not fio's report is refused with its place", () => {
  assertThrows(() => parseFio("fio: no"), RunError, "no JSON");
  assertThrows(() => parseFio('{"jobs":[]}'), RunError, "jobs");
  const odd = structuredClone(REPORT) as { jobs: { read: unknown }[] };
  odd.jobs[0]!.read = { iops: "many" };
  assertThrows(
    () => parseFio(JSON.stringify(odd)),
    RunError,
    "jobs.0.read.iops",
  );
});

Deno.test("fio gets the load of the cell and only reads", () => {
  const args = fioArguments(params({ iodepth: 8, workers: 3, cpus: [1, 2] }));
  for (
    const arg of [
      "--readonly",
      "--iodepth=8",
      "--numjobs=3",
      "--cpus_allowed=1-2",
      "--direct=1",
    ]
  ) assert(args.includes(arg), arg);
});

Deno.test("fio reads in the same order, and each of its jobs a part of its own", () => {
  const base = { bs: 512, size: 512 * 100 + 511, workers: 3 };
  const random = fioArguments(params(base));
  assert(random.includes("--rw=randread"));
  assert(random.includes(`--size=${512 * 100}`));
  assertEquals(random.some((arg) => arg.includes("offset")), false);
  const ordered = fioArguments(params({ ...base, rw: "read" }));
  assert(ordered.includes("--rw=read"));
  assert(ordered.includes(`--size=${512 * 33}`));
  assert(ordered.includes(`--offset_increment=${512 * 33}`));
  const few = fioArguments(params({ ...base, rw: "read", size: 1024 }));
  assert(few.includes("--size=512"));
});
