/**
 * A turn in which a waker had no CPU for a larger part does not count. Turns with
 * absences as long as 0.02 to 0.2 of them left out gave intervals alike, and half
 * as wide as with all turns (../turns.md).
 */
export const MAX_ABSENCE = 0.1;
