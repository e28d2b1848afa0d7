/** One mount, as far as the search for its device needs it. */
export interface Mount {
  /** "major:minor", equal to st_dev only where st_dev is not anonymous. */
  readonly device: string;
  readonly mountPoint: string;
  /** "ext4", "btrfs", "overlay". */
  readonly type: string;
  /** "/dev/vda", or any word on file systems without a device. */
  readonly source: string;
}

/**
 * Parses `/proc/self/mountinfo` (proc_pid_mountinfo(5)). Lines that cannot be
 * read are left out.
 */
export function parseMountInfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [left = "", right = ""] = line.split(" - ");
    const device = left.split(" ")[2];
    const mountPoint = left.split(" ")[4];
    const [type, source] = right.split(" ");
    return device === undefined || mountPoint === undefined ||
        type === undefined || source === undefined
      ? []
      : [{
        device,
        mountPoint: unescape(mountPoint),
        type,
        source: unescape(source),
      }];
  });
}

/** Blank, tab, newline and backslash are written in octal (mangle_path). */
function unescape(text: string): string {
  return text.replace(
    /\\([0-7]{3})/g,
    (_, octal: string) => String.fromCharCode(parseInt(octal, 8)),
  );
}

/**
 * The mount an absolute path without links lies on: the one with the longest
 * mount point above it, and of several on the same point the last, which covers
 * the others.
 */
export function mountOf(
  mounts: readonly Mount[],
  path: string,
): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const inside = mount.mountPoint === "/" || path === mount.mountPoint ||
      path.startsWith(`${mount.mountPoint}/`);
    if (
      inside && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)
    ) best = mount;
  }
  return best;
}
