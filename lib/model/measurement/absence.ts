/**
 * A turn in which a waker had no CPU for a larger part does not count. With any
 * bound from 0.02 to 0.2 intervals were alike, and up to a quarter narrower than
 * with all turns (../turns.md).
 */
export const MAX_ABSENCE = 0.1;
