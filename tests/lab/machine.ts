/**
 * The emulated lab machine: boots QEMU with a kernel that setup.sh unpacked,
 * runs one command in it with the programs and files of this machine, and
 * brings back its output, its exit status and its files.
 */
import { statfsSync } from "node:fs";
import { createTarget } from "../../lib/source/block/created.ts";
import { makeDenoCache } from "./deno_cache.ts";
import type { KernelLine } from "./kernels.ts";
import {
  cache,
  cacheDirectory,
  emulator,
  type MachineOptions,
  startQemu,
} from "./qemu.ts";

const CHECKOUT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** How often the machine's files are looked at, in milliseconds. */
const POLL = 50;

/** Where the guest finds the directory for results. */
const GUEST_OUT = "/lab";

/** What the command inside is told of the environment here. */
const ENVIRONMENT = [
  "PATH",
  "HOME",
  "XDG_CACHE_HOME",
  "LANG",
  "NO_COLOR",
];

/**
 * Seconds after which a machine that is not up hangs. It is up after ten to
 * twenty, and later where its host has other things to do (emulation.md).
 */
const BOOT_SECONDS = 180;

/** The machine could not be made, or ended without telling a status. */
export class LabError extends Error {
  override name = "LabError";
}

/** The emulation failed, not the kernel: no command has gone wrong by that. */
export class EmulatorError extends LabError {
  override name = "EmulatorError";
}

/**
 * Whether what the console and QEMU said tells of that: QEMU ran a breakpoint
 * that the kernel had taken away, which versions before 8.1 do now and then, or
 * ended by an assertion of its own.
 */
export function isEmulatorFault(console: string, qemu: string): boolean {
  return /\bint3: 0000 /.test(console) ||
    /: Assertion .* failed\.$/m.test(qemu);
}

/** The time that the command was given is over. */
export class LabTimeout extends LabError {
  override name = "LabTimeout";
}

/** A machine and what runs in it. */
export interface LabOptions extends MachineOptions {
  /** The words of the command; it starts in this checkout. */
  command: readonly string[];
  /** Bytes of /dev/nvme0n1, a target that uringlab made. */
  nvmeSize: number;
  /** For boot and command. */
  timeoutSeconds: number;
  /** For the boot, where that is not {@linkcode BOOT_SECONDS}. */
  bootSeconds?: number;
  /** Ends the machine. */
  signal?: AbortSignal;
  /** Receive the command's output as it comes. */
  stdout: (bytes: Uint8Array) => void;
  stderr: (bytes: Uint8Array) => void;
}

/** What became of a command. */
export interface LabResult {
  status: number;
  /** Until the command could start, making the disk included. */
  bootSeconds: number;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}

/** Why there can be no lab machine of that kernel; undefined if there can. */
export function whyNoLab(kernel: KernelLine): string | undefined {
  if (Deno.env.has("LAB_OUT")) return "this is the lab machine";
  const cache = cacheDirectory(kernel);
  const setup = `run tests/lab/setup.sh ${kernel}`;
  for (const name of ["vmlinuz", "initramfs"]) {
    if (exists(`${cache}/${name}`)) continue;
    return read(`${cache}/why-not`)?.trim() ?? `no ${cache}/${name}; ${setup}`;
  }
  const init = Deno.readTextFileSync(new URL("init", import.meta.url));
  if (read(`${cache}/made-from/init`) !== init) {
    return `tests/lab/init has changed; ${setup}`;
  }
  try {
    const [program, ...words] = emulator();
    new Deno.Command(program, { args: [...words, "--version"] }).outputSync();
  } catch {
    return `no qemu-system-x86_64; ${setup}`;
  }
  return undefined;
}

/** The disk is kept in memory where it fits: a disk would be measured too. */
function temporaryDirectory(bytes: number): string {
  const memory = "/dev/shm";
  let room = 0;
  try {
    const { bavail, bsize } = statfsSync(memory);
    room = bavail * bsize;
  } catch {
    // No such file system.
  }
  return Deno.makeTempDirSync({
    prefix: "uringlab-lab-",
    ...(room > bytes * 1.1 && { dir: memory }),
  });
}

/** A word for the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The script that init runs. */
function script(command: readonly string[], denoDirectory: string): string {
  const variables = ENVIRONMENT.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [`${name}=${quoted(value)}`];
  });
  return `export LAB_OUT=${GUEST_OUT} DENO_DIR=${quoted(denoDirectory)} ${
    variables.join(" ")
  }
cd ${quoted(CHECKOUT)} || exit
exec ${command.map(quoted).join(" ")}
`;
}

