import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  pickSurveyed,
  pickSurveyedInterrupt,
  surveyTarget,
} from "../../../lib/source/block/survey.ts";
import {
  cpus,
  fixture,
  type Tree,
  virtioGuest,
  withTree,
} from "../../host/tree.ts";

const VDA = { device: "254:0", path: "/data/x" } as const;
const noFile = () => "0:0" as const;

Deno.test("the guest has one non-interrupt core", () => {
  withTree(virtioGuest(), (files) => {
    const survey = surveyTarget(files, VDA, noFile);
    assertEquals(pickSurveyed(survey, 2), {
      cpus: [0],
      kind: "non-interrupt",
      why:
        "CPU 0: the interrupts of vda (virtio1-req.0) arrive on CPU 1, which shares its L3 cache.",
    });
    assertEquals(survey.caveats, []);
    assertEquals(pickSurveyedInterrupt(survey, 2), [{
      cpu: 1,
      role: "interrupt",
      reason: "the interrupts of vda (virtio1-req.0) arrive on this CPU",
    }]);
  });
});

Deno.test("threaded interrupts are seen in command line and version", () => {
  const alone = {
    ...virtioGuest(),
    ...cpus([0, 1], (cpu) => ({ llc: `${cpu}` })),
  };
  const roleOf0 = (tree: Tree) => {
    let role: string | undefined;
    withTree({ ...alone, ...tree }, (files) => {
      role = surveyTarget(files, VDA, noFile).cores[0]?.role;
    });
    return role;
  };
  assertEquals(roleOf0({}), "remote");
  assertEquals(
    roleOf0({ "/proc/cmdline": "quiet threadirqs" }),
    "non-interrupt",
  );
  assertEquals(
    roleOf0({ "/proc/version": "Linux 6.12 SMP PREEMPT_RT" }),
    "non-interrupt",
  );
});

Deno.test("a loop device brings a caveat", () => {
  const loop = "/sys/devices/virtual/block/loop0";
  withTree({
    ...virtioGuest(),
    [`${loop}/loop/backing_file`]: "/data/image",
    "/sys/dev/block/7:0": { link: loop },
  }, (files) => {
    const survey = surveyTarget(
      files,
      { device: "7:0", path: "/dev/loop0" },
      () => "254:0",
    );
    assertEquals(survey.caveats.length, 1);
    assertStringIncludes(survey.caveats[0] ?? "", "loop0 hands");
  });
});

/** 20 CPUs; queue K of ten serves CPUs 2K and 2K+1 and fires on the latter. */
function nvmeMachine(): Tree {
  const pci = "/sys/devices/pci0000:00/0000:01:00.0";
  const disk = `${pci}/nvme/nvme0/nvme0n1`;
  const all = Array.from({ length: 20 }, (_, cpu) => cpu);
  const tree: Tree = {
    "/proc/interrupts": fixture("interrupts-nvme-20cpu.txt"),
    "/sys/dev/block/259:0": { link: disk },
    [`${disk}/device`]: { link: `${pci}/nvme/nvme0` },
    [`${disk}/queue/rq_affinity`]: "1",
    [`${pci}/driver`]: { link: "/sys/bus/pci/drivers/nvme" },
    [`${pci}/numa_node`]: "1",
    "/sys/bus/pci/drivers/nvme/bind": "",
    // A poll queue, which has no interrupt, lists its CPUs as well.
    [`${disk}/mq/10/cpu_list`]: all.join(", "),
    ...cpus(all, (cpu) => ({
      llc: cpu < 10 ? "0-9" : "10-19",
      node: cpu < 10 ? 0 : 1,
    })),
  };
  for (let queue = 0; queue < 10; queue++) {
    tree[`${disk}/mq/${queue}/cpu_list`] = `${2 * queue}, ${2 * queue + 1}`;
    tree[`${pci}/msi_irqs/${121 + queue}`] = "msix";
    tree[`/proc/irq/${121 + queue}/effective_affinity_list`] = `${
      2 * queue + 1
    }`;
  }
  return tree;
}

Deno.test("an NVMe drive with fewer interrupts than CPUs", () => {
  withTree(nvmeMachine(), (files) => {
    const target = { device: "259:0", path: "/dev/nvme0n1" } as const;
    const survey = surveyTarget(files, target, noFile);
    assertEquals(
      survey.cores.filter(({ role }) => role === "interrupt")
        .map(({ cpu }) => cpu),
      [1, 3, 5, 7, 9, 11, 13, 15, 17, 19],
    );
    const picked = pickSurveyed(survey, 2);
    assertEquals(picked.cpus, [10, 12]);
    // Of the same node.
    assertEquals(
      pickSurveyedInterrupt(survey, 2).map(({ cpu }) => cpu),
      [11, 13],
    );
    assertEquals(
      picked.why,
      "CPU 10: the interrupts of nvme0n1 (nvme0q6) arrive on CPU 11, which shares its L3 cache; CPU 12: the interrupts of nvme0n1 (nvme0q7) arrive on CPU 13, which shares its L3 cache.",
    );
  });
});

Deno.test("CPUs whose queue has no interrupt are unknown", () => {
  const mq = "/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1/mq";
  const tree = nvmeMachine();
  delete tree[`${mq}/0/cpu_list`];
  withTree(tree, (files) => {
    const target = { device: "259:0", path: "/dev/nvme0n1" } as const;
    const { cores } = surveyTarget(files, target, noFile);
    assertEquals(
      cores.filter(({ role }) => role === "unknown").map(({ cpu }) => cpu),
      [0, 1],
    );
  });
});
