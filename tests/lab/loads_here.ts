/**
 * Measures a short cell of each load without a disk on the kernel that runs, in
 * every mode and way to receive and wait that makes sense, and prints a line of
 * JSON for each: what it was, and whether it was measured, or what was refused.
 *
 *     deno run -A tests/lab/loads_here.ts [small]
 *
 * It ends with status 1 at the first in which the kernel hangs.
 */
import { Engine } from "../../ffi/mod.ts";
import {
  ENGINE_NAMES,
  impossibleEngine,
} from "../../lib/model/parameters/engines.ts";
import {
  hasFiles,
  hasWaker,
  impossibleLoad,
  isSocket,
  LOAD_NAMES,
  LOADS,
} from "../../lib/model/parameters/loads.ts";
import {
  MODE_NAMES,
  needsGetevents,
} from "../../lib/model/parameters/modes.ts";
import { impossiblePipeline } from "../../lib/model/parameters/pipeline.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { hasPartner, WAIT_NAMES } from "../../lib/model/parameters/waits.ts";
import { allowedCpus, shortCell } from "../ffi/target.ts";
import { outcomeOf } from "./load_outcome.ts";

/** The small one is for the gate: some modes, and no registered files. */
const small = Deno.args[0] === "small";
const MODES = small ? ["default", "defer"] as const : MODE_NAMES;
const WAITS = small ? ["wait"] as const : WAIT_NAMES;

/**
 * A cell hangs that takes as long, in seconds. It takes a tenth of a second, and
 * some seconds in a machine that stands still at times, or when messages do not
 * come.
 */
const HANG_S = 60;

/** What makes a cell, beside its load. */
type Kind = Pick<
  Params,
  | "mode"
  | "engine"
  | "recv"
  | "wait"
  | "accept"
  | "send"
  | "pipeline"
  | "registerfiles"
>;

/** How a load is done where it can be done in several ways. */
type Way = Omit<Kind, "mode" | "engine" | "wait">;

/** What every load has. */
const USUAL: Way = {
  recv: "single",
  accept: "single",
  send: "ring",
  pipeline: 1,
  registerfiles: false,
};

/** Beside that, what only some have. */
const OTHERS: readonly Partial<Way>[] = [
  { recv: "multishot" },
  { recv: "poll_first" },
  { recv: "bundle" },
  { pipeline: 2 },
  { pipeline: 2, recv: "multishot" },
  { pipeline: 2, recv: "bundle" },
  { accept: "multishot" },
  { registerfiles: true },
  { registerfiles: true, accept: "multishot" },
  { send: "register" },
];

const WAYS: readonly Way[] = [
  USUAL,
  ...OTHERS.map((other) => ({ ...USUAL, ...other }))
    .filter(({ registerfiles }) => !(small && registerfiles)),
];

/** Whether a load can be had in such a way. */
function has(
  load: Params["load"],
  { engine, recv, accept, send, pipeline, registerfiles }: Kind,
): boolean {
  return (recv === "single" || isSocket({ load })) &&
    (pipeline === 1 || isSocket({ load })) &&
    (accept === "single" || load === "accept") &&
    (!registerfiles || engine === "io_uring" && hasFiles({ load })) &&
    (send === "ring" || load === "msg_ring");
}

/** What waits without entering the kernel sees nothing with DEFER_TASKRUN. */
function waitsOf(mode: Kind["mode"], way: Way): readonly Kind["wait"][] {
  return way === USUAL && !needsGetevents(mode) ? WAITS : ["wait"];
}

const KINDS: readonly Kind[] = MODES.flatMap((mode) =>
  ENGINE_NAMES.flatMap((engine) =>
    WAYS.flatMap((way) =>
      waitsOf(mode, way).map((wait) => ({ mode, engine, wait, ...way }))
    )
  )
);

/** The cells that make sense, which the kernel is then asked for. */
function paramsOf(load: Params["load"]): Params[] {
  const { bytes = 8 } = LOADS[load];
  const cpus = allowedCpus();
  return KINDS.map((kind) =>
    shortCell("/", {
      ...kind,
      load,
      filename: "",
      bs: bytes,
      size: bytes,
      workers: 1,
      iodepth: (kind.engine === "blocking" ? 1 : 2) * kind.pipeline,
      cpus: cpus.slice(0, 1),
      partnerCpus: hasPartner(kind) ? cpus.slice(1, 2) : [],
      wakerCpus: hasWaker({ load }) ? cpus.slice(-1) : [],
      numberIos: 20,
      thinktime: 50,
      // Where messages do not come the cell ends all the same, with none.
      runtime: 3,
      submitAndWait: isSocket({ load }) && kind.wait === "wait" &&
        kind.mode !== "sqpoll",
    }).params
  ).filter((params) =>
    has(load, params) &&
    impossibleLoad(params) === undefined &&
    impossibleEngine(params) === undefined &&
    impossiblePipeline(params) === undefined
  );
}

using engine = new Engine();
for (const load of LOAD_NAMES.filter((load) => load !== "read")) {
  for (const params of paramsOf(load)) {
    const found = await outcomeOf(engine, params, HANG_S);
    console.log(JSON.stringify(found));
    // Its threads are still in the kernel, and the engine waits for them.
    if (found.outcome === "hung") Deno.exit(1);
  }
}
