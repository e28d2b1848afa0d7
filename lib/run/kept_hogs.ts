import type { Cell } from "../model/cell.ts";
import { hogsKey } from "../model/hogs.ts";
import type { Hogs } from "./busy.ts";

/**
 * Hogs that stay from one visit to the next while these want the same ones:
 * to start 16 of them and to end them took a tenth of a second and more. Between
 * two visits they are paused, as beside them it takes longer to write rows.
 */
export class KeptHogs implements AsyncDisposable {
  readonly #start: (cell: Cell) => Promise<Hogs>;
  #hogs: Hogs | undefined;
  #key: string | undefined;

  /** Starts hogs as that function does. */
  constructor(start: (cell: Cell) => Promise<Hogs>) {
    this.#start = start;
  }

  /**
   * The hogs of a cell, all of them there and going on: those of the cell
   * before if it has the same, else new ones in their place; undefined if it
   * has none. Throws {@linkcode CellError} where they cannot start.
   */
  async of(cell: Cell): Promise<Hogs | undefined> {
    const key = hogsKey(cell.params);
    if (key !== this.#key || this.#hogs?.lost()) {
      await this[Symbol.asyncDispose]();
      if (key !== undefined) this.#hogs = await this.#start(cell);
      this.#key = key;
    }
    this.#hogs?.resume();
    return this.#hogs;
  }

  /** Ends them and waits until they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const hogs = this.#hogs;
    this.#hogs = undefined;
    this.#key = undefined;
    await hogs?.[Symbol.asyncDispose]();
  }
}
