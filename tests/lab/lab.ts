/**
 * Runs a command of this checkout in the emulated lab machine:
 *
 *     deno task lab -- deno run -A main.ts exp7 --filename /dev/nvme0n1
 */
import { parseArgs } from "@std/cli/parse-args";
import { abortOnSignals } from "./abort_on_signals.ts";
import { isKernelLine, KERNELS, USUAL_KERNEL } from "./kernels.ts";
import { LabError, LabTimeout, runInLab } from "./machine.ts";
import { prepareLab } from "./prepare_lab.ts";
import { cpusOf, type Topology } from "./qemu.ts";

const HELP = `Usage: deno task lab [OPTIONS] -- COMMAND...

Boots an emulated machine with 16 CPUs and an NVMe disk, runs the command in
this checkout with the programs of this machine, and ends with its status. Files
that it changes are gone afterwards, but for those in $LAB_OUT.

  --out DIR          what is $LAB_OUT inside; default: tests/lab/out
  --kernel LINE      the newest of ${
  KERNELS.join(", ")
}; default: ${USUAL_KERNEL}
  --append WORDS     of the kernel's command line, such as lockdown=integrity
  --cpus N           CPUs, cores of one last-level cache; default: 16
  --topology AxBxCxD or so many NUMA nodes, last-level caches of each, cores of
                     each of these, and hardware threads: 2x2x2x2
  --poll-queues N    of the NVMe driver: with as many as CPUs, which is the
                     default, only odd CPUs are interrupted; with 0, all
  --nvme-size MIB    of /dev/nvme0n1; default: 256
  --timeout SECONDS  turns the machine off; default: 900

Status: the command's; 2 wrong usage, 124 timed out, 125 the machine failed,
130 interrupted.
`;

const MOST_CPUS = 64;

const STATUS = { usage: 2, timeout: 124, machine: 125, interrupted: 130 };

class UsageError extends Error {
  override name = "UsageError";
}

function count(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(
      `--${name}: "${text}" is not a number of ${min} to ${max}`,
    );
  }
  return value;
}

/** "2x2x2x2" as parts of parts. */
function topologyOf(text: string): Topology {
  const parts = text.split("x");
  if (parts.length !== 4) {
    throw new UsageError(
      `--topology: "${text}" is not four numbers as 2x2x2x2`,
    );
  }
  const [nodes = 1, caches = 1, cores = 1, threads = 1] = parts.map((part) =>
    count(part, "topology", 1, MOST_CPUS)
  );
  const topology = { nodes, caches, cores, threads };
  if (cpusOf(topology) > MOST_CPUS) {
    throw new UsageError(`--topology: more than ${MOST_CPUS} CPUs`);
  }
  return topology;
}

function write(to: { writeSync(p: Uint8Array): number }, bytes: Uint8Array) {
  try {
    for (let done = 0; done < bytes.length;) {
      done += to.writeSync(bytes.subarray(done));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

async function main(args: string[]): Promise<number> {
  const names = [
    "out",
    "kernel",
    "append",
    "cpus",
    "topology",
    "poll-queues",
    "nvme-size",
    "timeout",
  ];
  const options = parseArgs(args, {
    string: names,
    boolean: ["help"],
    stopEarly: true,
    unknown: (arg, key) => {
      if (key === undefined) return true;
      throw new UsageError(`unknown option "${arg}"`);
    },
  });
  if (options.help) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const command = options._.map(String);
  if (command.length === 0) throw new UsageError("name a command");
  const number = (name: string, usual: number, min: number, max: number) =>
    options[name] === undefined
      ? usual
      : count(String(options[name]), name, min, max);
  const kernel = String(options.kernel ?? USUAL_KERNEL);
  if (!isKernelLine(kernel)) {
    throw new UsageError(`--kernel: "${kernel}" is not ${KERNELS.join(", ")}`);
  }
  const topology = options.topology === undefined
    ? undefined
    : topologyOf(String(options.topology));
  if (topology && options.cpus !== undefined) {
    throw new UsageError("--topology says how many CPUs there are, not --cpus");
  }
  const cpus = topology ? cpusOf(topology) : number("cpus", 16, 1, MOST_CPUS);
  const signal = abortOnSignals();
  try {
    await prepareLab(kernel);
    const { status } = await runInLab({
      command,
      kernel,
      ...(options.append !== undefined && { append: String(options.append) }),
      out: String(
        options.out ?? new URL("out", import.meta.url).pathname,
      ),
      cpus,
      ...(topology && { topology }),
      pollQueues: number("poll-queues", cpus, 0, 64),
      nvmeSize: number("nvme-size", 256, 1, 65536) * 2 ** 20,
      timeoutSeconds: number("timeout", 900, 1, 7 * 24 * 3600),
      signal,
      stdout: (bytes) => write(Deno.stdout, bytes),
      stderr: (bytes) => write(Deno.stderr, bytes),
    });
    return status;
  } catch (error) {
    if (error !== signal.reason) throw error;
    console.error(`lab: interrupted by ${signal.reason.message}`);
    return STATUS.interrupted;
  }
}

function exitStatus(error: unknown): number {
  if (error instanceof UsageError || error instanceof LabError) {
    console.error(`lab: ${error.message}`);
    if (error instanceof UsageError) return STATUS.usage;
    return error instanceof LabTimeout ? STATUS.timeout : STATUS.machine;
  }
  throw error;
}

if (import.meta.main) {
  Deno.exit(await main(Deno.args).catch(exitStatus));
}
