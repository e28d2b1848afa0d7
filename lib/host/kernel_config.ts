import { gunzipSync } from "node:zlib";
import type { SystemFiles } from "./system.ts";

/** What matters here of the configuration the kernel was built with. */
export interface KernelConfig {
  /** The file it was read from; null if there is none. */
  readonly source: string | null;
  /** Why there is none; null if there is one. */
  readonly reason: string | null;
  /** Timer ticks per second. */
  readonly hz: number | null;
  /** "PREEMPT_NONE", "PREEMPT_VOLUNTARY", "PREEMPT", "PREEMPT_LAZY", ... */
  readonly preemption: string | null;
  /** Whether `preempt=` may choose another model at boot. */
  readonly preemptDynamic: boolean | null;
}

/** kernel/Kconfig.preempt; with PREEMPT_RT another one may be set besides. */
const PREEMPTION_MODELS = [
  "PREEMPT_RT",
  "PREEMPT_NONE",
  "PREEMPT_VOLUNTARY",
  "PREEMPT_LAZY",
  "PREEMPT",
];

/** Reads `/proc/config.gz` (CONFIG_IKCONFIG_PROC) or `/boot/config-RELEASE`. */
export function readKernelConfig(files: SystemFiles): KernelConfig {
  const release = files.read("/proc/sys/kernel/osrelease") ?? "";
  const packed = readPacked(files, "/proc/config.gz");
  if (packed !== undefined) return describe(packed, "/proc/config.gz");
  const plainPath = `/boot/config-${release}`;
  const plain = files.read(plainPath);
  if (plain !== undefined) return describe(plain, plainPath);
  return {
    source: null,
    reason: `neither /proc/config.gz nor ${plainPath} can be read`,
    hz: null,
    preemption: null,
    preemptDynamic: null,
  };
}

function readPacked(files: SystemFiles, path: string): string | undefined {
  const bytes = files.readBytes(path);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder().decode(gunzipSync(bytes));
  } catch {
    return undefined;
  }
}

function describe(text: string, source: string): KernelConfig {
  const options = parseKernelConfig(text);
  const hz = options.get("HZ") ?? "";
  return {
    source,
    reason: null,
    hz: /^\d{1,9}$/.test(hz) ? Number(hz) : null,
    preemption: PREEMPTION_MODELS.find((model) => options.get(model) === "y") ??
      null,
    preemptDynamic: options.get("PREEMPT_DYNAMIC") === "y",
  };
}

/** The options that are set, without their prefix CONFIG_. */
export function parseKernelConfig(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^CONFIG_(\w+)=(.*)$/gm)]
      .map(([, name = "", value = ""]) => [name, value]),
  );
}
