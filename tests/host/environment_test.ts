import { assertEquals } from "@std/assert";
import { captureEnvironment } from "../../lib/host/environment.ts";
import { withTree } from "./tree.ts";

const CPU = "/sys/devices/system/cpu";

Deno.test("a described machine", () => {
  withTree({
    "/proc/sys/kernel/osrelease": "6.1.0",
    "/proc/cpuinfo":
      "processor\t: 0\nmodel name\t: Fast CPU\nflags\t\t: fpu hypervisor vme",
    "/proc/meminfo": "MemTotal:       24684084 kB\nMemFree: 1 kB",
    "/proc/loadavg": "0.29 0.20 0.08 1/83 3523",
    "/proc/self/limits":
      "Max open files            20000                20000                files\nMax locked memory         8388608              unlimited            bytes     ",
    "/proc/self/cgroup": "1:cpu:/\n0::/x",
    "/proc/1/comm": "systemd",
    "/proc/77/comm": "irqbalance",
    "/sys/kernel/security/lockdown": "none [integrity] confidentiality",
    "/sys/kernel/debug/sched/preempt": "none (voluntary) full lazy",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource":
      "tsc kvm-clock ",
    [`${CPU}/online`]: "0-2",
    [`${CPU}/nohz_full`]: "  (null)",
    [`${CPU}/cpu0/cpufreq/scaling_governor`]: "performance",
    [`${CPU}/cpu1/cpufreq/scaling_governor`]: "powersave",
    [`${CPU}/cpu2/cpufreq/scaling_governor`]: "performance",
    [`${CPU}/vulnerabilities/mds`]: "Not affected",
  }, (files) => {
    const environment = captureEnvironment(files);
    assertEquals(environment.kernelRelease, "6.1.0");
    assertEquals(environment.cpuModel, "Fast CPU");
    assertEquals(environment.memoryTotalKib, 24684084);
    assertEquals(environment.loadAverage, [0.29, 0.2, 0.08]);
    assertEquals(environment.lockedMemoryLimit, {
      soft: 8388608,
      hard: "unlimited",
    });
    assertEquals(environment.cgroup, ["1:cpu:/", "0::/x"]);
    assertEquals(environment.irqbalanceRunning, true);
    assertEquals(environment.lockdown, "integrity");
    assertEquals(environment.preemptionInForce, "voluntary");
    assertEquals(environment.clockSources, ["tsc", "kvm-clock"]);
    assertEquals(environment.nohzFull, "");
    assertEquals(environment.governors, { performance: "0,2", powersave: "1" });
    assertEquals(environment.mitigations, { mds: "Not affected" });
    assertEquals(environment.hypervisor.flag, true);
    assertEquals(environment.numaBalancing, null);
    assertEquals(JSON.parse(JSON.stringify(environment)), environment);
  });
});

Deno.test("an empty machine is null throughout", () => {
  withTree({ "/nothing": "" }, (files) => {
    const { kernelConfig, hypervisor, ...rest } = captureEnvironment(files);
    assertEquals(new Set(Object.values(rest)), new Set([null]));
    assertEquals(new Set(Object.values(hypervisor)), new Set([null]));
    assertEquals(kernelConfig.hz, null);
  });
});
