import { assertEquals } from "@std/assert";
import { parseAllowedCpus, readTopology } from "../../lib/host/topology.ts";
import { cpus, withTree } from "./tree.ts";

Deno.test("the topology of online CPUs", () => {
  withTree({
    ...cpus(
      [0, 2],
      (cpu) =>
        cpu === 0 ? { llc: "0,2", siblings: "0,2", node: 0 } : { node: 1 },
    ),
    "/sys/devices/system/cpu/isolated": "2",
    "/sys/devices/system/cpu/cpu0/cpu_capacity": "1024",
  }, (files) => {
    const topology = readTopology(files);
    assertEquals(topology.online, [0, 2]);
    assertEquals(topology.isolated, [2]);
    assertEquals(topology.cpus.get(0), {
      lastLevelCache: { level: 3, cpus: [0, 2] },
      siblings: [0, 2],
      numaNode: 0,
      capacity: 1024,
    });
    assertEquals(topology.cpus.get(2), {
      lastLevelCache: null,
      siblings: [2],
      numaNode: 1,
      capacity: null,
    });
  });
});

Deno.test("the CPUs a process may use", () => {
  const status =
    "Cpus_allowed:\t3\nCpus_allowed_list:\t0-1,4\nMems_allowed:\t1";
  assertEquals(parseAllowedCpus(status), [0, 1, 4]);
  assertEquals(parseAllowedCpus("Name:\tdeno"), null);
});
