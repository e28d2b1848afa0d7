/**
 * Asks of the tracer on each kernel what tracing.sh asks, and prints a table:
 *
 *     deno task matrix
 *     deno task matrix 6.12 7
 */
import { abortOnSignals } from "./abort_on_signals.ts";
import type { Examination } from "./examination.ts";
import { examineKernel } from "./examine_kernel.ts";
import { isKernelLine, type KernelLine, KERNELS } from "./kernels.ts";
import { LabError, whyNoLab } from "./machine.ts";
import { matrixTable } from "./matrix_table.ts";
import { prepareLab } from "./prepare_lab.ts";

const HELP = `Usage: deno task matrix [LINE...]

Boots the newest kernel of each line (default: ${KERNELS.join(" ")}) in the lab
machine and runs there doctor, a small traced exp7, completions that are
delivered in one way only, and all of it without BTF and in lockdown. Prints
what was seen, side by side. Some minutes for each kernel.

Status: 0 all right, 1 something failed, 2 wrong usage, 130 interrupted. A kernel
that cannot be had is "not run", and why; that is no failure.
`;

/** Of a provocation's runs, those that must be in its class. */
const SHARE = 0.9;

function say(text: string) {
  console.error(`matrix: ${text}`);
}

async function matrix(lines: readonly KernelLine[]): Promise<number> {
  const signal = abortOnSignals();
  const examinations: Examination[] = [];
  const notRun: string[] = [];
  const ended: string[] = [];
  for (const line of lines) {
    await prepareLab(line);
    if (signal.aborted) return 130;
    const why = whyNoLab(line);
    if (why !== undefined) {
      notRun.push(`${line}: not run: ${why}`);
      continue;
    }
    say(`Linux ${line} ...`);
    try {
      examinations.push(await examineKernel(line, { share: SHARE, signal }));
    } catch (error) {
      if (error === signal.reason) return 130;
      if (!(error instanceof LabError)) throw error;
      ended.push(`${line}: failed: ${error.message}`);
    }
  }
  if (examinations.length) console.log(matrixTable(examinations).trimEnd());
  for (const text of [...notRun, ...ended]) console.log(text);
  const failed = ended.length > 0 ||
    examinations.some(({ failures }) => failures.length > 0);
  return failed ? 1 : 0;
}

function main(args: readonly string[]): Promise<number> | number {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const unknown = args.find((arg) => !isKernelLine(arg));
  if (unknown !== undefined) {
    say(`"${unknown}" is not ${KERNELS.join(", ")}`);
    return 2;
  }
  return matrix(args.length ? args.filter(isKernelLine) : KERNELS);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
