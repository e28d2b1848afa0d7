/**
 * A thing with a height, and the height at which its middle should be; in px.
 */
export interface Wanted {
  readonly middle: number;
  readonly height: number;
}

/**
 * Moves things apart until none overlaps another, such that the sum of the
 * squares of all moves is the least, and keeps them between top and bottom if
 * they fit there. Things with the same middle keep their order. Returns the
 * middles in the order of `wanted`.
 */
export function moveApart(
  wanted: readonly Wanted[],
  top: number,
  bottom: number,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) =>
    (wanted[a]?.middle ?? 0) - (wanted[b]?.middle ?? 0) || a - b
  );
  // A block is a pile of things that touch. It is where its members want to be
  // on average. A new block is merged with the one above it while the two
  // overlap.
  const blocks: Block[] = [];
  for (const index of order) {
    const { middle, height } = wanted[index] ?? { middle: 0, height: 0 };
    let block: Block = {
      members: [index],
      top: middle - height / 2,
      height,
    };
    for (let above = blocks.at(-1); above; above = blocks.at(-1)) {
      if (above.top + above.height <= block.top) break;
      block = merge(above, block);
      blocks.pop();
    }
    blocks.push(block);
  }
  return placeAll(blocks, wanted, top, bottom);
}

interface Block {
  readonly members: readonly number[];
  readonly top: number;
  readonly height: number;
}

function merge(above: Block, below: Block): Block {
  const count = above.members.length + below.members.length;
  const wish = above.top * above.members.length +
    (below.top - above.height) * below.members.length;
  return {
    members: [...above.members, ...below.members],
    top: wish / count,
    height: above.height + below.height,
  };
}

function placeAll(
  blocks: readonly Block[],
  wanted: readonly Wanted[],
  top: number,
  bottom: number,
): number[] {
  const middles: number[] = wanted.map(() => 0);
  const total = wanted.reduce((sum, { height }) => sum + height, 0);
  let below = total;
  let free = top;
  for (const block of blocks) {
    // Room is kept for the things that are still to come. If there is too
    // little for all of them, they begin at the top and go on beyond the
    // bottom.
    const highest = Math.min(block.top, bottom - below);
    let y = Math.max(free, highest);
    for (const index of block.members) {
      const height = wanted[index]?.height ?? 0;
      middles[index] = y + height / 2;
      y += height;
    }
    free = y;
    below -= block.height;
  }
  return middles;
}
