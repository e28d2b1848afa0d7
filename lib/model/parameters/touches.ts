/** What a thread does with memory while it computes: enum uringlab_touch. */

import { type WaitName, WAITS } from "./waits.ts";

/** What `--think-touch` accepts, in the engine's order. */
export const TOUCHES = {
  none: "no memory",
  touched: "pages that it has touched before",
  fresh: "pages that it has not, each of which is a page fault",
} as const;

/** What is touched, as in options, columns and charts. */
export type TouchName = keyof typeof TOUCHES;

/** The names of all, in the engine's order. */
export const TOUCH_NAMES = Object.keys(TOUCHES) as TouchName[];

/** URINGLAB_TOUCH_FILE_BYTES: what one mapping of a range of fresh pages has. */
export const TOUCH_MAPPING_BYTES = 2 ** 21;

/** What a page table takes, of which a mapping that was touched has one. */
export const PAGE_TABLE_BYTES = 4096;

/** What decides whether memory is touched. */
interface Touching {
  readonly wait: WaitName;
  readonly thinkTouch: TouchName;
}

/** Whether workers touch no memory between their looks. */
export function touchesNothing({ wait, thinkTouch }: Touching): boolean {
  return !WAITS[wait].thinks || thinkTouch === "none";
}

/** Whether what workers touch costs them page faults. */
export function hasFaults({ wait, thinkTouch }: Touching): boolean {
  return WAITS[wait].thinks && thinkTouch === "fresh";
}

/** The mappings that a worker's range of fresh pages of so many bytes has. */
export function touchMappings(bytes: number): number {
  return Math.ceil(bytes / TOUCH_MAPPING_BYTES);
}

/**
 * The mappings of a cell's workers, each of which has a page table when all is
 * touched.
 */
export function cellTouchMappings(
  params: Touching & {
    readonly workers: number;
    readonly thinkTouchSize: number;
  },
): number {
  return hasFaults(params)
    ? params.workers * touchMappings(params.thinkTouchSize)
    : 0;
}
