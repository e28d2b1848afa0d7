import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Params } from "../../lib/model/parameters/params.ts";
import { CellError } from "../../lib/run/executor.ts";
import { shortCell, withTarget } from "./target.ts";

/** Faults that are nobody's doing. */
const STRANGE = 8;

function touching(path: string, change: Partial<Params>) {
  return shortCell(path, {
    workers: 1,
    iodepth: 1,
    wait: "compute",
    thinktime: 50,
    thinkTouchEvery: 10,
    numberIos: 100,
    ...change,
  });
}

for (const thinkTouch of ["none", "touched", "fresh"] as const) {
  Deno.test(`${thinkTouch}: faults are those that were asked for`, () =>
    withTarget(64, async (engine, path) => {
      const cell = touching(path, { thinkTouch });
      const { workers: [worker] } = await engine.measure(cell);
      assert(worker);
      const { touches, minflt, majflt, thinkNs } = worker;
      // At either edge of the window lies some work between two pages.
      const asked = thinkTouch === "none" ? 0 : thinkNs / 10_000;
      assert(Math.abs(touches - asked) <= 1, `${touches} ${asked}`);
      const faults = thinkTouch === "fresh" ? touches : 0;
      assert(minflt >= faults && minflt <= faults + STRANGE, `${minflt}`);
      assertEquals(majflt, 0);
    }));
}

Deno.test("a range that ran out has fewer faults than pages touched", () =>
  withTarget(64, async (engine, path) => {
    const cell = touching(path, {
      thinkTouch: "fresh",
      thinkTouchEvery: 0.5,
      thinkTouchSize: 2 ** 21,
      numberIos: 50,
    });
    const { workers: [worker] } = await engine.measure(cell);
    assert(worker);
    // A page for each 0.5 us of work, and more of them than the range has.
    const asked = worker.thinkNs / 500;
    assert(Math.abs(worker.touches - asked) <= 1, `${worker.touches} ${asked}`);
    assert(worker.touches > 2 * 512, `${worker.touches}`);
    assert(worker.minflt <= 512 + STRANGE, `${worker.minflt}`);
  }));

Deno.test("a range that has no place is refused with what would do", () =>
  withTarget(64, async (engine, path) => {
    const cell = touching(path, {
      thinkTouch: "fresh",
      thinkTouchSize: 2 ** 46,
    });
    const { message } = await assertRejects(
      () => engine.measure(cell),
      CellError,
    );
    assert(
      /^memfd_create or mmap of the pages of --think-touch: ENOMEM.*1 times 33554432 mappings of 2 MiB.*RLIMIT_AS/
        .test(message),
      message,
    );
  }));
