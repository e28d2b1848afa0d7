import { type Examination, examine } from "./examination.ts";
import type { KernelLine } from "./kernels.ts";
import { LabError } from "./machine.ts";
import { Products, runScript } from "./products.ts";

const NATIVE = new URL("../../c/", import.meta.url).pathname;

/** What is asked, and of which kernel. */
export interface Question {
  line: KernelLine;
  /** Of a provocation's runs, the part that must be in its class. */
  share: number;
  /** Less of everything, and none of the places where tracing is hindered. */
  small?: boolean;
  /** Where the products go, which nobody may have left something in. */
  out: string;
  timeoutSeconds: number;
  signal?: AbortSignal;
}

/**
 * Boots a kernel, asks of the tracer what tracing.sh asks, and judges. A machine
 * that ends by itself, or is not ready in time, has failed too. Throws the
 * signal's reason when that ends it.
 */
export async function examineKernel(
  { line, share, small = false, out, timeoutSeconds, signal }: Question,
): Promise<Examination> {
  // The machine would build it itself, slowly and for this boot only.
  await new Deno.Command("make", {
    args: ["-s", "-C", NATIVE, "all", "build/provoke"],
  }).output();
  const began = performance.now();
  let boots = 1;
  let ended: string | undefined;
  try {
    ({ boots } = await runScript({
      kernel: line,
      words: ["tracing.sh", `${share}`, ...small ? ["small"] : []],
      out,
      timeoutSeconds,
      ...(signal && { signal }),
    }));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    ended = error.message;
  }
  const seconds = (performance.now() - began) / 1000;
  return examine(line, new Products(out), {
    small,
    course: { seconds, boots, ended },
  });
}
