/** A thing with a height that wants its middle at a place; all in px. */
export interface Wanted {
  readonly middle: number;
  readonly height: number;
}

/**
 * Moves middles apart until nothing overlaps, by the least sum of squares, and
 * keeps all between top and bottom where they fit. Equal wishes keep their order.
 */
export function spread(
  wanted: readonly Wanted[],
  top: number,
  bottom: number,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) =>
    (wanted[a]?.middle ?? 0) - (wanted[b]?.middle ?? 0) || a - b
  );
  // A block is a pile of touching things; it stands where its members' wishes
  // average, and swallows the block above it for as long as the two overlap.
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
    // Room is kept for what is still to come; if all is too tall, top wins.
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
