import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { parseTraceStats } from "../../lib/source/block/completions.ts";
import { formatCpuList, parseCpuList } from "../../lib/base/cpu_list.ts";
import { watch } from "../../lib/host/disturbances.ts";
import { captureEnvironment } from "../../lib/host/environment.ts";
import { diffInterrupts, parseInterrupts } from "../../lib/host/interrupts.ts";
import { queueOfAction } from "../../lib/host/irq_map.ts";
import { parseRingInfo } from "../../lib/host/ring_info.ts";
import { parseKernelConfig } from "../../lib/host/kernel_config.ts";
import { mountOf, parseMountInfo } from "../../lib/host/mount_info.ts";
import { pickSurveyed, surveyTarget } from "../../lib/source/block/survey.ts";
import { diffProcStat, parseProcStat } from "../../lib/host/proc_stat.ts";
import { NoBlockDeviceError } from "../../lib/host/block_device.ts";
import type { SystemFiles } from "../../lib/host/system.ts";
import { parseAllowedCpus } from "../../lib/host/topology.ts";
import { RunError } from "../../lib/base/errors.ts";
import { fixture, type Tree, virtioGuest, withTree } from "../host/tree.ts";
import {
  INTERRUPTS_AFTER,
  INTERRUPTS_BEFORE,
  STAT_AFTER,
  STAT_BEFORE,
} from "../model/fixtures.ts";
import { checkNumbers, fuzz, mistaken, refused } from "./fuzz.ts";

const INTERRUPTS = [
  fixture("interrupts-nvme-20cpu.txt"),
  fixture("interrupts-virtio-2cpu.txt"),
  INTERRUPTS_BEFORE,
  INTERRUPTS_AFTER,
];

const RING_INFO = `ino:\t17\nSqMask:\t0x3\nCachedSqHead:\t8\nCqMask:\t0x7
CachedCqTail:\t4294967295\nSqThread:\t9\nSqThreadCpu:\t1\nSqTotalTime:\t5
SqWorkTime:\t2\nUserFiles:\t1\n    0: /a\nUserBufs:\t0\nPollList:
CqOverflowList:\n  user_data=0, res=0, flags=0\nNAPI:\tdisabled`;

fuzz("lists of CPUs", mistaken(["0-3,8", "0, 1", "0-65535", ""]), (text) => {
  const cpus = refused(() => parseCpuList(text));
  if (cpus === undefined) return;
  checkNumbers(cpus);
  if (`${parseCpuList(formatCpuList(cpus))}` !== `${cpus}`) {
    throw new Error("it does not read what it writes");
  }
});

fuzz(
  "/proc/interrupts",
  fc.tuple(mistaken(INTERRUPTS), mistaken(INTERRUPTS)),
  ([before, after]) => {
    const [from, to] = [parseInterrupts(before), parseInterrupts(after)];
    checkNumbers([from, to]);
    const delta = diffInterrupts(from, to);
    for (const { name, action } of to.lines) {
      checkNumbers([delta.countsOn(name, to.cpus), queueOfAction(action)]);
    }
  },
);

fuzz("fdinfo of a ring", mistaken([RING_INFO]), (text) => {
  const ring = parseRingInfo(3, text);
  if (ring) checkNumbers(ring);
});

fuzz(
  "/proc/stat",
  fc.tuple(mistaken([STAT_BEFORE]), mistaken([STAT_AFTER])),
  ([before, after]) => {
    const [from, to] = [parseProcStat(before), parseProcStat(after)];
    checkNumbers([from, to, diffProcStat(from, to, [...to.keys()])]);
  },
);

const MOUNTS = virtioGuest()["/proc/self/mountinfo"] as string;

fuzz("/proc/self/mountinfo", mistaken([MOUNTS]), (text) => {
  const mounts = parseMountInfo(text);
  for (const path of ["/", "/with blank/x", ""]) mountOf(mounts, path);
});

fuzz(
  "/proc/self/status",
  mistaken(["Name:\tdeno\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1"]),
  (text) => checkNumbers(refused(() => parseAllowedCpus(text))),
);

const CONFIG = "CONFIG_HZ_250=y\nCONFIG_HZ=250\nCONFIG_PREEMPT=y\n# x\n" +
  'CONFIG_PREEMPT_DYNAMIC=y\nCONFIG_LOCALVERSION="-lab"\n';

fuzz("the kernel's configuration", mistaken([CONFIG]), (text) => {
  parseKernelConfig(text);
});

fuzz(
  "stats of tracefs",
  mistaken(["entries: 12\noverrun: 3\ncommit overrun: 0\nbytes: 123\n"]),
  (text) => checkNumbers(parseTraceStats(text)),
);

/** All that is read of a machine. */
const MACHINE: Tree = {
  ...virtioGuest(),
  "/proc/sys/kernel/osrelease": "6.1.0-18-amd64",
  "/proc/version": "Linux version 6.1.0 (gcc) #1 SMP PREEMPT_DYNAMIC",
  "/proc/cmdline": "BOOT_IMAGE=/vmlinuz isolcpus=2,3 quiet",
  "/proc/cpuinfo": "processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu vme",
  "/proc/meminfo": "MemTotal:       24684084 kB\nMemFree: 1 kB",
  "/proc/loadavg": "0.20 0.18 0.12 1/80 11206",
  "/proc/self/cgroup": "0::/system.slice/x.service\n3:cpu,cpuacct:/a",
  "/proc/self/limits": "Max locked memory         8388608   unlimited  bytes",
  "/proc/sys/kernel/io_uring_disabled": "0",
  "/sys/fs/cgroup/cpu.stat": "usage_usec 1\nthrottled_usec 200",
  "/sys/devices/system/cpu/isolated": "2-3",
  "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance",
  "/sys/devices/system/cpu/cpu0/cpu_capacity": "1024",
  "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count": "3",
  "/sys/devices/system/cpu/vulnerabilities/l1tf": "Not affected",
  "/sys/kernel/security/lockdown": "[none] integrity",
};

/** Links stay: the kernel makes them itself. */
const TEXTS = Object.entries(MACHINE).filter(([, content]) =>
  typeof content === "string"
) as [string, string][];

/** The machine's files, with mistakes in some. */
const machine = fc.array(
  fc.constantFrom(...TEXTS).chain(([path, text]) =>
    mistaken([text]).map((wrong) => [path, wrong] as const)
  ),
  { minLength: 1, maxLength: 5 },
);

function withMachine(
  wrong: readonly (readonly [string, string])[],
  use: (files: SystemFiles) => void,
): void {
  withTree({ ...MACHINE, ...Object.fromEntries(wrong) }, use);
}

fuzz("the files of a machine", machine, (wrong) => {
  withMachine(wrong, (files) => {
    checkNumbers(refused(() => captureEnvironment(files)));
    checkNumbers(watch(files, [0, 1], [36])());
    const target = { device: "254:0", path: "/x" } as const;
    const survey = refused(
      () => surveyTarget(files, target, () => "254:0"),
      [RunError, NoBlockDeviceError],
    );
    if (!survey) return;
    checkNumbers([survey.disks, survey.cores]);
    checkNumbers(pickSurveyed(survey, 2));
  });
}, { cost: 3 });

fuzz(
  "a configuration that is no gzip",
  fc.tuple(fc.nat(200), fc.nat(255)),
  ([at, byte]) => {
    const bytes = new Uint8Array(gzipSync(CONFIG));
    bytes[at % bytes.length] = byte;
    withTree({ "/proc/config.gz": bytes }, (files) => {
      checkNumbers(captureEnvironment(files).kernelConfig);
    });
  },
  { cost: 3 },
);
