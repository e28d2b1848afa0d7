/**
 * Microseconds since boot in which some task of the machine waited for a disk:
 * `total` of the line `some` in /proc/pressure/io (PSI,
 * Documentation/accounting/psi.rst). Undefined where the text has no such line,
 * as on a kernel that counts no pressure.
 */
export function parseIoPressure(text: string): number | undefined {
  const total = /^some .*\btotal=(\d{1,16})$/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total);
}
