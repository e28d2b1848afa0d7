/** A device as sysfs and mountinfo name it: "major:minor" in decimal. */
export type DeviceNumber = `${number}:${number}`;

/** Splits a `dev_t` of stat(2) as gnu_dev_major and gnu_dev_minor do. */
export function decodeDeviceNumber(dev: number): DeviceNumber {
  const bits = BigInt(dev);
  const major = ((bits >> 8n) & 0xfffn) | ((bits >> 32n) & ~0xfffn);
  const minor = (bits & 0xffn) | ((bits >> 12n) & 0xffffff00n);
  return `${Number(major)}:${Number(minor)}`;
}

/**
 * The device that a path leads to: the block device itself if it is one, else
 * the device of the file system the file lies on.
 *
 * @throws what `Deno.statSync` throws, e.g. if there is no such file.
 */
export function deviceOfFile(path: string): DeviceNumber {
  const { dev, rdev, isBlockDevice } = Deno.statSync(path);
  return decodeDeviceNumber(isBlockDevice === true ? rdev ?? dev : dev);
}
