/** What a script left in $LAB_OUT, and how it is run until the machine ends. */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import type { KernelLine } from "./kernels.ts";
import {
  EmulatorError,
  type LabResult,
  LabTimeout,
  runInLab,
} from "./machine.ts";

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

  /** A line of a step that was ended as it hung: which, and what it said last. */
  hung(name: string): string | undefined {
    return this.textIfAny(`${name}.hung`).trim() || undefined;
  }

  /** What a step said, which must have gone well. */
  step(name: string): { stdout: string; stderr: string } {
    const stderr = this.text(`${name}.stderr`);
    const hung = this.hung(name);
    assert(hung === undefined, `${hung}\n${stderr}`);
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
  /** For each boot and what the script does then. */
  timeoutSeconds: number;
  signal?: AbortSignal;
}

/** How often a machine is booted whose emulation fails. */
const BOOTS = 3;

/** What became of a script. */
export interface ScriptResult {
  result: LabResult;
  /** By the last boot, for which a step that was done says its status again. */
  said: string;
  boots: number;
}

/** In which step a script is, and the last that this said (step.sh). */
export function stepAt(products: Products): string {
  const name = products.textIfAny("step").trim();
  if (name === "") return "no step of the script had begun";
  const last = ["stderr", "stdout"].map((stream) =>
    products.textIfAny(`${name}.${stream}`).trim().split("\n").at(-1)
  ).find((line) => line);
  return `it was in the step ${name}, which ` +
    (last ? `had said last: ${last}` : "had said nothing");
}

/**
 * Runs a script in the machine and brings back what it said. Where the emulator
 * failed, and only there, the machine is booted again and goes on with the step
 * in which it was (step.sh). Throws {@linkcode LabError} when it always fails,
 * or the machine ends otherwise or is not ready in time.
 */
export async function runScript(
  { kernel, words, out, timeoutSeconds, signal }: Script,
): Promise<ScriptResult> {
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
        timeoutSeconds,
        ...(signal && { signal }),
        stdout: take,
        stderr: take,
      });
      return { result, said, boots };
    } catch (error) {
      if (error instanceof LabTimeout) {
        throw new LabTimeout(`${error.message}; ${stepAt(new Products(out))}`);
      }
      if (!(error instanceof EmulatorError) || boots === BOOTS) throw error;
      console.error(`the emulator failed, once more: ${error.message}`);
    }
  }
}
