import type { Survey } from "./survey.ts";

/**
 * The logical block of the disks in bytes, for targets that do not exist yet;
 * 512 where nothing is known of them.
 */
export function logicalBlock(survey: Survey | Error): number {
  const disks = survey instanceof Error ? [] : survey.disks;
  return Math.max(512, ...disks.map(({ leaf }) => leaf.logicalBlockSize ?? 0));
}

/**
 * How many requests the disks' queues for these CPUs hold together; undefined
 * where that is not known. Each queue holds nr_requests of its own.
 */
export function requestsOf(
  survey: Survey | Error,
  cpus: readonly number[],
): number | undefined {
  if (survey instanceof Error || survey.disks.length === 0) return undefined;
  let all = 0;
  for (const { leaf, irqs } of survey.disks) {
    if (leaf.queue.nrRequests === null) return undefined;
    const withIrq = new Set(irqs.irqs.map(({ queue }) => queue));
    const serving = leaf.hwQueues.filter((queue) =>
      withIrq.has(queue.index) && queue.cpus.some((cpu) => cpus.includes(cpu))
    );
    all += leaf.queue.nrRequests * Math.max(1, serving.length);
  }
  return all;
}
