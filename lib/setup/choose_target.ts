import { ERRNO } from "../base/errno.ts";
import { RunError, systemReason, UsageError } from "../base/errors.ts";
import { sizeText } from "../base/number_text.ts";
import {
  createTarget,
  defaultTargetPath,
  freeBytes,
  targetDefect,
} from "../source/block/created.ts";
import type { Options } from "../options/experiment_options.ts";
import { isRefusal, type Machine, type Refusal } from "../run/machine.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** What is read. */
export interface ChosenTarget {
  /** Absolute; without links if it exists. */
  path: string;
  /** Bytes of it that are read, from its start. */
  size: number;
  /** Bytes per read; undefined: one logical block of the disk. */
  bs: number | undefined;
  /** Alignment of read buffers in bytes, where known. */
  memAlign: number | undefined;
  /** Itself, or the directory above it that exists: either lies on its disk. */
  existing: string;
  /** Whether it is a device and not a file. */
  isBlockDevice: boolean;
  /** Whether it is the default target, made where it is missing. */
  isDefault: boolean;
}

/** Bytes of a target that is smaller and still no disk's cache: 256m. */
const SMALLER = 2 ** 28;

/** Bytes of the default target where --size does not say. */
const DEFAULT_SIZE = 2 ** 30;

/** By f_type of statfs(2); they take O_DIRECT since 6.6 and ignore it. */
const MEMORY_FILE_SYSTEMS = new Map([
  [0x01021994, "tmpfs"],
  [0x858458f6, "ramfs"],
]);

/** What is there instead of a target that is not. */
const OTHERS = "`lsblk -p` lists the disks, and without --filename a file is " +
  "made and read";

/** The one line about a target that cannot be read, and what would work. */
export function complaint(path: string, refusal: Refusal): string {
  const { step, errno } = refusal;
  switch (errno) {
    case ERRNO.ENOENT:
      return `target ${path} does not exist; ${OTHERS}`;
    case ERRNO.ENXIO:
    case ERRNO.ENODEV:
      return `target ${path} has no disk behind it (${refusal.message}); ` +
        OTHERS;
    case ERRNO.EACCES:
      return `target ${path} may not be read by you; root may, or you after ` +
        `\`sudo setfacl -m u:$USER:r ${path}\`: it is never written`;
    case ERRNO.EPERM:
      return `target ${path} may not be read here (${refusal.message}), not ` +
        "even by root where a container has no such device: " +
        `\`docker run --device ${path}\` gives it one`;
    case ERRNO.EISDIR:
      return `target ${path} is a directory; name a file or a block device`;
  }
  if (step === "type") {
    return `target ${path} is neither a file nor a block device; ${OTHERS}`;
  }
  if (errno === ERRNO.EINVAL && step === "direct") {
    return `target ${path} cannot be read with O_DIRECT (${refusal.message}); ` +
      "its file system has no direct I/O";
  }
  return `target ${path} cannot be read: ${refusal.message}`;
}

