/** What a script left in $LAB_OUT, and how it is run until the machine ends. */
import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import type { KernelLine } from "./kernels.ts";
import { LabError, type LabResult, LabTimeout, runInLab } from "./machine.ts";

/** CPUs of the machine that is tested. */
export const CPUS: readonly number[] = Array.from(
  { length: 16 },
  (_, cpu) => cpu,
);

/** What a script left: files by their names. */
export class Products {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  path(name: string): string {
    return `${this.#directory}/${name}`;
  }

  /** A file's text. Throws where there is none. */
  text(name: string): string {
    return Deno.readTextFileSync(this.path(name));
  }

  /** A file's text; empty where there is none. */
  textIfAny(name: string): string {
    try {
      return this.text(name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  /** What a step said, which must have gone well. */
  step(name: string): { stdout: string; stderr: string } {
    const stderr = this.text(`${name}.stderr`);
    assertEquals(this.text(`${name}.status`), "0\n", stderr);
    return { stdout: this.text(`${name}.stdout`), stderr };
  }
}

/** The lines of a CSV file by column name. */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...lines] = parse(text);
  return lines.map((line) =>
    Object.fromEntries(header.map((name, i) => [name, line[i] ?? ""]))
  );
}

/** A script of this room, and where its products go. */
export interface Script {
  kernel: KernelLine;
  /** Its name and words. */
  words: readonly string[];
  out: string;
  signal?: AbortSignal;
}

/**
 * Boots of a machine that ends by itself. QEMU's emulation now and then runs
 * code that is being changed (a static branch, a probe) when the kernel takes
 * it to be changed already, and the kernel panics with "Oops: int3". It was
 * seen with 7.3 while booting, on a busy host, and on 6.1 while attaching. One
 * thread for all CPUs (tcg,thread=single) avoids it, but is several times
 * slower where workers spin.
 */
const BOOTS = 3;

/**
 * Runs a script in the machine and brings back what it said; boots it again
 * where it ends by itself. Throws {@linkcode LabError} when it always does or
 * hangs.
 */
export async function runScript(
  { kernel, words, out, signal }: Script,
): Promise<{ result: LabResult; said: string }> {
  const [name, ...rest] = words;
  for (let boots = 1;; boots++) {
    let said = "";
    const decoder = new TextDecoder();
    const take = (bytes: Uint8Array) => {
      said += decoder.decode(bytes, { stream: true });
    };
    try {
      const result = await runInLab({
        command: ["sh", `tests/lab/${name}`, ...rest],
        out,
        kernel,
        cpus: CPUS.length,
        pollQueues: 16,
        nvmeSize: 64 * 2 ** 20,
        // A machine that hangs; none is that slow.
        timeoutSeconds: 900,
        ...(signal && { signal }),
        stdout: take,
        stderr: take,
      });
      return { result, said };
    } catch (error) {
      if (
        !(error instanceof LabError) || error instanceof LabTimeout ||
        boots === BOOTS
      ) throw error;
      console.error(`the lab machine ended, once more: ${error.message}`);
      for (const { name } of Deno.readDirSync(out)) {
        Deno.removeSync(`${out}/${name}`, { recursive: true });
      }
    }
  }
}
