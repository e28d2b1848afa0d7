import { assertEquals } from "@std/assert";
import { tracefsRoot } from "../../lib/host/tracefs.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import type { Tree } from "./tree.ts";

function rootIn(tree: Tree): string | undefined {
  return tracefsRoot(treeFiles(tree));
}

function mounted(path: string, type = "tracefs"): Tree {
  return {
    "/proc/self/mountinfo":
      `30 20 0:12 / ${path} rw,relatime - ${type} none rw`,
  };
}

Deno.test("tracefsRoot() finds tracefs where events can be listed", () => {
  const old = "/sys/kernel/debug/tracing";
  assertEquals(rootIn({}), undefined);
  assertEquals(rootIn({ [`${old}/events/sched/enable`]: "" }), old);
  const both = {
    [`${old}/events/sched/enable`]: "",
    "/sys/kernel/tracing/events/sched/enable": "",
  };
  assertEquals(rootIn(both), "/sys/kernel/tracing");
});

Deno.test("tracefsRoot() finds a mounted one that may not be read", () => {
  const path = "/sys/kernel/tracing";
  assertEquals(rootIn(mounted(path)), path);
  assertEquals(rootIn(mounted(path, "sysfs")), undefined);
  assertEquals(rootIn(mounted("/elsewhere")), undefined);
});
