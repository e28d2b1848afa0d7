import { assert, assertEquals, assertThrows } from "@std/assert";
import { NoShape, shapeFile } from "../../../lib/commands/watch/shape.ts";
import {
  contextOf,
  openFiles,
  targetAmong,
} from "../../../lib/commands/watch/target.ts";
import { parseExperiment } from "../../../lib/files/experiment_file.ts";
import { hostFiles } from "../../../lib/host/system.ts";
import { parseOptions } from "../../../lib/options/experiment_options.ts";
import { modeOf, shapeOf } from "../../../lib/watch/shape.ts";
import { withTrace } from "../../../lib/watch/with_trace.ts";
import { processOf, requestOf, ringOf } from "../../trace/capture/lines.ts";
import { watchRecord } from "../../watch/records.ts";
import { traceOf } from "../../watch/traces.ts";

const SIGHT = { ipis: true, landed: true, callbacks: false, requests: true };
const UNKNOWN = { filename: undefined, cpus: undefined };

/** A second of two rings with reads of 4096 bytes that take 80 us. */
function reading(change: Record<string, unknown> = {}) {
  const request = requestOf({
    opcode: 4,
    submitted: 100_000,
    completed: 100_000,
    sized: 100_000,
    bytesAsked: 409_600_000,
    fixedBuffer: 100_000,
    latency: {
      counts: [[80_000, 100_000]],
      sumNs: "8000000000",
      maxNs: 90_000,
      samples: 100_000,
    },
  });
  const ring = { flags: 0x1100, submitCalls: 25_000, waits: 5000 };
  const [process] = withTrace(
    [],
    traceOf({
      processes: [processOf({ pid: 7, globalPid: 7, comm: "my db" })],
      rings: [
        ringOf({ ...ring, requests: [request], ...change }),
        ringOf({ ...ring, id: "2", fd: 4, requests: [request], ...change }),
      ],
    }),
    { sight: SIGHT, seconds: 1 },
  );
  return process!;
}

Deno.test("the load of a program is its reads, by Little's law", () => {
  assertEquals(shapeOf(reading()), {
    mode: "coop",
    wait: "wait",
    workers: 2,
    iodepth: 8,
    bs: 4096,
    iodepthBatch: 4,
    submitAndWait: true,
    fixedbufs: true,
    registerfiles: false,
    sqarray: true,
    readShare: 1,
  });
  assertEquals(shapeOf(reading({ waits: 0 }))?.wait, "peek");
  assertEquals(shapeOf(reading({ waitsOnly: 5000 }))?.submitAndWait, false);
  assertEquals(shapeOf(reading({ requests: [] })), undefined);
});

Deno.test("a ring's flags are the mode that is most like them", () => {
  const modes = {
    0x0: "default",
    0x18: "default",
    0x100: "coop",
    0x300: "coop_flag",
    0x1000: "single",
    0x3000: "defer",
    0x3100: "defer",
    0x3300: "defer_flag",
    0x1100: "coop",
    0x2: "sqpoll",
    0x6: "sqpoll",
    0x1: "iopoll",
    0x3001: "iopoll",
  };
  for (const [flags, mode] of Object.entries(modes)) {
    assertEquals(modeOf(Number(flags)), mode, flags);
  }
});

Deno.test("a shape is an experiment that can be run as it is", () => {
  const all = { ...watchRecord().all, processes: [reading()] };
  const { json, notes } = shapeFile(all, {
    filename: "/dev/vda",
    cpus: [1, 2],
  });
  assertEquals(notes, []);
  const experiment = parseExperiment(json, "shape.json");
  assertEquals(experiment.name, "like_my_db");
  assertEquals(experiment.axes.mode?.slice(0, 2), ["coop", "default"]);
  assertEquals(experiment.base.workers, 2);
  assertEquals(experiment.base.fixedbufs, true);
  const options = parseOptions([], experiment.options);
  assertEquals(options.bs, 4096);
  assertEquals(options.cpus, [1, 2]);
  assertEquals(options.filename, "/dev/vda");
  // The command line has the last word.
  const given = parseOptions(["--bs=512"], experiment.options);
  assertEquals(given.bs, 512);
  assertEquals(
    parseOptions(["--resume=results/a"], experiment.options).parameters,
    {},
  );
});

Deno.test("a shape says what it is not, and where there is none", () => {
  const record = watchRecord();
  const { notes } = shapeFile(
    { ...record.all, processes: [reading(), ...record.all.processes] },
    UNKNOWN,
  );
  assertEquals(notes.length, 2);
  assert(notes[0]?.includes("process 7 alone"));
  assert(notes[1]?.includes("--filename"));
  const mixed = shapeFile(record.all, UNKNOWN);
  assert(mixed.notes.every((note) => !note.includes("no reads")));
  const none = (change: Record<string, unknown>, message: string) =>
    assertThrows(
      () => shapeFile({ ...record.all, processes: [reading(change)] }, UNKNOWN),
      NoShape,
      message,
    );
  none({ requests: [] }, "nothing completed");
  none(
    { requests: [requestOf({ opcode: 23, completed: 5 })] },
    "most of it is WRITE",
  );
  assertThrows(
    () => shapeFile(watchRecord({}, false).all, UNKNOWN),
    NoShape,
    "only the tracer sees",
  );
});

Deno.test("the file that is read is the one that can only be meant", async () => {
  const file = (path: string, direct = false, isBlockDevice = false) => ({
    path,
    direct,
    isBlockDevice,
  });
  assertEquals(targetAmong([file("/a"), file("/b", true)]), "/b");
  assertEquals(
    targetAmong([file("/a"), file("/dev/b", false, true)]),
    "/dev/b",
  );
  assertEquals(targetAmong([file("/a")]), "/a");
  assertEquals(targetAmong([file("/a", true), file("/b", true)]), undefined);
  assertEquals(targetAmong([]), undefined);
  const path = await Deno.makeTempFile();
  using _file = await Deno.open(path);
  assert(
    openFiles(hostFiles(), [Deno.pid]).some((file) =>
      file.path === path && !file.direct && !file.isBlockDevice
    ),
  );
  assertEquals(contextOf(hostFiles(), Deno.pid)?.cpus, undefined);
  assertEquals(contextOf(hostFiles(), 4_194_304), undefined);
  await Deno.remove(path);
});
