import { keepAffinity, type Premise, unless } from "./premise.ts";

/** What nobody may do to the machine during a cell. */
export const DISTURBANCE = {
  strayed: {
    wanted: "nobody should move the workers to other CPUs",
    effect: "excluded",
    figures: ["strayed"],
    advice: keepAffinity,
    broken: ({ strayed = 0 }) => unless(strayed === 0, strayed),
  },
  irqs_moved: {
    wanted: "the target's interrupts should stay on their CPUs",
    effect: "excluded",
    figures: ["irqs_moved"],
    advice: () => "`systemctl stop irqbalance` before the run",
    broken: ({ irqs_moved: moved = 0 }) => unless(moved === 0, moved),
  },
  throttled: {
    wanted: "no CPU quota of a cgroup should stop the workers",
    effect: "invalid",
    ofSpeed: true,
    figures: ["throttled_s"],
    advice: () =>
      "run outside of the container or slice with the quota: " +
      "`systemd-run --scope -p CPUQuota= -- COMMAND`",
    broken: ({ throttled_s: seconds = 0 }) => unless(seconds === 0, seconds),
  },
  cpu_steal: {
    wanted: "the hypervisor should leave the CPUs to this machine",
    effect: "invalid",
    ofSpeed: true,
    figures: ["cpu_steal"],
    advice: () => "a quieter host, or more --repeats",
    // A second has 100 ticks, so less than this is not to be told from none.
    broken: ({ cpu_steal: steal = NaN }) => unless(steal <= 0.03, steal),
  },
} as const satisfies Record<string, Premise>;
