/**
 * Measures a short cell of each load without a disk on the kernel that runs, in
 * every mode and way to receive and wait that makes sense, and prints a line of
 * JSON for each: what it was, and whether it was measured, or what was refused.
 *
 *     deno run -A tests/lab/loads_here.ts [small]
 *
 * A kernel that hangs in one is ended by whoever started this.
 */
import { Engine } from "../../ffi/mod.ts";
import {
  ENGINE_NAMES,
  impossibleEngine,
} from "../../lib/model/parameters/engines.ts";
import {
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
import { CellError, ImpossibleError } from "../../lib/run/executor.ts";
import { allowedCpus, shortCell } from "../ffi/target.ts";
import type { LoadOutcome } from "./loads.ts";

/** The small one is for the gate: modes that kernels have had for long. */
const small = Deno.args[0] === "small";
const MODES = small ? ["default", "defer"] as const : MODE_NAMES;
const WAITS = small ? ["wait"] as const : WAIT_NAMES;

/** What makes a cell, beside its load. */
type Kind = Pick<
  Params,
  "mode" | "engine" | "recv" | "wait" | "accept" | "send"
>;

/** Of each load the one way, and all that it has beside that. */
const WAYS: readonly Pick<Kind, "recv" | "accept" | "send">[] = [
  { recv: "single", accept: "single", send: "ring" },
  { recv: "multishot", accept: "single", send: "ring" },
  { recv: "poll_first", accept: "single", send: "ring" },
  { recv: "bundle", accept: "single", send: "ring" },
  { recv: "single", accept: "multishot", send: "ring" },
  { recv: "single", accept: "single", send: "register" },
];

/** Whether a load has such a way. */
function has(
  load: Params["load"],
  { recv, accept, send }: typeof WAYS[number],
): boolean {
  return (recv === "single" || isSocket({ load })) &&
    (accept === "single" || load === "accept") &&
    (send === "ring" || load === "msg_ring");
}

const KINDS: readonly Kind[] = MODES.flatMap((mode) =>
  ENGINE_NAMES.flatMap((engine) =>
    WAYS.flatMap((way) => WAITS.map((wait) => ({ mode, engine, wait, ...way })))
  )
  // What waits without entering the kernel sees nothing with DEFER_TASKRUN.
).filter(({ mode, recv, accept, send, wait }) =>
  wait === "wait" ||
  (`${recv} ${accept} ${send}` === "single single ring" &&
    !needsGetevents(mode))
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
      iodepth: kind.engine === "blocking" ? 1 : 2,
      cpus: cpus.slice(0, 1),
      partnerCpus: hasPartner(kind) ? cpus.slice(1, 2) : [],
      wakerCpus: hasWaker({ load }) ? cpus.slice(-1) : [],
      numberIos: 20,
      thinktime: 50,
      // Where messages do not come the cell ends all the same, with none.
      runtime: 3,
      submitAndWait: isSocket({ load }) && kind.wait === "wait" &&
        kind.mode !== "sqpoll",
      // Before 5.11 an SQ thread takes no others.
      registerfiles: kind.mode === "sqpoll" && load !== "accept",
    }).params
  ).filter((params) =>
    has(load, params) &&
    impossibleLoad(params) === undefined &&
    impossibleEngine(params) === undefined &&
    impossiblePipeline(params) === undefined
  );
}

/** Measures one, and says what became of it. */
async function outcomeOf(engine: Engine, params: Params): Promise<LoadOutcome> {
  const { load, mode, engine: by, recv, wait, accept, send } = params;
  const kind = { load, mode, engine: by, recv, wait, accept, send };
  try {
    const { params: _, ...rest } = shortCell("/");
    const { completed } = await measured(engine, { ...rest, params });
    return { ...kind, outcome: "measured", completed, said: "" };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const outcome = error instanceof ImpossibleError ? "refused" : "failed";
    return { ...kind, outcome, completed: 0, said: error.message };
  }
}

async function measured(
  engine: Engine,
  cell: Parameters<Engine["measure"]>[0],
): Promise<{ completed: number }> {
  const { workers } = await engine.measure(cell, { drainTimeout: 5 });
  return { completed: workers.reduce((sum, { ios }) => sum + ios, 0) };
}

using engine = new Engine();
for (const load of LOAD_NAMES.filter((load) => load !== "read")) {
  for (const params of paramsOf(load)) {
    console.log(JSON.stringify(await outcomeOf(engine, params)));
  }
}
