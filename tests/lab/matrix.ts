/**
 * Asks of the tracer on each kernel what tracing.sh asks, and prints a table:
 *
 *     deno task matrix
 *     deno task matrix 6.12 7
 *     deno task matrix --kicks
 *     deno task matrix --claims
 *     deno task matrix --loads
 */
import { parseArgs } from "@std/cli/parse-args";
import { abortOnSignals } from "./abort_on_signals.ts";
import type { Examination } from "./examination.ts";
import { examineKernel } from "./examine_kernel.ts";
import { testClaims } from "./claims.ts";
import {
  isKernelLine,
  type KernelLine,
  KERNELS,
  TRACED_KERNELS,
} from "./kernels.ts";
import { compareKicks } from "./kicks.ts";
import { testLoads } from "./loads.ts";
import { LabError, whyNoLab } from "./machine.ts";
import { matrixTable } from "./matrix_table.ts";
import { prepareLab } from "./prepare_lab.ts";

const HELP = `Usage: deno task matrix [--out DIR] [LINE...]
       deno task matrix --kicks [--out DIR] [A B]
       deno task matrix --claims [--out DIR] [LINE...]
       deno task matrix --loads [--out DIR] [LINE...]

Boots the newest kernel of each line (default: ${
  TRACED_KERNELS.join(" ")
}) in the lab
machine and runs there doctor, a small traced exp7, completions that are
delivered in one way only, and a traced exp7 without BTF, in a PID namespace, in
a container's root, as a user and in lockdown. Prints what was seen, side by
side. About four minutes for each kernel.

  --kicks      instead measures exp11 on two kernels (default: 6.12 7), untraced,
               one worker on CPU 10, three runs of each cell, prints RES per read
               by queue depth and compares both. About three minutes for each
  --claims     instead tests the claims about counts on each line (default: 6.1 7)
               and prints the verdicts. About six minutes for each
  --loads      instead measures each load without a disk on each line (default:
               ${
  KERNELS.join(" ")
}) in every mode and way to receive, accept, send
               and wait; what a kernel lacks must be refused. Two minutes for
               each
  --out DIR    where what the machines leave is kept; what is there of these
               kernels goes first; default: tests/lab/out/matrix

Status: 0 all right, 1 something failed, 2 wrong usage, 130 interrupted. A kernel
that cannot be had is "not run", and why; that is no failure.
`;

/** Of a provocation's runs, those that must be in its class. */
const SHARE = 0.95;

/**
 * For each kernel, so that three take half an hour at most; on a quiet machine
 * half of it is enough.
 */
const TIMEOUT_S = 580;

function say(text: string) {
  console.error(`matrix: ${text}`);
}

/** The kernels of these that can be had; says why of the others. */
async function available(lines: readonly KernelLine[]): Promise<KernelLine[]> {
  const found: KernelLine[] = [];
  for (const line of lines) {
    await prepareLab(line);
    const why = whyNoLab(line);
    if (why === undefined) found.push(line);
    else console.log(`${line}: not run: ${why}`);
  }
  return found;
}

function emptied(path: string): string {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.mkdirSync(path, { recursive: true });
  return path;
}

async function matrix(
  lines: readonly KernelLine[],
  out: string,
  signal: AbortSignal,
): Promise<number> {
  const examinations: Examination[] = [];
  for (const line of await available(lines)) {
    signal.throwIfAborted();
    say(`Linux ${line} ...`);
    const examination = await examineKernel({
      line,
      share: SHARE,
      out: emptied(`${out}/${line}`),
      timeoutSeconds: TIMEOUT_S,
      signal,
    });
    const { course, failures } = examination;
    say(
      `Linux ${line}: ${(course.seconds / 60).toFixed(1)} minutes, ` +
        `${failures.length} failures`,
    );
    examinations.push(examination);
  }
  if (examinations.length) console.log(matrixTable(examinations).trimEnd());
  return examinations.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

async function kicks(
  lines: readonly KernelLine[],
  out: string,
  signal: AbortSignal,
): Promise<number> {
  const found = await available(lines);
  if (found.length < lines.length) return 0;
  say(`exp11 on Linux ${found.join(" and ")} ...`);
  return await compareKicks(
    found.map((line) => ({ line, out: emptied(`${out}/kicks/${line}`) })),
    signal,
  );
}

async function claims(
  lines: readonly KernelLine[],
  out: string,
  signal: AbortSignal,
): Promise<number> {
  const found = await available(lines);
  say(`claims on Linux ${found.join(" and ")} ...`);
  return await testClaims(
    found.map((line) => ({ line, out: emptied(`${out}/claims/${line}`) })),
    signal,
  );
}

async function loads(
  lines: readonly KernelLine[],
  out: string,
  signal: AbortSignal,
): Promise<number> {
  const found = await available(lines);
  say(`loads on Linux ${found.join(", ")} ...`);
  return await testLoads(
    found.map((line) => ({ line, out: emptied(`${out}/loads/${line}`) })),
    signal,
  );
}

async function main(args: string[]): Promise<number> {
  let unknown: string | undefined;
  const options = parseArgs(args, {
    string: ["out", "_"],
    boolean: ["help", "kicks", "claims", "loads"],
    alias: { h: "help" },
    unknown: (arg, key) => {
      if (key === undefined) return true;
      unknown ??= arg;
      return false;
    },
  });
  if (options.help) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const words = options._.map(String);
  const wrong = words.find((word) => !isKernelLine(word));
  if (unknown !== undefined || wrong !== undefined) {
    say(
      unknown !== undefined
        ? `unknown option "${unknown}"`
        : `"${wrong}" is not ${KERNELS.join(", ")}`,
    );
    return 2;
  }
  const named = words.filter(isKernelLine);
  if (options.kicks && named.length !== 0 && named.length !== 2) {
    say("--kicks compares two kernels");
    return 2;
  }
  const asked = ["kicks", "claims", "loads"].filter((name) => options[name]);
  if (asked.length > 1) {
    say(`--${asked.join(" and --")} are questions of their own: ask one`);
    return 2;
  }
  const out = String(
    options.out ?? new URL("out/matrix", import.meta.url).pathname,
  );
  const signal = abortOnSignals();
  try {
    if (options.loads) {
      return await loads(named.length ? named : KERNELS, out, signal);
    }
    if (options.claims) {
      return await claims(named.length ? named : ["6.1", "7"], out, signal);
    }
    return options.kicks
      ? await kicks(named.length ? named : ["6.12", "7"], out, signal)
      : await matrix(named.length ? named : TRACED_KERNELS, out, signal);
  } catch (error) {
    if (error === signal.reason) return 130;
    if (!(error instanceof LabError)) throw error;
    say(`failed: ${error.message}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
