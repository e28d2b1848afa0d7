/** Figures of recorded runs beyond which nobody has measured anything. */

/** As much as 64 bits count. */
export const MAX_FIGURE = 2 ** 64;

/** Runs of cells in a plan; the shortest would take hours. */
export const MAX_CELLS = 200_000;
