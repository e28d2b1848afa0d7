import { assertEquals } from "@std/assert";
import { watch } from "../../lib/host/disturbances.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import type { Tree } from "./tree.ts";

const CPU = "/sys/devices/system/cpu";
const SLICE = "/sys/fs/cgroup/lab.slice";

function lab(): Tree {
  return {
    "/proc/self/cgroup": "0::/lab.slice/run.scope\n",
    "/sys/fs/cgroup/cpu.stat": "usage_usec 9\n",
    [`${SLICE}/cpu.stat`]: "usage_usec 9\nthrottled_usec 1000\n",
    [`${SLICE}/run.scope/cpu.stat`]: "usage_usec 9\nthrottled_usec 0\n",
    [`${CPU}/cpu2/thermal_throttle/core_throttle_count`]: "1",
    [`${CPU}/cpu2/thermal_throttle/package_throttle_count`]: "5",
    "/proc/irq/36/effective_affinity_list": "1",
    "/proc/irq/37/effective_affinity_list": "3",
  };
}

/** What is told where some files change in between. */
function changed(change: Tree, irqs = [36, 37]) {
  const tree = lab();
  const since = watch(treeFiles(tree), [2], irqs);
  Object.assign(tree, change);
  return since();
}

Deno.test("where nothing changes nothing is told", () => {
  assertEquals(changed({}), {
    throttled: 0,
    thermalThrottles: 0,
    irqsMoved: 0,
  });
});

Deno.test("quotas of the cgroup and those above it are told", () => {
  assertEquals(
    changed({
      [`${SLICE}/cpu.stat`]: "throttled_usec 1500\n",
      [`${SLICE}/run.scope/cpu.stat`]: "throttled_usec 1000\n",
    }).throttled,
    0.0015,
  );
});

Deno.test("a container sees its own quota, and so does version 1", () => {
  const since = (
    cgroup: string,
    path: string,
    before: string,
    after: string,
  ) => {
    const tree: Tree = {
      "/proc/self/cgroup": cgroup,
      [`/sys/fs/cgroup/${path}cpu.stat`]: before,
    };
    const told = watch(treeFiles(tree), [2], []);
    tree[`/sys/fs/cgroup/${path}cpu.stat`] = after;
    return told().throttled;
  };
  assertEquals(
    since("0::/\n", "", "throttled_usec 0\n", "throttled_usec 5000000\n"),
    5,
  );
  assertEquals(
    since(
      "4:memory:/a\n3:cpu,cpuacct:/a\n0::/\n",
      "cpu,cpuacct/a/",
      "throttled_time 0\n",
      "throttled_time 2000000000\n",
    ),
    2,
  );
});

Deno.test("heat and moved interrupts are told", () => {
  const core = `${CPU}/cpu2/thermal_throttle/core_throttle_count`;
  assertEquals(changed({ [core]: "4" }).thermalThrottles, 3);
  assertEquals(
    changed({ "/proc/irq/36/effective_affinity_list": "2" }).irqsMoved,
    1,
  );
});

Deno.test("what the machine does not tell is unknown, not 0", () => {
  const files = treeFiles({ "/proc/self/cgroup": "0::/\n" });
  assertEquals(watch(files, [0], [36])(), {
    throttled: undefined,
    thermalThrottles: undefined,
    irqsMoved: undefined,
  });
  assertEquals(changed({}, []).irqsMoved, undefined);
});
