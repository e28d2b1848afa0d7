/** What a point covers: its x and its vertical extent, in px. */
export interface Extent {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Horizontal offsets in steps, one for each point, that set side by side the
 * points which hide each other: those of one x whose extents overlap, directly or
 * through others. They stand in the order given; a point alone stays at 0.
 */
export function dodge(points: readonly Extent[]): number[] {
  const steps: number[] = points.map(() => 0);
  for (const group of overlapping(points)) {
    group.sort((a, b) => a - b).forEach((index, place) => {
      steps[index] = place - (group.length - 1) / 2;
    });
  }
  return steps;
}

function overlapping(points: readonly Extent[]): number[][] {
  const groups: { x: number; bottom: number; members: number[] }[] = [];
  const fromLeftAndTop = [...points.entries()].sort(([, a], [, b]) =>
    a.x - b.x || a.top - b.top
  );
  for (const [index, { x, top, bottom }] of fromLeftAndTop) {
    const last = groups.at(-1);
    if (last && last.x === x && top < last.bottom) {
      last.members.push(index);
      last.bottom = Math.max(last.bottom, bottom);
    } else groups.push({ x, bottom, members: [index] });
  }
  return groups.map(({ members }) => members);
}