/** Passes on what has been written to a file since the last time. */
class Follower {
  readonly #file: Deno.FsFile;
  readonly #sink: (bytes: Uint8Array) => void;

  constructor(path: string, sink: (bytes: Uint8Array) => void) {
    this.#file = Deno.openSync(path, { read: true, write: true, create: true });
    this.#sink = sink;
  }

  pass(): void {
    const buffer = new Uint8Array(65536);
    for (let n; (n = this.#file.readSync(buffer));) {
      this.#sink(buffer.slice(0, n));
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The end of what the kernel and init said. */
function lastWords(console: string, qemu: string): string {
  // Escape sequences and other controls of the firmware are left out.
  // deno-lint-ignore no-control-regex
  const text = `${console}\n${qemu}`.replace(/\x1b\[[0-9;?]*[A-Za-z]|\r/g, "");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-20).map((line) => `\n  ${line}`).join("");
}

/**
 * Boots the machine, runs the command in it, and turns it off. Throws
 * {@linkcode LabError} when the machine ends without telling a status, or is
 * not ready in time, and the reason of `signal` when that ends it. Leaves
 * nothing behind but the results.
 */
export async function runInLab(options: LabOptions): Promise<LabResult> {
  const reason = whyNoLab(options.kernel);
  if (reason) throw new LabError(reason);
  Deno.mkdirSync(options.out, { recursive: true });
  const out = Deno.realPathSync(options.out);
  const directory = temporaryDirectory(options.nvmeSize);
  try {
    // Not in that: the machine has a /dev/shm of its own.
    const denoDirectory = await makeDenoCache(cache());
    try {
      return await runIn(directory, denoDirectory, { ...options, out });
    } finally {
      Deno.removeSync(denoDirectory, { recursive: true });
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

async function runIn(
  directory: string,
  denoDirectory: string,
  options: LabOptions,
): Promise<LabResult> {
  const { signal, timeoutSeconds, bootSeconds = BOOT_SECONDS } = options;
  const started = performance.now();
  const control = `${directory}/control`;
  Deno.mkdirSync(control);
  Deno.writeTextFileSync(
    `${control}/command`,
    script(options.command, denoDirectory),
  );
  Deno.writeTextFileSync(
    `${control}/kernel`,
    `${cacheDirectory(options.kernel)}/kernel`,
  );
  const image = `${directory}/nvme.img`;
  await createTarget(image, options.nvmeSize, { ...(signal && { signal }) });
  using stdout = new Follower(`${control}/stdout`, options.stdout);
  using stderr = new Follower(`${control}/stderr`, options.stderr);

  const turnedOn = performance.now();
  const qemu = startQemu(options, directory);
  const complaint = new Response(qemu.stderr).text();
  let ended = false;
  const end = qemu.status.then(() => ended = true);
  let up: number | undefined;
  let hung = false;
  try {
    while (!ended && !hung) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      stdout.pass();
      stderr.pass();
      if (up === undefined && read(`${control}/up`) !== undefined) {
        up = performance.now();
        // QEMU has it open; if we are killed there is nothing left to remove.
        Deno.removeSync(image);
      }
      signal?.throwIfAborted();
      if (performance.now() - started > timeoutSeconds * 1000) {
        throw new LabTimeout(
          `timed out after ${timeoutSeconds} s ${
            up === undefined ? "before the machine was up" : "in the command"
          }; the machine was turned off`,
        );
      }
      hung = up === undefined &&
        performance.now() - turnedOn > bootSeconds * 1000;
    }
  } finally {
    if (!ended) qemu.kill("SIGKILL");
    await end;
    await complaint;
    stdout.pass();
    stderr.pass();
  }
  const status = read(`${control}/status`);
  if (status === undefined || up === undefined) {
    const console = read(`${directory}/console`) ?? "";
    Deno.writeTextFileSync(`${options.out}/console`, console);
    const said = await complaint;
    const Failure = hung || isEmulatorFault(console, said)
      ? EmulatorError
      : LabError;
    throw new Failure(
      (hung
        ? `the machine was not up after ${bootSeconds} s`
        : "the machine ended without telling a status") +
        `; all that it said is in ${options.out}/console, the last of it:` +
        lastWords(console, said),
    );
  }
  return { status: Number(status), bootSeconds: (up - started) / 1000 };
}
