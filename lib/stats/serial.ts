/**
 * What it takes from an interval's trust that neighbours in time are alike.
 *
 * Noise that outlasts a turn moves both arms of a block and cancels. But an
 * effect that itself wanders, so that one block's ratio is like the next one's,
 * makes the mean of n blocks worth that of fewer. The standard error is then
 * too small by sqrt((1 + r) / (1 - r)), r being the correlation of neighbours
 * (a first-order autoregression).
 */

/** Below that many blocks r cannot be told from chance. */
const MIN_SERIAL = 10;
/** Towards 1 the factor has no bound. */
const MAX_CORRELATION = 0.95;

function correlation(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - centre;
    squares += deviation * deviation;
    if (i > 0) products += deviation * (values[i - 1]! - centre);
  }
  return squares === 0 ? 0 : products / squares;
}

/**
 * The factor, 1 or more, by which the standard error of the mean of `values`,
 * which are in the order of time, grows. It is 1 where there are fewer than 10
 * values or where neighbours are no more alike than one standard error of r;
 * of a series, r is estimated too low by (1 + 3 r) / n, which is made good
 * (Marriott and Pope, Bias in the estimation of autocorrelations, Biometrika
 * 41, 1954).
 */
export function serialWidening(values: readonly number[]): number {
  const n = values.length;
  if (n < MIN_SERIAL) return 1;
  const found = correlation(values);
  if (found + 1 / n < 1 / Math.sqrt(n)) return 1;
  const r = Math.min(MAX_CORRELATION, (n * found + 1) / (n - 3));
  return Math.sqrt((1 + r) / (1 - r));
}
