/**
 * The most of `n` independent events, each of probability `p`, that there are
 * in 95 % of cases or more.
 */
export function atMost(n: number, p = 0.05, level = 0.95): number {
  let probability = (1 - p) ** n;
  let sum = probability;
  let k = 0;
  // Rounding may leave the sum of all just below the level.
  while (sum < level && k < n) {
    probability *= (n - k) / (k + 1) * p / (1 - p);
    sum += probability;
    k++;
  }
  return k;
}
