/**
 * The lines of kernels that the lab machine can boot: the newest of each that
 * Debian has. "7" is the newest of all 7.x.
 */
export const KERNELS = ["5.10", "6.1", "6.12", "7"] as const;

/**
 * Those on which the tracer is examined: it needs bpf_task_pt_regs(), which came
 * with Linux 5.15.
 */
export const TRACED_KERNELS = ["6.1", "6.12", "7"] as const;

/** One of them. */
export type KernelLine = typeof KERNELS[number];

/** Booted where no other is asked for. */
export const USUAL_KERNEL: KernelLine = "6.1";

/** Whether there is such a line. */
export function isKernelLine(text: string): text is KernelLine {
  return KERNELS.some((line) => line === text);
}
