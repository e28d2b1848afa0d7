/** Messages over TCP by uringlab, against the barest loops with the same ends. */
import { RunError } from "../../base/errors.ts";
import { NATIVE_FOLDER } from "../../base/native.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import type { Params } from "../../model/parameters/params.ts";
import type { Machine } from "../../run/machine.ts";
import { makeRoom } from "../../run/make_room.ts";
import type { Bench } from "./comparisons.ts";
import { callsText, type EchoLine, echoVerdict } from "./echo_verdict.ts";
import { type LoadFigures, ownFigures, perRead } from "./figures.ts";
import { type Arm, sliced, together } from "./pairs.ts";
import type { Command } from "./programs.ts";
import { benchCell } from "./tools.ts";

const CONNECTIONS = [1, 16, 1000];
const BYTES = 64;
/** As many as the barest loops take at a time. */
const BATCH = 64;
/** Seconds of a measurement, at least, and of its ramp. */
const SLICE = 0.1;
const RAMP = 0.05;

/** The loops that both sides have, with what makes ours of the usual one. */
const LOOPS = {
  epoll: { engine: "epoll" },
  io_uring: {},
  defer: { mode: "defer" },
} as const satisfies Readonly<Record<string, Partial<Params>>>;

type Loop = keyof typeof LOOPS;

/** Figures of messages, and of what system calls the loop made for each. */
export interface EchoFigures extends LoadFigures {
  readonly calls: number;
}

/** Reads what c/tests/bare_echo.c prints. Throws {@linkcode RunError}. */
export function parseBareEcho(text: string): EchoFigures {
  const match = /^(\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15})\n$/
    .exec(text);
  const [ios = 0, ns = 0, userNs = 0, systemNs = 0, calls = 0] =
    match?.slice(1).map(Number) ?? [];
  if (ios === 0 || ns === 0) {
    throw new RunError(
      `bare_echo printed no messages: ${JSON.stringify(text)}`,
    );
  }
  return {
    ...perRead({
      iops: ios / ns * 1e9,
      ios,
      userSeconds: userNs / 1e9,
      systemSeconds: systemNs / 1e9,
    }),
    calls: calls / ios,
  };
}

/** One of the loops of bare_echo. */
function bareArm(
  loop: Loop,
  { cpus, wakerCpus, iodepth, runtime, rampTime }: Params,
  run: Command,
): Arm<EchoFigures> {
  const args = [loop, cpus[0], wakerCpus[0], iodepth, runtime, rampTime];
  return {
    name: `bare ${loop}`,
    measure: async () =>
      parseBareEcho(
        await run(`${NATIVE_FOLDER}/build/bare_echo`, args.map(String)),
      ),
  };
}

/** The same loop of ours. */
function ownArm(
  loop: Loop,
  params: Params,
  machine: Machine,
  signal: AbortSignal,
): Arm<EchoFigures> {
  const cell = () => benchCell({ ...params, ...LOOPS[loop] });
  return {
    name: loop,
    measure: async () => {
      const measured = await machine.measure(cell(), { signal });
      const [worker] = measured.workers;
      const { ios = 0, submitCalls = 0, geteventsCalls = 0 } = worker ?? {};
      return {
        ...ownFigures(measured),
        calls: ios > 0 ? (submitCalls + geteventsCalls) / ios : 0,
      };
    },
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
    rampTime: RAMP,
    turn: 0,
  };
}

/** How often each of so many arms is measured in a round, and how long. */
export function slicesOf(
  seconds: number,
  arms: number,
): { slices: number; each: number } {
  const slices = Math.max(1, Math.floor(seconds / arms / SLICE));
  return { slices, each: Math.max(SLICE, seconds / arms / slices) };
}

/** The mean of what one arm says in all slices of all rounds. */
function meanCalls(rounds: readonly (readonly EchoFigures[])[]): number {
  const all = rounds.flat();
  return all.reduce((sum, { calls }) => sum + calls, 0) / all.length;
}

/** Both sides of each loop with so many connections. */
async function measureEchoes(
  connections: number,
  farCpu: number,
  { options, around: { machine, signal, status }, run }: Bench,
): Promise<EchoLine[]> {
  const loops = Object.keys(LOOPS) as Loop[];
  const { slices, each } = slicesOf(options.runtime, 2 * loops.length);
  const params = echoParams(options.cpu, farCpu, connections, each);
  const arms = loops.flatMap((loop) => [
    ownArm(loop, params, machine, signal),
    bareArm(loop, params, run),
  ]);
  const rounds = await sliced(arms, {
    rounds: options.pairs,
    slices,
    onRound: (done) =>
      status.show(`${connections} connections: ${done + 1}/${options.pairs}`),
  });
  const target = `${connections} connection${connections === 1 ? "" : "s"}`;
  return loops.map((_, i): EchoLine => {
    const [own, bare] = [2 * i, 2 * i + 1];
    const calls = (arm: number) => meanCalls(rounds.map((one) => one[arm]!));
    return {
      target,
      to: arms[own]!.name,
      from: arms[bare]!.name,
      pairs: rounds.map((one) => ({
        to: together(one[own]!),
        from: together(one[bare]!),
      })),
      calls: { to: calls(own), from: calls(bare) },
    };
  });
}

/**
 * Each engine of ours against the barest loop of the same kind, and whether
 * 0.95 of the better is kept. Prints; throws {@linkcode RunError}. `farCpu` is
 * where the far ends are served.
 */
export async function compareEchoes(
  bench: Bench,
  farCpu: number,
): Promise<void> {
  const { options, around: { status }, run, output } = bench;
  await run("make", ["-s", "-C", NATIVE_FOLDER, "build/bare_echo"]);
  const arms = 2 * Object.keys(LOOPS).length;
  const { slices, each } = slicesOf(options.runtime, arms);
  output.begin(
    "echo",
    `Messages of ${BYTES} bytes there and back over TCP, one under way on ` +
      `each connection, one worker on CPU ${options.cpu}, the far ends on ` +
      `CPU ${farCpu}: uringlab's engines, which take the time of each, ` +
      "against c/tests/bare_echo.c, which counts messages and nothing else, " +
      "with the same far ends and flags. " +
      `${options.pairs} rounds, in each of which every loop is measured ` +
      `${slices === 1 ? "once" : `${slices} times`} for ${
        Number(each.toPrecision(2))
      } s, all in turn; a ratio is that of a round's sums. Medians of both; ` +
      "ratios with their 95 % confidence interval (CI).",
  );
  makeRoom(bench.around)(echoParams(options.cpu, farCpu, 1, each));
  const lines: EchoLine[] = [];
  try {
    for (const connections of CONNECTIONS) {
      lines.push(...await measureEchoes(connections, farCpu, bench));
    }
  } finally {
    status.clear();
    output.compared(lines, { rate: "messages/s", each: "message" });
  }
  const { figures, text } = echoVerdict(lines);
  output.measured(figures, `${callsText(lines)}\n\n${text}\n`);
}
