import { assertEquals } from "@std/assert";
import {
  processesNamed,
  processName,
  threadsOf,
  withDescendants,
} from "../../lib/host/threads.ts";
import { type Tree, withTree } from "./tree.ts";

/** A thread's files: its name, its CPU, what it ran and how often it slept. */
function thread(
  pid: number,
  tid: number,
  name: string,
  { cpu = 0, runNs = 0, sleeps = 0, children = "" } = {},
): Tree {
  const folder = `/proc/${pid}/task/${tid}`;
  const fields = Array.from({ length: 50 }, (_, i) => i === 36 ? cpu : i);
  return {
    [`${folder}/stat`]: `${tid} (${name}) ${fields.join(" ")}`,
    [`${folder}/schedstat`]: `${runNs} 5 6`,
    [`${folder}/status`]:
      `Name:\t${name}\nvoluntary_ctxt_switches:\t${sleeps}\n` +
      "nonvoluntary_ctxt_switches:\t4",
    [`${folder}/children`]: children,
  };
}

Deno.test("threads are read, and told apart by what they are to io_uring", () => {
  withTree({
    ...thread(5, 5, "a b) (c", { cpu: 3, runNs: 1e9, sleeps: 2 }),
    ...thread(5, 6, "iou-sqp-5"),
    ...thread(5, 7, "iou-wrk-5"),
    // One that is just gone.
    "/proc/5/task/8/stat": "8 (x) S",
  }, (files) => {
    const [first, ...others] = threadsOf(files, 5);
    assertEquals(first, {
      tid: 5,
      name: "a b) (c",
      kind: "user",
      cpu: 3,
      runNs: 1e9,
      sleeps: 2,
    });
    assertEquals(others.map(({ tid, kind }) => [tid, kind]), [
      [6, "sq"],
      [7, "wq"],
    ]);
    assertEquals(threadsOf(files, 9), []);
  });
});

Deno.test("processes are found by name, with all that they started", () => {
  withTree({
    "/proc/5/comm": "a-name-that-is-",
    "/proc/50/comm": "other",
    "/proc/6/comm": "a-name-that-is-",
    "/proc/self/comm": "a-name-that-is-",
    ...thread(5, 5, "x", { children: "50 51 " }),
    ...thread(5, 9, "x", { children: "52 " }),
    ...thread(52, 52, "x", { children: "5 60" }),
  }, (files) => {
    assertEquals(processesNamed(files, "a-name-that-is-longer"), [5, 6]);
    assertEquals(processesNamed(files, "a-name"), []);
    assertEquals(processName(files, 50), "other");
    assertEquals(processName(files, 51), undefined);
    assertEquals(withDescendants(files, 5), [5, 50, 51, 52, 60]);
    assertEquals(withDescendants(files, 999), [999]);
  });
});
