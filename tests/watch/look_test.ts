import { assertEquals } from "@std/assert";
import { activityBetween, addActivity } from "../../lib/watch/activity.ts";
import { type Look, lookAt } from "../../lib/watch/look.ts";
import { withTree } from "../host/tree.ts";
import { fdinfo } from "./looks.ts";

/** A look at process 7 after so many seconds. */
function lookOf(
  completed: number | undefined,
  seconds: number,
  before?: Look,
): Look {
  let seen: Look | undefined;
  withTree({
    "/proc/7/comm": "db",
    "/proc/7/fd/3": { link: "/anon_inode:[io_uring]" },
    "/proc/7/fdinfo/3": fdinfo(completed),
  }, (files) => {
    const link = (path: string) =>
      path === "/proc/7/fd/3" ? "anon_inode:[io_uring]" : files.link(path);
    seen = lookAt(
      { ...files, link },
      [7],
      () => BigInt(seconds * 1e9),
      before,
    );
  });
  return seen!;
}

/** All that looks saw of a ring which completed so many at each. */
function ringOver(...completed: readonly (number | undefined)[]) {
  const looks = completed.reduce(
    (all: Look[], count, i) => [...all, lookOf(count, i, all.at(-1))],
    [],
  );
  const [process] = looks.slice(1).reduce(
    (sum: ReturnType<typeof addActivity>, after, i) =>
      addActivity(sum, activityBetween(looks[i]!, after)),
    [],
  );
  const [ring, ...others] = process?.rings ?? [];
  assertEquals(others, []);
  return { seconds: process?.seconds, ...ring };
}

Deno.test("a ring that is locked at a look is told at the next one", () => {
  const { seconds, completions, submissions, looks } = ringOver(
    100,
    undefined,
    undefined,
    130,
  );
  assertEquals([seconds, completions, submissions], [3, 30, 30]);
  assertEquals(looks, 1);
});

Deno.test("what a ring did before it could be read is not counted", () => {
  const { completions, looks } = ringOver(undefined, 100, 130);
  assertEquals([completions, looks], [30, 2]);
});

Deno.test("a ring that is made locked is counted from its beginning", () => {
  const before: Look = { ns: 0n, iowaitSeconds: undefined, processes: [] };
  const locked = lookOf(undefined, 1, before);
  assertEquals(locked.processes[0]?.rings, []);
  const [process] = activityBetween(locked, lookOf(7, 2, locked));
  assertEquals(process?.rings[0]?.completions, 7);
});
