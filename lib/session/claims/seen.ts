import type { Row } from "../../model/row.ts";

/** Runs of a cell without figures before it is given up. */
const MAX_WITHOUT = 2;

/** All rows so far, by cell and round. */
export class Seen {
  readonly #rows = new Map<string, Map<number, Row>>();
  readonly #without = new Map<string, Row[]>();

  /** Takes the row of a round of a cell. */
  add(key: string, row: Row): void {
    if (row.status === "ok") {
      const rounds = this.#rows.get(key) ?? new Map<number, Row>();
      this.#rows.set(key, rounds.set(row.cell.repeat, row));
    } else {
      this.#without.set(key, [...this.#without.get(key) ?? [], row]);
    }
  }

  /** The rows of a cell that have figures, by round. */
  rowsOf(key: string): ReadonlyMap<number, Row> {
    return this.#rows.get(key) ?? new Map();
  }

  /** Why there will never be figures of a cell; undefined where there may be. */
  lost(key: string): string | undefined {
    const rows = this.#without.get(key) ?? [];
    const [first] = rows;
    // What was refused once may be had the next time: no read may have come
    // back in a window that was disturbed.
    if (!first || rows.length < MAX_WITHOUT || this.#rows.has(key)) {
      return undefined;
    }
    return first.status === "impossible"
      ? first.reason
      : `its cells fail: ${first.reason}`;
  }
}
