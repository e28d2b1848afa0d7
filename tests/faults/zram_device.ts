const CONTROL = "/sys/class/zram-control";

/** Why no zram device can be made here; undefined if one can. */
export function whyNoZram(): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  try {
    Deno.statSync(`${CONTROL}/hot_add`);
    return undefined;
  } catch {
    return "this kernel has no zram";
  }
}

/** A zram device that is full of bytes, and gone after the test. */
export class ZramDevice implements Disposable {
  readonly path: string;
  readonly #number: string;

  constructor(bytes: number) {
    this.#number = Deno.readTextFileSync(`${CONTROL}/hot_add`).trim();
    const name = `zram${this.#number}`;
    this.path = `/dev/${name}`;
    Deno.writeTextFileSync(`/sys/block/${name}/disksize`, `${bytes}`);
    const content = new Uint8Array(bytes);
    content.forEach((_, i) => content[i] = i * 2654435761 >>> 24);
    using file = Deno.openSync(this.path, { write: true });
    for (let done = 0; done < bytes;) {
      done += file.writeSync(content.subarray(done));
    }
    file.syncSync();
  }

  [Symbol.dispose](): void {
    Deno.writeTextFileSync(`${CONTROL}/hot_remove`, this.#number);
  }
}
