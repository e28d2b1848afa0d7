import type { AddressRange } from "./program.ts";

/**
 * The addresses of functions from the text of /proc/kallsyms, which is in the
 * order of addresses: each ends where the next symbol begins. Those that are
 * not there, or whose address the kernel hides (kptr_restrict), are left out.
 */
export function functionRanges(
  kallsyms: string,
  names: readonly string[],
): AddressRange[] {
  const lines = kallsyms.split("\n");
  const address = (line: string | undefined) =>
    BigInt(`0x${/^[0-9a-f]+/.exec(line ?? "")?.[0] ?? "0"}`);
  return lines.flatMap((line, i) => {
    const name = /^[0-9a-f]+ [tTwW] (\S+)$/.exec(line)?.[1];
    if (name === undefined || !names.includes(name)) return [];
    const start = address(line);
    let next = i + 1;
    while (next < lines.length && address(lines[next]) === start) next++;
    const end = address(lines[next]);
    return start > 0n && end > start ? [{ start, end }] : [];
  });
}
