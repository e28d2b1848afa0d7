import { createTarget } from "../../lib/source/block/created.ts";
import { temporaryDirectory } from "../program/program.ts";

const NATIVE = new URL("../../c/", import.meta.url).pathname;

/** What a faulty file can be told. */
export type Manner = "serve" | "stall" | "fail";

/** Runs a program to its end; what it says, or an error with its complaint. */
export function command(name: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(name, { args })
    .outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) throw new Error(`${name} ${args.join(" ")}: ${text(stderr)}`);
  return text(stdout);
}

function has(name: string, ...args: string[]): boolean {
  try {
    command(name, ...args);
    return true;
  } catch {
    return false;
  }
}

/** Why there can be no loop device here; undefined if there can. */
export function whyNoLoop(): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  return has("losetup", "--find") ? undefined : "no free loop device";
}

/** Why no file can be made faulty here; undefined if one can. */
export function whyNoFaults(): string | undefined {
  const reason = whyNoLoop();
  if (reason) return reason;
  if (!has("pkg-config", "--exists", "fuse3")) {
    return "no libfuse3; run tests/faults/setup.sh";
  }
  return has("test", "-c", "/dev/fuse") ? undefined : "no /dev/fuse";
}

/** A loop device over a file, gone after the test. */
export class LoopDevice implements Disposable {
  readonly path: string;
  #attached = true;

  constructor(file: string) {
    this.path = command("losetup", "--find", "--show", "--read-only", file);
  }

  detach(): void {
    if (this.#attached) command("losetup", "--detach", this.path);
    this.#attached = false;
  }

  [Symbol.dispose](): void {
    this.detach();
  }
}

/** A file of created data that stalls or fails when it is told to. */
export class FaultyFile implements AsyncDisposable {
  readonly path: string;
  readonly #mount: string;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<string>;

  private constructor(backing: string, mount: string) {
    this.#mount = mount;
    this.path = `${mount}/file`;
    this.#child = new Deno.Command(`${NATIVE}build/faulty_file`, {
      args: [backing, mount],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /** Makes one in a directory of the test. */
  static async make(directory: string, bytes: number): Promise<FaultyFile> {
    command("make", "-s", "-C", NATIVE, "build/faulty_file");
    const backing = `${directory}/backing`;
    await createTarget(backing, bytes);
    const mount = `${directory}/faulty`;
    Deno.mkdirSync(mount);
    const file = new FaultyFile(backing, mount);
    await file.#said("ready");
    return file;
  }

  async #said(word: string): Promise<void> {
    const { value } = await this.#output.read();
    if (value?.trim() !== word) throw new Error(`faulty_file says ${value}`);
  }

  /** Returns when it answers in that manner. */
  async tell(manner: Manner): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${manner}\n`));
    await this.#said(manner);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#output.cancel();
    await this.#child.status;
    // It unmounts what it mounted, unless something has it open.
    if (has("mountpoint", "-q", this.#mount)) {
      command("umount", "--lazy", this.#mount);
    }
  }
}

/** A loop device over a faulty file, both gone after the test. */
export async function faultyDisk(bytes: number) {
  const directory = temporaryDirectory();
  const file = await FaultyFile.make(directory.path, bytes);
  const disk = new LoopDevice(file.path);
  return {
    disk,
    file,
    directory: directory.path,
    async [Symbol.asyncDispose]() {
      // First the file: a loop device waits for its reads.
      await file[Symbol.asyncDispose]();
      disk[Symbol.dispose]();
      directory[Symbol.dispose]();
    },
  };
}