function absolute(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/**
 * Checks a target and settles how much of it is read and in which blocks.
 * Throws {@linkcode UsageError} when it cannot be read that way.
 */
export function checkTarget(
  name: string,
  given: { size?: number; bs?: number; verify?: boolean },
  machine: Machine,
): {
  path: string;
  size: number;
  bs: number;
  memAlign: number;
  isBlockDevice: boolean;
} {
  const path = absolute(name);
  const target = machine.probeTarget(path);
  if (isRefusal(target)) throw new UsageError(complaint(name, target));
  if (MEMORY_FILE_SYSTEMS.has(target.fsMagic) && !target.isBlockDevice) {
    throw new UsageError(
      `target ${name} is in memory (${
        MEMORY_FILE_SYSTEMS.get(target.fsMagic)
      }): ` +
        "there is no O_DIRECT and no disk whose completions could be measured",
    );
  }
  const bs = given.bs ?? Math.max(512, target.offsetAlign);
  if (bs % target.offsetAlign !== 0) {
    throw new UsageError(
      `--bs: ${bs} is not a multiple of the logical block of ${name}, ` +
        `${target.offsetAlign} bytes`,
    );
  }
  if (target.bytes < bs) {
    throw new UsageError(
      `target ${name} has ${target.bytes} bytes, less than a block of ${bs}`,
    );
  }
  const size = given.size ?? target.bytes;
  if (size > target.bytes || size < bs) {
    throw new UsageError(
      `--size: ${size} bytes of ${name} cannot be read in blocks of ${bs}; ` +
        `it has ${target.bytes}`,
    );
  }
  if (target.allocatedBytes < size && !target.isBlockDevice) {
    throw new UsageError(
      `target ${name} is sparse (${target.allocatedBytes} of ` +
        `${target.bytes} bytes are on the disk): holes are not read from it`,
    );
  }
  const refusal = machine.probeTarget(path, bs);
  if (isRefusal(refusal)) throw new UsageError(complaint(name, refusal));
  if (given.verify) {
    const defect = targetDefect(path, size);
    if (defect) {
      throw new UsageError(
        `--verify: ${name} was not made by uringlab: ${defect}`,
      );
    }
  }
  const { memAlign, isBlockDevice } = target;
  return { path, size, bs, memAlign, isBlockDevice };
}

function progressBar(share: number): string {
  const width = 40;
  const full = Math.round(share * width);
  return `[${"#".repeat(full).padEnd(width)}] ${Math.floor(share * 100)} %`;
}

/**
 * Makes the default target unless it is there and good. Throws
 * {@linkcode RunError} when it cannot be written.
 */
export async function ensureDefaultTarget(
  { path, size }: { path: string; size: number },
  { signal, status }: Pick<Surroundings, "signal" | "status">,
): Promise<void> {
  try {
    const defect = targetDefect(path, size);
    if (!defect) return;
    status.say(`making ${path} again: ${defect}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new RunError(`cannot use ${path}: ${systemReason(error)}`);
    }
    status.say(`making ${path}, once`);
  }
  // Before the first byte: whoever has less to spare stops here.
  const free = freeBytes(path);
  status.say(
    `it takes ${sizeText(size)}` +
      (free === undefined ? "" : ` of ${sizeText(free)} that are free`) +
      (size > SMALLER ? "; --size 256m takes less" : "") +
      "; --filename reads what is there",
  );
  try {
    await createTarget(path, size, {
      signal,
      onProgress: (written) => status.show(progressBar(written / size)),
    });
    status.clear();
  } catch (error) {
    signal.throwIfAborted();
    throw new RunError(
      `cannot make ${path}: ${systemReason(error)}; ` +
        "free some space, or name a target with --filename",
    );
  }
}

/** The nearest directory above a path, or the path itself, that exists. */
function nearestExisting(path: string): string {
  for (let at = path;; at = at.replace(/\/[^/]*$/, "")) {
    try {
      return Deno.realPathSync(at || "/");
    } catch (error) {
      if (at === "") throw error;
    }
  }
}

/**
 * The target that the options name, checked; or the default one, which is not
 * made yet. Throws {@linkcode UsageError}.
 */
export function chooseTarget(
  options: Pick<Options, "filename" | "size" | "bs" | "verify">,
  machine: Machine,
): ChosenTarget {
  const { filename, size, bs, verify } = options;
  if (filename !== undefined) {
    const checked = checkTarget(filename, {
      ...(size !== undefined && { size }),
      ...(bs !== undefined && { bs }),
      ...(verify !== undefined && { verify }),
    }, machine);
    return { ...checked, existing: checked.path, isDefault: false };
  }
  const path = defaultTargetPath(size ?? DEFAULT_SIZE);
  if (!path) {
    throw new UsageError(
      "no home for the default target: neither HOME nor XDG_CACHE_HOME is an " +
        "absolute path; name a target with --filename",
    );
  }
  return {
    path,
    size: size ?? DEFAULT_SIZE,
    bs,
    memAlign: undefined,
    existing: nearestExisting(path),
    isBlockDevice: false,
    isDefault: true,
  };
}
