import { type BlockLeaf, readLeaf } from "./block_leaf.ts";
import type { DeviceNumber } from "./device_number.ts";
import { mountOf, parseMountInfo } from "./mount_info.ts";
import { baseName, parentOf, type SystemFiles } from "./system.ts";

/** There is no block device behind the target; the message says why. */
export class NoBlockDeviceError extends Error {
  override name = "NoBlockDeviceError";
}

/** Where the reads go: a block device, or a file on some file system. */
export interface BlockTarget {
  /** Of the block device itself, or of the file system (st_dev). */
  readonly device: DeviceNumber;
  /** Absolute and without links; needed for anonymous devices (major 0). */
  readonly path: string;
}

/** `deviceOfFile` of device_number.ts, or a stand-in for it. */
export type DeviceOfFile = (path: string) => DeviceNumber;

/** Deeper stacks than this are a mistake in the walk. */
const MAX_DEPTH = 32;

/**
 * The disks on which the reads of a target end, each once: through partitions,
 * device mapper and md (`slaves/`), NVMe multipath, loop devices, and the
 * devices of a btrfs.
 *
 * @throws {NoBlockDeviceError} if there are none.
 */
export function findLeaves(
  files: SystemFiles,
  target: BlockTarget,
  deviceOfFile: DeviceOfFile,
): BlockLeaf[] {
  const leaves = new Map<string, BlockLeaf>();
  const walker: Walker = {
    files,
    deviceOfFile,
    passed: () => {},
    found: (leaf) => {
      if (!leaves.has(leaf.sysPath)) leaves.set(leaf.sysPath, leaf);
    },
  };
  walkTarget(walker, target, []);
  return [...leaves.values()];
}

/**
 * The loop devices ("loop0") through which the reads of a target go, whether
 * or not there is a disk at the end: their files may lie in memory.
 */
export function findLoops(
  files: SystemFiles,
  target: BlockTarget,
  deviceOfFile: DeviceOfFile,
): string[] {
  const loops = new Set<string>();
  const passed = (name: string) => void loops.add(name);
  try {
    walkTarget({ files, deviceOfFile, passed, found: () => {} }, target, []);
  } catch (error) {
    if (!(error instanceof NoBlockDeviceError)) throw error;
  }
  return [...loops];
}

interface Walker {
  readonly files: SystemFiles;
  readonly deviceOfFile: DeviceOfFile;
  /** A loop device on the way. */
  readonly passed: (name: string) => void;
  readonly found: (leaf: BlockLeaf) => void;
}

