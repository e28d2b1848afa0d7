/**
 * The p values of a family of comparisons, raised so that those below 0.05 are
 * all true in 95 % of families (Holm, A simple sequentially rejective multiple
 * test procedure, Scandinavian Journal of Statistics 6(2), 1979). In the order
 * given; comparisons without a p stay so and do not count.
 */
export function holm(
  ps: readonly (number | undefined)[],
): (number | undefined)[] {
  const ranked = ps.flatMap((p, index) => p === undefined ? [] : [{ p, index }])
    .sort((a, b) => a.p - b.p);
  const adjusted: (number | undefined)[] = ps.map(() => undefined);
  let least = 0;
  ranked.forEach(({ p, index }, rank) => {
    least = Math.max(least, Math.min(1, p * (ranked.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}
