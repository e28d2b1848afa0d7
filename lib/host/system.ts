/**
 * The files through which the kernel describes the machine. Everything in this
 * folder reads through it, so that it can be tested on a tree of fixtures.
 * Paths are absolute ("/proc/stat"), whatever directory stands for the root.
 */
export interface SystemFiles {
  /** A text file without its last newline; undefined if it cannot be read. */
  read(path: string): string | undefined;
  /** The bytes of a file; undefined if it cannot be read. */
  readBytes(path: string): Uint8Array<ArrayBuffer> | undefined;
  /** The names in a directory, sorted; empty if it cannot be listed. */
  list(path: string): string[];
  /** What a link says, whether or not that is there; undefined for no link. */
  link(path: string): string | undefined;
  /** The path with all links followed; undefined if nothing is there. */
  realPath(path: string): string | undefined;
}

/**
 * The files of this machine, or those below `root` in its place. In such a tree
 * links must be relative, as those of sysfs are.
 */
export function hostFiles(root = "/"): SystemFiles {
  const prefix = Deno.realPathSync(root).replace(/\/$/, "");
  return {
    read: (path) =>
      attempt(() => Deno.readTextFileSync(prefix + path))?.replace(/\n$/, ""),
    readBytes: (path) => attempt(() => Deno.readFileSync(prefix + path)),
    list: (path) =>
      attempt(() => [...Deno.readDirSync(prefix + path)])
        ?.map(({ name }) => name).sort() ?? [],
    link: (path) => attempt(() => Deno.readLinkSync(prefix + path)),
    realPath: (path) => {
      const real = attempt(() => Deno.realPathSync(prefix + path));
      return real?.startsWith(`${prefix}/`)
        ? real.slice(prefix.length)
        : undefined;
    },
  };
}

/**
 * Absent, not permitted, or refused by the driver behind it (sysfs attributes
 * fail with EINVAL, EIO, ENODEV and more): to a reader it is all the same.
 */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The last part of a path: "vda" of "/sys/block/vda". */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path without its last part; "" above the first. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The path itself, then its parents, the nearest first, without the root. */
export function* ancestors(path: string): Generator<string> {
  for (let here = path; here !== ""; here = parentOf(here)) yield here;
}

/** A file holding one integer; null if it is missing or holds anything else. */
export function readInteger(files: SystemFiles, path: string): number | null {
  const text = files.read(path)?.trim();
  return text !== undefined && /^-?\d{1,20}$/.test(text) ? Number(text) : null;
}
