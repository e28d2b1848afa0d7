/** One line of `/proc/interrupts`. */
export interface InterruptLine {
  /** What stands before the colon: an IRQ number ("36") or "RES", "CAL". */
  readonly name: string;
  /**
   * Interrupts since boot, aligned with {@link Interrupts.cpus}. Empty on lines
   * without per-CPU columns (ERR, MIS).
   */
  readonly counts: readonly number[];
  /** The rest of the line: chip, hardware IRQ and action, or plain words. */
  readonly description: string;
  /** The last word of the description: "virtio1-req.0". */
  readonly action: string;
}

/** `/proc/interrupts` at one moment. */
export interface Interrupts {
  /** The CPUs of the columns; offline CPUs have none, so there may be gaps. */
  readonly cpus: readonly number[];
  readonly lines: readonly InterruptLine[];
}

/**
 * Parses the text of `/proc/interrupts` (`show_interrupts`, kernel/irq/proc.c,
 * and `arch_show_interrupts`). Lines that cannot be read are left out; a text
 * without the header of CPUs has no lines at all.
 */
export function parseInterrupts(text: string): Interrupts {
  const [header = "", ...rows] = text.split("\n");
  const cpus = [...header.matchAll(/\bCPU(\d{1,5})\b/g)].map((m) =>
    Number(m[1])
  );
  if (cpus.length === 0) return { cpus, lines: [] };
  return { cpus, lines: rows.flatMap((row) => parseLine(row, cpus.length)) };
}

function parseLine(row: string, columns: number): InterruptLine[] {
  const match = /^\s*([^\s:]+):\s*(.*?)\s*$/.exec(row);
  if (match === null) return [];
  const [, name = "", rest = ""] = match;
  // At most `columns` numbers: on arm64 the description begins with one too.
  const numbers = new RegExp(`^(?:\\d{1,20}(?:\\s+|$)){0,${columns}}`).exec(
    rest,
  );
  const head = numbers?.[0] ?? "";
  const counts = head.split(/\s+/).filter((word) => word !== "").map(Number);
  const description = rest.slice(head.length);
  return [{
    name,
    counts: counts.length === columns ? counts : [],
    description,
    action: description.split(/\s+/).at(-1) ?? "",
  }];
}

/** What was counted between two readings of `/proc/interrupts`. */
export interface InterruptDelta {
  /**
   * The interrupts of one line on a set of CPUs.
   *
   * @returns null where there is no telling: the line is gone or never was, has
   * no per-CPU columns, or one of the CPUs was offline at either reading.
   */
  countsOn(name: string, cpus: readonly number[]): number | null;
}

/** The per-CPU counters are `unsigned int` in the kernel and wrap. */
const COUNTER_RANGE = 2 ** 32;

/**
 * The difference of two readings. A line that only the later one has belongs to
 * an interrupt requested in between, which started from 0.
 */
export function diffInterrupts(
  before: Interrupts,
  after: Interrupts,
): InterruptDelta {
  const earlier = indexCounts(before);
  const later = indexCounts(after);

  const delta = (name: string, cpu: number): number | null => {
    const to = later.get(name)?.get(cpu);
    if (to === undefined) return null;
    const line = earlier.get(name);
    const from = line === undefined ? 0 : line.get(cpu);
    if (from === undefined) return null;
    return to >= from ? to - from : to - from + COUNTER_RANGE;
  };

  return {
    countsOn(name, cpus) {
      if (!later.has(name)) return null;
      let sum = 0;
      for (const cpu of new Set(cpus)) {
        const count = delta(name, cpu);
        if (count === null) return null;
        sum += count;
      }
      return sum;
    },
  };
}

function indexCounts(
  { cpus, lines }: Interrupts,
): Map<string, Map<number, number>> {
  return new Map(
    lines.filter(({ counts }) => counts.length > 0).map(({ name, counts }) => [
      name,
      new Map(counts.map((count, column) => [cpus[column] ?? -1, count])),
    ]),
  );
}
