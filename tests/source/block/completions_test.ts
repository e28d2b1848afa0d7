import { assertEquals } from "@std/assert";
import {
  countCompletions,
  parseTraceStats,
  type TraceDirectory,
} from "../../../lib/source/block/completions.ts";
import { readLeaf } from "../../../lib/host/block_leaf.ts";
import { type Tree, virtioGuest } from "../../host/tree.ts";
import { treeFiles } from "../../commands/doctor/files.ts";

const INSTANCES = "/sys/kernel/tracing/instances";
const OURS = `${INSTANCES}/uringlab-doctor-${Deno.pid}`;
const VDA = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";

/** Of CPU 1 after 3,000 reads with a buffer of 16 KiB, Linux 6.18. */
const STATS = `\
entries: 336
overrun: 2664
commit overrun: 0
bytes: 19008
oldest event ts:  4896.320642
now ts:  4896.348702
dropped events: 0
read events: 0`;

function open(tree: Tree = {}, fails = "") {
  const files = treeFiles({ ...virtioGuest(), ...tree });
  const done: string[] = [];
  const directory: TraceDirectory = {
    make: (path) => done.push(`make ${path}`),
    write(path, text) {
      if (fails && path.endsWith(fails)) {
        throw new Deno.errors.NotFound(`No such file: writefile '${path}'`);
      }
      done.push(`${path.replace(OURS, "")}=${text}`);
    },
    remove: (path) => done.push(`remove ${path}`),
  };
  const leaf = readLeaf(files, VDA, []);
  const root = "/sys/kernel/tracing";
  return {
    done,
    counter: countCompletions(files, root, [leaf], 512, directory),
  };
}

Deno.test("events that were overwritten are counted too", () => {
  assertEquals(parseTraceStats(STATS), 3000);
  assertEquals(parseTraceStats(""), 0);
});

Deno.test("an instance of our own counts, and is gone afterwards", () => {
  const { done, counter } = open({
    [`${OURS}/per_cpu/cpu0/stats`]: "entries: 0\noverrun: 0",
    [`${OURS}/per_cpu/cpu1/stats`]: STATS,
  });
  if (typeof counter === "string") throw new Error(counter);
  assertEquals(counter.read(), new Map([[1, 3000]]));
  counter[Symbol.dispose]();
  assertEquals(done, [
    // The fixture has it from the start.
    `remove ${OURS}`,
    `make ${OURS}`,
    "/buffer_size_kb=16",
    '/events/block/block_rq_complete/filter=(dev == 266338304) && nr_sector == 1 && rwbs ~ "R*"',
    "/events/block/block_rq_complete/enable=1",
    `remove ${OURS}`,
  ]);
});

Deno.test("an instance that cannot be set up is removed", () => {
  const { done, counter } = open({}, "/filter");
  assertEquals(
    counter,
    "block:block_rq_complete cannot be traced: No such file",
  );
  assertEquals(done.at(-1), `remove ${OURS}`);
});

Deno.test("what a killed process left behind is removed", () => {
  const { done } = open({
    [`${INSTANCES}/uringlab-doctor-999999999/trace`]: "",
    [`${INSTANCES}/uringlab-doctor-77/trace`]: "",
    [`${INSTANCES}/somebody-elses/trace`]: "",
    "/proc/77/comm": "deno",
  });
  assertEquals(
    done.filter((step) => step.startsWith("remove")),
    [`remove ${INSTANCES}/uringlab-doctor-999999999`],
  );
});

Deno.test("no tracefs, or a disk without a number: why not", () => {
  const files = treeFiles(virtioGuest());
  const leaf = readLeaf(files, "/sys/devices/virtual/block/hidden", []);
  assertEquals(
    countCompletions(files, null, [leaf], 512),
    "tracefs is not mounted",
  );
  assertEquals(
    countCompletions(files, "/sys/kernel/tracing", [leaf], 512),
    "a disk of the target has no number",
  );
});
