import { command } from "./faulty_target.ts";

/** A file system in memory that is soon full; gone after the test. */
export class SmallDisk implements Disposable {
  readonly path: string;

  constructor(path: string, kilobytes: number) {
    this.path = path;
    Deno.mkdirSync(path);
    command(
      "mount",
      "--types=tmpfs",
      `--options=size=${kilobytes}k`,
      "tmpfs",
      path,
    );
  }

  /** Leaves no room at all. */
  fill(): void {
    using file = Deno.openSync(`${this.path}/filler`, {
      write: true,
      create: true,
    });
    try {
      for (;;) file.writeSync(new Uint8Array(4096));
    } catch {
      // It is full.
    }
  }

  /** Makes room again. */
  grow(): void {
    Deno.removeSync(`${this.path}/filler`);
    command("mount", "--options=remount,size=64m", this.path);
  }

  [Symbol.dispose](): void {
    command("umount", "--lazy", this.path);
  }
}
