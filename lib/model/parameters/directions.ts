/** In which order the blocks of a target are read, by fio's words (`--rw`). */

/** Every order that `--rw` accepts. */
export const DIRECTIONS = {
  randread: { word: "random" },
  read: { word: "sequential" },
} as const;

/** The name of an order, as in options, columns and charts. */
export type DirectionName = keyof typeof DIRECTIONS;

/** The names of all orders. */
export const DIRECTION_NAMES = Object.keys(DIRECTIONS) as DirectionName[];

/** "random and sequential reads": what cells with a target do, for people. */
export function readsText(all: readonly DirectionName[]): string {
  return `${all.map((rw) => DIRECTIONS[rw].word).join(" and ")} reads`;
}

/** Whether a worker reads block by block. */
export function isSequential({ rw }: { rw: DirectionName }): boolean {
  return rw === "read";
}

/**
 * Why fio's word for another load is none of ours, as a sentence; undefined
 * where it is none of fio's.
 */
export function refusedDirection(word: string): string | undefined {
  return /write|^rw$|^randrw$|trim/.test(word)
    ? "uringlab only reads, so that no disk that is named can be harmed"
    : undefined;
}
