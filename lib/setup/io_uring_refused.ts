import { ERRNO } from "../base/errno.ts";
import type { SystemFiles } from "../host/system.ts";
import { READS_SINCE } from "../model/parameters/modes.ts";

/** Why there is no io_uring, as far as can be told, and the way out. */
export interface Refused {
  readonly why: string;
  readonly remedy: string;
}

/**
 * gVisor's kernel has this as its build, whatever its version (`uname -v`;
 * google/gvisor, pkg/sentry/kernel/version.go).
 */
const GVISOR = "#1 SMP Sun Jan 10 15:06:54 PST 2016";

/** Releases of WSL 1 ("4.4.0-19041-Microsoft") and of WSL 2. */
const WSL1 = /-Microsoft$/;
const WSL2 = /-microsoft-standard/i;

/** Docker Desktop's kernel. */
const LINUXKIT = /-linuxkit$/;

/** The state "filter" of Seccomp in /proc/self/status, proc_pid_status(5). */
const FILTERED = /^Seccomp:\s*2$/m;

/**
 * The ways out of a container, by the file that its engine leaves in it: podman
 * (containers-common) and docker (moby since 25.0) forbid io_uring_setup(2) in
 * their default profiles.
 */
const ENGINES = [
  ["/run/.containerenv", "podman"],
  ["/.dockerenv", "docker"],
] as const;

function seccompRemedy(files: SystemFiles): string {
  const engine = ENGINES.find(([path]) => files.read(path) !== undefined)?.[1];
  const flag = "--security-opt seccomp=unconfined";
  return engine
    ? `${engine} run ${flag} ...`
    : `in podman or docker, whose default profiles forbid it, ${flag}; in ` +
      "Kubernetes, seccompProfile: {type: Unconfined}; under systemd, " +
      "SystemCallFilter=@aio";
}

/**
 * What forbids io_uring, from the errno of io_uring_setup(2) for a ring without
 * flags and from what the machine tells of itself. Undefined of other errnos
 * where the machine tells nothing.
 */
export function ioUringRefused(
  files: SystemFiles,
  errno: number,
): Refused | undefined {
  const disabled = files.read("/proc/sys/kernel/io_uring_disabled");
  const release = files.read("/proc/sys/kernel/osrelease") ?? "";
  if (disabled !== undefined && disabled !== "0") {
    const others = disabled === "1"
      ? "root may use it, so may the group in kernel.io_uring_group; "
      : "";
    return {
      why: `kernel.io_uring_disabled is ${disabled}`,
      remedy: `${others}\`sysctl kernel.io_uring_disabled=0\` allows it`,
    };
  }
  if (files.read("/proc/sys/kernel/version") === GVISOR) {
    return {
      why: "this is gVisor, whose kernel has none worth measuring",
      remedy: "run it on the host, or with --runtime=runc",
    };
  }
  if (WSL1.test(release)) {
    return {
      why: "WSL 1 has none",
      remedy: "`wsl --set-version DISTRIBUTION 2` makes it WSL 2",
    };
  }
  if (LINUXKIT.test(release)) {
    return {
      why: "Docker Desktop forbids it from 4.42 on, whatever the flags",
      remedy: "run it on Linux, or in a virtual machine of your own",
    };
  }
  const filtered = FILTERED.test(files.read("/proc/self/status") ?? "");
  if (filtered && (errno === ERRNO.EPERM || errno === ERRNO.ENOSYS)) {
    return {
      why: "a seccomp filter, which this process is under, forbids it",
      remedy: seccompRemedy(files),
    };
  }
  if (errno === ERRNO.ENOSYS) {
    return {
      why: `this kernel has no io_uring (Linux ${READS_SINCE} is needed, and ` +
        "CONFIG_IO_URING)",
      remedy: WSL2.test(release)
        ? "`wsl --update` brings a newer one"
        : `boot Linux ${READS_SINCE} or newer`,
    };
  }
  if (errno === ERRNO.EPERM) {
    return {
      why:
        "a security module forbids it (SELinux, AppArmor or BPF), as there " +
        "is neither a seccomp filter nor a sysctl",
      remedy: "its log tells the rule: `journalctl -k -g denied`",
    };
  }
  return undefined;
}
