import { surveyTarget } from "../../lib/source/block/survey.ts";
import type { Survey } from "../../lib/source/block/survey.ts";
import type { SystemFiles } from "../../lib/host/system.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import type { Options } from "../../lib/options/experiment_options.ts";
import type { Checked } from "../../lib/setup/check.ts";
import type { ChosenTarget } from "../../lib/setup/choose_target.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import { cpus, type Tree, virtioGuest } from "../host/tree.ts";

const VDA = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";

/** The files of a machine, and what they say of its disk. */
export interface Surveyed {
  files: SystemFiles;
  survey: Survey;
}

function surveyed(tree: Tree): Surveyed {
  const files = treeFiles(tree);
  const target = { device: "254:0", path: "/data/x" } as const;
  return { files, survey: surveyTarget(files, target, () => "0:0") };
}

/** So many CPUs around one cache; the disk's one interrupt is on CPU 1. */
export function disk(
  count: number,
  { allowed, rqAffinity = 1, hz = 250 }: {
    allowed?: string;
    rqAffinity?: number;
    hz?: number;
  } = {},
): Surveyed {
  const all = Array.from({ length: count }, (_, cpu) => cpu);
  const list = `0-${count - 1}`;
  return surveyed({
    ...virtioGuest(),
    ...cpus(all, () => ({ llc: list })),
    "/proc/sys/kernel/osrelease": "6.18.44",
    "/boot/config-6.18.44": `CONFIG_HZ=${hz}`,
    "/proc/self/status": `Name:\tdeno\nCpus_allowed_list:\t${allowed ?? list}`,
    "/sys/devices/system/cpu/present": list,
    [`${VDA}/mq/0/cpu_list`]: all.join(", "),
    [`${VDA}/queue/rq_affinity`]: `${rqAffinity}`,
  });
}

/** An experiment on a disk, checked, with these options. */
export function checkedOn(
  { survey }: Surveyed,
  experiment: Experiment,
  options: Options,
  change: Partial<ChosenTarget> = {},
): Checked {
  return {
    experiment,
    options,
    target: target(change),
    recorded: undefined,
    tracing: undefined,
    survey,
    wakerCpus: [],
  };
}

/** A target that was checked. */
export function target(change: Partial<ChosenTarget> = {}): ChosenTarget {
  return {
    path: "/data/x",
    size: 1 << 30,
    bs: undefined,
    memAlign: 512,
    existing: "/data/x",
    isBlockDevice: false,
    isDefault: false,
    ...change,
  };
}
