/**
 * Student's t distribution for any number of degrees of freedom from 1 on, as
 * the incomplete beta function (NIST Digital Library of Mathematical
 * Functions, 8.17.22: continued fraction; 5.11.1: ln of gamma).
 */

/** ln of the gamma function of x > 0. */
function logGamma(x: number): number {
  // The series is exact to 1e-13 from 10 on; below gamma(x+1) = x gamma(x).
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const terms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188];
  const square = x * x;
  const series = terms.reduceRight((sum, term) => sum / square + term, 0) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** The n-th coefficient of the continued fraction. */
function coefficient(n: number, x: number, a: number, b: number): number {
  const m = n >> 1;
  return n % 2 === 0
    ? m * (b - m) * x / ((a + n - 1) * (a + n))
    : -(a + m) * (a + b + m) * x / ((a + n - 1) * (a + n));
}

/** Share of the beta distribution below x, for x where the fraction converges. */
function fraction(x: number, a: number, b: number): number {
  let up = 1;
  let down = 1 / (1 + coefficient(1, x, a, b));
  let value = down;
  for (let n = 2; n < 500; n++) {
    const next = coefficient(n, x, a, b);
    down = 1 / (1 + next * down);
    up = 1 + next / up;
    value *= up * down;
    if (Math.abs(up * down - 1) < 1e-14) break;
  }
  const log = a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) +
    logGamma(a + b) - logGamma(a) - logGamma(b);
  return Math.exp(log) * value;
}

/** The regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2)
    ? fraction(x, a, b)
    : 1 - fraction(1 - x, b, a);
}

/** Probability of a value that is at least as far from 0 as t. */
export function beyond(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The density at t. */
function density(t: number, freedom: number): number {
  const scale = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) -
    0.5 * Math.log(freedom * Math.PI);
  return Math.exp(scale - (freedom + 1) / 2 * Math.log1p(t * t / freedom));
}

/** The t beyond which, to both sides together, values have the probability p. */
export function quantile(p: number, freedom: number): number {
  // beyond() falls and is convex: from below, Newton's steps never overshoot.
  let t = 0;
  for (let step = Infinity; step > 1e-10 * t;) {
    step = (beyond(t, freedom) - p) / (2 * density(t, freedom));
    t += step;
  }
  return t;
}
