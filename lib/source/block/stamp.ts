/**
 * The stamp that begins every 512-byte sector of a target that uringlab made:
 * the letters "uringlab", then the number of the sector, little-endian. What
 * follows in the sector is random. c/stamp.h checks it.
 */

/** Bytes of a sector. */
export const SECTOR = 512;

const MAGIC = new DataView(new TextEncoder().encode("uringlab").buffer)
  .getBigUint64(0, true);

/** Stamps the whole sectors of a buffer whose first is the sector `first`. */
export function stamp(buffer: Uint8Array, first: number): void {
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  for (let i = 0; (i + 1) * SECTOR <= buffer.length; i++) {
    view.setBigUint64(i * SECTOR, MAGIC, true);
    view.setBigUint64(i * SECTOR + 8, BigInt(first + i), true);
  }
}

/** Whether a sector carries the stamp of this number. */
export function isStamped(sector: Uint8Array, number: number): boolean {
  const view = new DataView(sector.buffer, sector.byteOffset);
  return sector.length === SECTOR && view.getBigUint64(0, true) === MAGIC &&
    view.getBigUint64(8, true) === BigInt(number);
}
