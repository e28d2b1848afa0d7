import { assert, assertEquals, assertMatch } from "@std/assert";
import type { WorkerCounts } from "../../lib/model/measurement/measurement.ts";
import { MODE_NAMES, type ModeName } from "../../lib/model/parameters/modes.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { WAIT_NAMES } from "../../lib/model/parameters/waits.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import { readFailure } from "../../lib/run/runner.ts";
import {
  cell,
  histogramOf,
  rawMeasurement,
  worker,
} from "../model/fixtures.ts";
import { CELLS, errors, executor, rowsOf } from "./runner_fixtures.ts";

/** What a worker that never saw a completion brings back. */
function silent(change: Partial<WorkerCounts> = {}): RawMeasurement {
  const empty = { ...histogramOf([]), sum: 0 };
  return rawMeasurement({
    slat: empty,
    clat: empty,
    lat: empty,
    workers: [worker({ runNs: 2e9, ...change }), worker({ runNs: 2e9 })],
  });
}

async function silentRow(
  params: Partial<Params>,
  counts: Partial<WorkerCounts> = {},
): Promise<[string, string]> {
  const [row] = await rowsOf([cell(params)], {
    executor: executor(() => silent(counts)),
  });
  assertEquals(row?.metrics, {});
  assertEquals(row?.latencies, undefined);
  return [row?.status ?? "", row?.reason ?? ""];
}

const NOBODY = "no completion became visible in the window, as nobody " +
  "entered the kernel with GETEVENTS";
const NO_READ = ["failed", "no read completed in the window"] as const;

Deno.test("where only GETEVENTS completes reads, a spin never sees one", async () => {
  for (const mode of ["defer", "defer_flag", "iopoll"] as const) {
    for (const wait of ["spin", "compute"] as const) {
      assertEquals(await silentRow({ mode, wait }), ["impossible", NOBODY]);
    }
  }
});

Deno.test("an eventfd that woke its reader for nothing is told", async () => {
  const eventfd = { wakeups: 3, empty: 3, timed: 2, wakeSumNs: 25_000 };
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, { eventfd }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader after 13 us, but there was no ` +
      "CQE",
    ],
  );
  // Most often the wake-up belongs to the submit call, before the window.
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, {
      rampEventfd: { empty: 1, timed: 1, wakeSumNs: 13_000 },
    }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader after 13 us, but there was no ` +
      "CQE",
    ],
  );
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, {
      eventfd: { ...eventfd, timed: 0, wakeSumNs: 0 },
    }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader, but there was no CQE`,
    ],
  );
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }),
    ["impossible", NOBODY],
  );
});

Deno.test("a window without any read is never an ok row", async () => {
  for (const mode of MODE_NAMES) {
    for (const wait of WAIT_NAMES) {
      const [status] = await silentRow({ mode, wait });
      assert(status !== "ok", `${mode}, ${wait}`);
    }
  }
});

Deno.test("no read where some should have completed is a failure", async () => {
  for (const wait of ["wait", "spin", "compute", "eventfd"] as const) {
    assertEquals(await silentRow({ mode: "default", wait }), [...NO_READ]);
  }
  // Somebody did enter the kernel: it is the disk that did not answer.
  for (const mode of ["defer", "iopoll"] as const) {
    assertEquals(
      await silentRow({ mode, wait: "compute", thinkGetevents: true }, {
        geteventsCalls: 9,
      }),
      [...NO_READ],
    );
  }
  assertEquals(
    await silentRow({ mode: "iopoll", wait: "second_thread" }),
    [...NO_READ],
  );
});

Deno.test("reads that went wrong are a failure even if none counts", async () => {
  const fake = executor(() => ({
    ...silent(),
    errors: errors({ byErrno: new Map([[5, 1]]) }),
  }));
  const [row] = await rowsOf([cell({ mode: "defer", wait: "spin" })], {
    executor: fake,
  });
  assertEquals([row?.status, row?.reason], [
    "failed",
    "reads failed: 1 with EIO (i/o error)",
  ]);
});

const POLL_QUEUES =
  "IORING_SETUP_IOPOLL needs poll queues (nvme: poll_queues=N)";

Deno.test("polled reads that the disk refuses are impossible", async () => {
  const refused = (byErrno: Map<number, number>) =>
    executor(() => rawMeasurement({ errors: errors({ byErrno }) }));
  const statusOf = async (mode: ModeName, byErrno: Map<number, number>) => {
    const [row] = await rowsOf([cell({ mode })], {
      executor: refused(byErrno),
      targetIrqActions: [],
    });
    return [row?.status, row?.reason];
  };
  assertEquals(await statusOf("iopoll", new Map([[95, 3]])), [
    "impossible",
    `reads were refused with EOPNOTSUPP: ${POLL_QUEUES}`,
  ]);
  assertEquals(await statusOf("default", new Map([[95, 3]])), [
    "failed",
    "reads failed: 3 with EOPNOTSUPP (operation not supported)",
  ]);
  // Something else went wrong as well.
  assertEquals(await statusOf("iopoll", new Map([[95, 3], [5, 1]])), [
    "failed",
    "reads failed: 3 with EOPNOTSUPP (operation not supported), 1 with EIO (i/o error)",
  ]);
});

Deno.test("polled reads that come with interrupts are impossible", async () => {
  const statusOf = async (mode: ModeName, targetIrqActions: string[]) => {
    const [row] = await rowsOf([cell({ mode })], { targetIrqActions });
    return [row?.status, row?.reason];
  };
  const both = ["virtio1-req.0", "virtio1-req.1"];
  assertEquals(await statusOf("iopoll", both), [
    "impossible",
    `the disk raised 9000 interrupts per read: ${POLL_QUEUES}`,
  ]);
  assertEquals(await statusOf("default", both), ["ok", ""]);
  // Where the interrupts are not known, nothing speaks against it.
  assertEquals(await statusOf("iopoll", []), ["ok", ""]);
});

Deno.test("reads that went wrong fail the row and name the first offset", async () => {
  const fake = executor(() =>
    rawMeasurement({
      errors: errors({ byErrno: new Map([[5, 3]]), firstOffset: 4096 }),
    })
  );
  const [row] = await rowsOf(CELLS, { executor: fake });
  assertEquals(row?.status, "failed");
  assertEquals(
    row?.reason,
    "reads failed: 3 with EIO (i/o error), the first at offset 4096",
  );
});

Deno.test("readFailure tells every kind of failure", () => {
  assertEquals(readFailure(errors({})), undefined);
  assertEquals(
    readFailure(
      errors({
        byErrno: new Map([[0, 1], [5, 2], [61, 3]]),
        short: 4,
        verify: 5,
        unexpectedCqes: 6,
        firstOffset: 0,
      }),
    ),
    "reads failed: 1 with another errno, 2 with EIO (i/o error), 3 with " +
      "ENODATA (no data available), 4 short (as past the end of a file), 5 with wrong content, 6 unexpected CQEs, " +
      "the first at offset 0",
  );
  for (const kind of ["short", "verify", "unexpectedCqes"] as const) {
    assertMatch(readFailure(errors({ [kind]: 1 })) ?? "", /failed: 1 /);
  }
});
