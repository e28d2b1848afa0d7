/** RLIMIT_MEMLOCK, against which Linux counts locked memory and rings. */

/** Where the limits of this process are to be read. */
export const LIMITS_PATH = "/proc/self/limits";

/** Linux's own default since 5.16, in KiB: room for some rings and buffers. */
const DEFAULT_KIB = 8192;

/** A limit in bytes. */
export type MemoryLimit = number | "unlimited";

function limitOf(text: string | undefined): MemoryLimit {
  return text === "unlimited" ? text : Number(text);
}

/** The limit in the text of /proc/self/limits; null where it is not there. */
export function lockedMemoryLimit(
  text: string,
): { soft: MemoryLimit; hard: MemoryLimit } | null {
  const match =
    /^Max locked memory\s+(unlimited|\d{1,20})\s+(unlimited|\d{1,20})\s/m.exec(
      text,
    );
  return match && { soft: limitOf(match[1]), hard: limitOf(match[2]) };
}

/**
 * What a user should know where memory cannot be locked, be it by mlock2(2), by
 * io_uring_register(2) or by io_uring_setup(2), of which some kernels count the
 * ring: the limit by its name and value, and what raises it. `limits` is the
 * text of /proc/self/limits, `bytes` what is to be locked where that is known.
 * Undefined where there is no limit, which is not to blame then.
 */
export function lockedMemoryAdvice(
  limits: string,
  bytes = 0,
): string | undefined {
  const limit = lockedMemoryLimit(limits)?.soft;
  if (limit === "unlimited") return undefined;
  const kib = Math.max(
    DEFAULT_KIB,
    2 * Math.ceil((limit ?? 0) / 1024),
    2 * Math.ceil(bytes / 1024),
  );
  const value = limit === undefined ? "unknown" : `${limit} bytes`;
  return `RLIMIT_MEMLOCK is ${value}: \`ulimit -l ${kib}\`, or LimitMEMLOCK=${kib}K of a systemd unit, raises ` +
    "it, root is not bound by it, and fewer --workers need less";
}
