import { assertEquals, assertThrows } from "@std/assert";
import { CellError, TargetLostError } from "../../lib/run/executor.ts";
import { fitTarget } from "../../lib/run/fit_target.ts";
import type { Target, TargetRefusal } from "../../lib/run/machine.ts";

const ENODATA = 61;
const EIO = 5;
const ETIMEDOUT = 110;

const CELL = { filename: "/disk", size: 8192 };
const TARGET: Target = {
  bytes: 8192,
  allocatedBytes: 8192,
  isBlockDevice: false,
  device: "8:0",
  fsMagic: 0xef53,
  offsetAlign: 512,
  memAlign: 512,
};

function complaint(answer: Target | TargetRefusal): string {
  return assertThrows(() => fitTarget(answer, CELL), CellError).message;
}

Deno.test("fitTarget() takes a target that has what is to be read", () => {
  assertEquals(fitTarget(TARGET, CELL), TARGET);
  const larger = { ...TARGET, bytes: 1 << 20 };
  assertEquals(fitTarget(larger, CELL), larger);
});

Deno.test("fitTarget() says by how much a target has shrunk, read or not", () => {
  const shrunk = "the target has shrunk: of 8192 bytes that are to be read " +
    "it has 4096";
  assertEquals(complaint({ ...TARGET, bytes: 4096 }), shrunk);
  assertEquals(
    complaint({ step: "read", errno: ENODATA, message: "read", bytes: 4096 }),
    shrunk,
  );
});

Deno.test("fitTarget() hands on why a target was refused", () => {
  const message = "read: EIO";
  assertEquals(
    complaint({ step: "read", errno: EIO, message, bytes: 8192 }),
    message,
  );
  // What could not be opened has no size: it has not shrunk.
  assertEquals(
    complaint({ step: "open", errno: 2, message: "open: ENOENT", bytes: 0 }),
    "open: ENOENT",
  );
});

Deno.test("fitTarget() tells a target that does not answer from a refused one", () => {
  const message = "read: ETIMEDOUT: it did not come back within 1 s";
  const error = assertThrows(
    () =>
      fitTarget({ step: "read", errno: ETIMEDOUT, message, bytes: 0 }, CELL),
    TargetLostError,
  );
  assertEquals(error.message, `/disk does not answer: ${message}`);
});
