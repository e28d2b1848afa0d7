/** What a point covers: its x and its vertical extent, in px. */
export interface Extent {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Finds by how many steps each point has to move to the right or left so that
 * no point hides another. Points hide each other if they have the same x and
 * their extents overlap, directly or through points between them; they are set
 * side by side in the order given. A point that hides none stays at 0.
 */
export function dodge(points: readonly Extent[]): number[] {
  const steps: number[] = points.map(() => 0);
  for (const group of overlapping(points)) {
    group.sort((a, b) => a - b).forEach((index, position) => {
      steps[index] = position - (group.length - 1) / 2;
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
