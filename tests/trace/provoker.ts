import { Engine } from "../../ffi/mod.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { chooseTarget } from "../../lib/setup/choose_target.ts";
import { settleCores } from "../../lib/setup/settle_cores.ts";
import { createTarget } from "../../lib/source/block/created.ts";
import { temporaryDirectory } from "../program/program.ts";

const NATIVE = new URL("../../c/", import.meta.url).pathname;
const TARGET_BYTES = 4096 * 512;

export const COOP_TASKRUN = 1 << 8;
export const SINGLE_DEFER = 1 << 12 | 1 << 13;

/**
 * Read instead of a file made here: where the checkout is on no disk, as in the
 * lab machine, it is /dev/nvme0n1.
 */
const GIVEN_TARGET = Deno.env.get("URINGLAB_TEST_TARGET");

/**
 * The CPUs to choose from, "10,11": in the lab machine CPU 0 must not be kept
 * busy, as it takes the interrupts of all else.
 */
const GIVEN_CPUS = Deno.env.get("URINGLAB_TEST_CPUS")?.split(",").map(Number);

/** CPUs of either kind, as far as the disk has them. */
export interface Cores {
  /** Its reads complete elsewhere, so that kicks are needed. */
  nonInterrupt: number | undefined;
  /** Its reads complete on itself. */
  interrupt: number | undefined;
}

/** Finds CPUs of both kinds by calibration. */
export async function findCores(): Promise<Cores> {
  using directory = temporaryDirectory();
  const path = GIVEN_TARGET ?? `${directory.path}/target`;
  if (!GIVEN_TARGET) await createTarget(path, TARGET_BYTES);
  using machine = new Engine();
  const options = { filename: path };
  const target = chooseTarget(options, machine);
  const survey = await settleCores(options, target, {
    machine,
    files: hostFiles(),
    status: new StatusLine({ isTerminal: false, columns: 80, write() {} }),
    print() {},
    version: "",
    args: [],
    signal: new AbortController().signal,
  });
  const cpuOf = (wanted: "interrupt" | "non-interrupt") =>
    survey instanceof Error
      ? undefined
      : survey.cores.find(({ cpu, role }) =>
        role === wanted && (GIVEN_CPUS?.includes(cpu) ?? true)
      )?.cpu;
  return {
    nonInterrupt: cpuOf("non-interrupt"),
    interrupt: cpuOf("interrupt"),
  };
}

/** c/tests/provoke.c, stopped until it is told to go on. */
export interface Provoker extends AsyncDisposable {
  readonly pid: number;
  resume(): void;
  kill(): void;
}

/** Starts it: completions that are delivered in one way only. */
export async function startProvoker(
  cpu: number,
  setupFlags: number,
  how: string,
): Promise<Provoker> {
  const directory = temporaryDirectory();
  const target = GIVEN_TARGET ?? `${directory.path}/target`;
  if (!GIVEN_TARGET) await createTarget(target, TARGET_BYTES);
  await new Deno.Command("make", {
    args: ["-s", "-C", NATIVE, "build/provoke"],
  }).output();
  const child = new Deno.Command(`${NATIVE}build/provoke`, {
    args: [`${cpu}`, `${setupFlags}`, how, target],
    stderr: "inherit",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  return {
    pid: child.pid,
    resume: () => child.kill("SIGCONT"),
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await child.status;
      directory[Symbol.dispose]();
    },
  };
}
