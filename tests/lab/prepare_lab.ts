import type { KernelLine } from "./kernels.ts";

/**
 * Gets what the machine needs for a kernel, telling on standard error what is
 * being got. Where it fails {@linkcode whyNoLab} says why.
 */
export async function prepareLab(kernel: KernelLine): Promise<void> {
  const setup = new Deno.Command("sh", {
    args: [new URL("setup.sh", import.meta.url).pathname, kernel],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const bytes of setup.stdout) Deno.stderr.writeSync(bytes);
  await setup.status;
}
