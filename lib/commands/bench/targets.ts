import { RunError } from "../../base/errors.ts";
import type { Command } from "./programs.ts";

/** Something to read for a while. */
export interface MadeTarget extends AsyncDisposable {
  name: string;
  path: string;
  bytes: number;
}

/** What the makers of targets do to the system. */
export interface TargetSystem {
  /** Ends what takes long. */
  run: Command;
  /** Not to be ended: takes down what was made. */
  cleanUp: Command;
  read: (path: string) => string;
  write: (path: string, text: string) => void;
  remove: (path: string) => void;
  /** Milliseconds. */
  sleep: (time: number) => Promise<void>;
}

/** Size of each disk that is made for the measurements, in bytes. */
export const TARGET_BYTES = 512 << 20;
const MIB = 1 << 20;

const CONTROL = "/sys/class/zram-control";

/** Every page of random data: one that holds zeros takes no copy to read. */
function filling(path: string, flags: readonly string[]): string[] {
  return [
    "if=/dev/urandom",
    `of=${path}`,
    "bs=1M",
    `count=${TARGET_BYTES / MIB}`,
    "status=none",
    ...flags,
  ];
}

/**
 * Tries an action on a disk again for a while: a program that has just looked
 * at the disk, such as udev, keeps it busy for a moment.
 */
async function patiently(
  { sleep }: TargetSystem,
  action: () => void,
): Promise<void> {
  for (let left = 20;; left--) {
    try {
      return action();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

/**
 * A disk in compressed memory, which completes reads in the submit call. A new
 * one: those that are there belong to somebody. Throws {@linkcode RunError}.
 */
export async function makeZram(system: TargetSystem): Promise<MadeTarget> {
  let number: string;
  try {
    number = system.read(`${CONTROL}/hot_add`).trim();
  } catch (cause) {
    throw new RunError(`no zram disk: ${(cause as Error).message}`);
  }
  const path = `/dev/zram${number}`;
  const target: MadeTarget = {
    name: "zram",
    path,
    bytes: TARGET_BYTES,
    async [Symbol.asyncDispose]() {
      await patiently(system, () => {
        system.write(`/sys/block/zram${number}/reset`, "1");
        system.write(`${CONTROL}/hot_remove`, number);
      });
    },
  };
  try {
    system.write(`/sys/block/zram${number}/disksize`, `${TARGET_BYTES}`);
    await system.run("dd", filling(path, ["oflag=direct"]));
  } catch (error) {
    await target[Symbol.asyncDispose]();
    throw error;
  }
  return target;
}

/**
 * A loop device over a file in memory, whose reads another thread of the
 * kernel completes. Throws {@linkcode RunError}.
 */
export async function makeLoop(
  system: TargetSystem,
  file: string,
): Promise<MadeTarget> {
  try {
    await system.run("dd", filling(file, []));
    const path = (await system.run("losetup", ["-f", "--show", file])).trim();
    return {
      name: "loop on tmpfs",
      path,
      bytes: TARGET_BYTES,
      async [Symbol.asyncDispose]() {
        await system.cleanUp("losetup", ["-d", path]);
        system.remove(file);
      },
    };
  } catch (error) {
    try {
      system.remove(file);
    } catch {
      // It was not made.
    }
    throw error;
  }
}
