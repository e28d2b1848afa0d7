/** Messages over TCP by uringlab, against the barest loops with the same ends. */
import { RunError } from "../../base/errors.ts";
import { NATIVE_FOLDER } from "../../base/native.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import type { Params } from "../../model/parameters/params.ts";
import { type Bench, compareAll } from "./comparisons.ts";
import { type LoadFigures, perRead } from "./figures.ts";
import type { Arm } from "./pairs.ts";
import type { Command } from "./programs.ts";
import { ownArm } from "./tools.ts";

const CONNECTIONS = [1, 16, 1000];
const BYTES = 64;
/** As many as the barest loops take at a time. */
const BATCH = 64;

/** Reads what c/tests/bare_echo.c prints. Throws {@linkcode RunError}. */
export function parseBareEcho(text: string): LoadFigures {
  const match = /^(\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15})\n$/.exec(text);
  const [ios = 0, ns = 0, userNs = 0, systemNs = 0] =
    match?.slice(1).map(Number) ?? [];
  if (ios === 0 || ns === 0) {
    throw new RunError(
      `bare_echo printed no messages: ${JSON.stringify(text)}`,
    );
  }
  return perRead({
    iops: ios / ns * 1e9,
    ios,
    userSeconds: userNs / 1e9,
    systemSeconds: systemNs / 1e9,
  });
}

/** One of the loops of bare_echo. */
function bareArm(
  loop: "epoll" | "io_uring" | "defer",
  { cpus, wakerCpus, iodepth, runtime }: Params,
  run: Command,
): Arm {
  const args = [loop, cpus[0], wakerCpus[0], iodepth, runtime].map(String);
  return {
    name: `bare ${loop}`,
    measure: async () =>
      parseBareEcho(await run(`${NATIVE_FOLDER}/build/bare_echo`, args)),
  };
}

/** A worker with the loop of `echo`, and its waker on the far CPU. */
function echoParams(
  cpu: number,
  farCpu: number,
  iodepth: number,
  runtime: number,
): Params {
  return {
    ...FIO_LOOP,
    load: "tcp",
    iodepth,
    iodepthBatch: Math.min(BATCH, iodepth),
    iodepthBatchCompleteMax: BATCH,
    submitGetevents: false,
    submitAndWait: true,
    cpus: [cpu],
    core: "unknown",
    partnerCpus: [],
    wakerCpus: [farCpu],
    busyPerCpu: 1,
    busyCpus: [],
    filename: "",
    size: BYTES,
    bs: BYTES,
    runtime,
    rampTime: 0.2,
    turn: 0,
  };
}

/**
 * Each engine of ours against the barest loop of the same kind. Prints; throws
 * {@linkcode RunError}. `farCpu` is where the far ends are served.
 */
export async function compareEchoes(
  bench: Bench,
  farCpu: number,
): Promise<void> {
  const { options, around: { machine, signal }, run } = bench;
  await run("make", ["-s", "-C", NATIVE_FOLDER, "build/bare_echo"]);
  const comparisons = CONNECTIONS.flatMap((connections) => {
    const params = echoParams(
      options.cpu,
      farCpu,
      connections,
      options.runtime,
    );
    const own = (name: string, change: Partial<Params>) =>
      ownArm(name, { ...params, ...change }, machine, signal);
    return [
      {
        to: own("epoll", { engine: "epoll" }),
        from: bareArm("epoll", params, run),
      },
      { to: own("io_uring", {}), from: bareArm("io_uring", params, run) },
      {
        to: own("defer", { mode: "defer" }),
        from: bareArm("defer", params, run),
      },
      {
        to: own("defer", { mode: "defer" }),
        from: bareArm("epoll", params, run),
      },
    ].map((one) => ({ target: `${connections} connections`, ...one }));
  });
  bench.output.begin(
    "echo",
    `Messages of ${BYTES} bytes there and back over TCP, one under way on ` +
      `each connection, one worker on CPU ${options.cpu}, the far ends on ` +
      `CPU ${farCpu}: uringlab's engines, which take the time of each, ` +
      "against c/tests/bare_echo.c, which counts messages and nothing else; " +
      `${options.pairs} pairs of ${Number(options.runtime.toPrecision(3))} s.`,
  );
  await compareAll(comparisons, bench);
}
