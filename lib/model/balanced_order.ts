/**
 * Orders in which arms take their turns, so that none is measured in one
 * position more often than another.
 *
 * Orders that are drawn independently leave the same arm first in all of five
 * blocks in 6 % of cases, and what befalls whoever is first (hogs that have
 * just started, a disk that was idle) then looks like a difference. Orders that
 * alternate strictly share the period of whatever recurs every other turn. So
 * randomisation is restricted: over a cycle of orders every arm has every
 * position equally often and follows every other arm equally often, and the
 * cycle is drawn. For two arms a cycle is AB and BA; for more it is a square of
 * Williams (Experimental designs balanced for the estimation of residual
 * effects of treatments, Australian Journal of Scientific Research A2, 1949),
 * or two of them where the number of arms is odd.
 */

// @ts-types="@types/d3-array"
import { range, shuffler } from "d3-array";

/** The square: `size` orders, or twice as many where `size` is odd. */
function williams(size: number): number[][] {
  // 0, 1, n - 1, 2, n - 2, ...: neighbours differ by another step each time.
  const first = range(size).map((i) =>
    i % 2 === 1 ? (i + 1) / 2 : (size - i / 2) % size
  );
  const square = range(size).map((shift) =>
    first.map((arm) => (arm + shift) % size)
  );
  return size % 2 === 0
    ? square
    : [...square, ...square.map((order) => order.toReversed())];
}

/**
 * Draws orders of the arms 0 to `size` - 1 without end, one per block. `next`
 * gives random numbers in [0, 1) and is asked once per cycle and arm or more;
 * the same numbers give the same orders.
 */
export function* balancedOrders(
  size: number,
  next: () => number,
): Generator<readonly number[], never> {
  const shuffle = shuffler(next);
  const square = williams(size);
  for (;;) {
    const names = shuffle(range(size));
    for (const order of shuffle([...square])) {
      yield order.map((arm) => names[arm]!);
    }
  }
}
