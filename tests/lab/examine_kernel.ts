import { type Examination, examine } from "./examination.ts";
import type { KernelLine } from "./kernels.ts";
import { Products, runScript } from "./products.ts";

/**
 * Boots a kernel, asks of the tracer what tracing.sh asks, and judges. `share`
 * is the part of a provocation's runs that must be in its class. Throws
 * LabError when the machine ends by itself.
 */
export async function examineKernel(
  line: KernelLine,
  { share, signal }: { share: number; signal?: AbortSignal },
): Promise<Examination> {
  const out = Deno.makeTempDirSync({ prefix: `uringlab-lab-${line}-` });
  try {
    await runScript({
      kernel: line,
      words: ["tracing.sh", `${share}`],
      out,
      ...(signal && { signal }),
    });
    return examine(line, new Products(out));
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
}