function walkTarget(
  walker: Walker,
  { device, path }: BlockTarget,
  walk: readonly string[],
): void {
  if (device.startsWith("0:")) {
    return walkAnonymous(walker, { device, path }, walk);
  }
  const sysPath = walker.files.realPath(`/sys/dev/block/${device}`);
  if (sysPath === undefined) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${path}: /sys/dev/block/${device} does not exist`,
    );
  }
  const mount = mountOf(mounts(walker.files), path);
  const step = mount?.device === device ? `${path} on ${mount.type}` : path;
  walkDisk(walker, sysPath, path.startsWith("/dev/") ? walk : [...walk, step]);
}

/** File systems whose st_dev is made up: get_anon_bdev, fs/super.c. */
function walkAnonymous(
  walker: Walker,
  { device, path }: BlockTarget,
  walk: readonly string[],
): void {
  const mount = mountOf(mounts(walker.files), path);
  if (mount === undefined) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${path}: its device ${device} is anonymous and no mount in /proc/self/mountinfo holds it`,
    );
  }
  const name = sourceName(walker.files, mount.source);
  const sysPath = name && walker.files.realPath(`/sys/class/block/${name}`);
  if (!name || !sysPath) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${path}: ${
        withoutDisk(mount.type)
      } (${mount.type} of "${mount.source}" on ${mount.mountPoint})`,
    );
  }
  const here = [...walk, `${path} on ${mount.type}`];
  for (const member of btrfsMembers(walker.files, name)) {
    walkDisk(walker, member, here);
  }
  walkDisk(walker, sysPath, here);
}

function mounts(files: SystemFiles) {
  return parseMountInfo(files.read("/proc/self/mountinfo") ?? "");
}

/** "dm-0" of "/dev/mapper/root": the source may be a link made by udev. */
function sourceName(files: SystemFiles, source: string): string | undefined {
  if (!source.startsWith("/dev/")) return undefined;
  return baseName(files.realPath(source) ?? source);
}

function withoutDisk(type: string): string {
  switch (type) {
    case "tmpfs":
    case "ramfs":
    case "devtmpfs":
      return "it lies in memory";
    case "overlay":
      return "an overlay names no device; use a file on one of its layers' own file system";
    case "nfs":
    case "nfs4":
    case "cifs":
    case "9p":
    case "virtiofs":
      return "its disk is on another machine";
    default:
      return "its mount names no block device of this machine";
  }
}

/** All devices of the btrfs that has this one: its data may lie on any. */
function btrfsMembers(files: SystemFiles, name: string): string[] {
  for (const uuid of files.list("/sys/fs/btrfs")) {
    const members = files.list(`/sys/fs/btrfs/${uuid}/devices`);
    if (!members.includes(name)) continue;
    return members.flatMap((member) =>
      files.realPath(`/sys/class/block/${member}`) ?? []
    );
  }
  return [];
}

function walkDisk(
  walker: Walker,
  sysPath: string,
  above: readonly string[],
): void {
  const { files } = walker;
  const name = baseName(sysPath);
  const walk = [...above, name];
  if (walk.length > MAX_DEPTH) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${walk[0]}: the devices below it do not end`,
    );
  }
  if (files.read(`${sysPath}/partition`) !== undefined) {
    return walkDisk(walker, parentOf(sysPath), walk);
  }
  const below = disksBelow(files, sysPath);
  if (below.length > 0) {
    for (const disk of below) walkDisk(walker, disk, walk);
    return;
  }
  const backing = files.read(`${sysPath}/loop/backing_file`);
  if (backing !== undefined) {
    walker.passed(name);
    return walkBackingFile(walker, backing, walk);
  }
  if (/^loop\d+$/.test(name)) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${name}: no file is attached to it`,
    );
  }
  walker.found(readLeaf(files, sysPath, walk));
}

function walkBackingFile(
  walker: Walker,
  path: string,
  walk: readonly string[],
): void {
  let device: DeviceNumber;
  try {
    device = walker.deviceOfFile(path);
  } catch (cause) {
    throw new NoBlockDeviceError(
      `Cannot find the disk of ${
        walk.at(-1)
      }: its backing file ${path} cannot be reached`,
      { cause },
    );
  }
  walkTarget(walker, { device, path }, walk);
}

/** What dm, md and NVMe multipath are made of, as real directories. */
function disksBelow(files: SystemFiles, sysPath: string): string[] {
  const slaves = files.list(`${sysPath}/slaves`)
    .map((slave) => files.realPath(`${sysPath}/slaves/${slave}`));
  return [...slaves, ...multipathPaths(files, baseName(sysPath))]
    .filter((path) => path !== undefined);
}

/**
 * The hidden disks nvmeXcYnZ behind the multipath disk nvmeXnZ, which has
 * neither queues nor interrupts of its own (drivers/nvme/host/multipath.c).
 */
function multipathPaths(
  files: SystemFiles,
  name: string,
): (string | undefined)[] {
  const head = /^nvme(\d+)n(\d+)$/.exec(name);
  if (head === null) return [];
  const path = new RegExp(`^nvme${head[1]}c\\d+n${head[2]}$`);
  return files.list("/sys/block")
    .filter((disk) => path.test(disk))
    .map((disk) => files.realPath(`/sys/block/${disk}`));
}
