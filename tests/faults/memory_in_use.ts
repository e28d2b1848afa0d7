/**
 * The memory that this process has in use. Its resident memory says little of
 * that: V8 makes its heap larger when garbage comes fast, and lets buffers that
 * nobody has lie until it collects; malloc(3) keeps what it was given back.
 *
 * @module
 */
import { statusBytes } from "./belongings.ts";

declare global {
  /** Collects all garbage; there with `--v8-flags=--expose-gc`. */
  var gc: (() => void) | undefined;
}

export interface MemoryInUse {
  /** Bytes of live objects in V8's heap, and of malloc(3) that were not freed. */
  readonly kept: number;
  /**
   * Anonymous resident bytes that are neither V8's heap nor malloc(3)'s: rings,
   * stacks and whatever else was mapped. What these two have reserved and not
   * touched is subtracted too, so that only differences tell something.
   */
  readonly mapped: number;
}

/** mallinfo2(3), glibc 2.33: ten sizes, of which these are used. */
const SIZES = 10;
const [ARENA, HBLKHD, UORDBLKS] = [0, 4, 7];
/** V8 gives back the buffers of what it has collected some moments later. */
const SWEEP_MS = 50;

function collect(): void {
  if (!globalThis.gc) {
    throw new Error("deno run --v8-flags=--expose-gc is needed");
  }
  globalThis.gc();
}

/** Reads what is in use, as often as it is asked. */
export interface MemoryReader extends Disposable {
  /** Collects garbage first. */
  read(): Promise<MemoryInUse>;
}

/** Throws where the C library has no mallinfo2(3). */
export function openMemory(): MemoryReader {
  const libc = Deno.dlopen("libc.so.6", {
    mallinfo2: {
      parameters: [],
      result: { struct: new Array<"usize">(SIZES).fill("usize") },
    },
  });
  return {
    async read() {
      collect();
      await new Promise((resolve) => setTimeout(resolve, SWEEP_MS));
      collect();
      const { buffer, byteOffset } = libc.symbols.mallinfo2();
      const sizes = new BigUint64Array(buffer, byteOffset, SIZES);
      const size = (at: number) => Number(sizes[at]);
      const { heapUsed, heapTotal } = Deno.memoryUsage();
      return {
        kept: heapUsed + size(UORDBLKS) + size(HBLKHD),
        mapped: statusBytes(Deno.pid, "RssAnon") - heapTotal - size(ARENA) -
          size(HBLKHD),
      };
    },
    [Symbol.dispose]() {
      libc.close();
    },
  };
}
