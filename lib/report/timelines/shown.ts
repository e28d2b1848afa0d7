import { isBlock } from "../../model/parameters/loads.ts";
import { MODES } from "../../model/parameters/modes.ts";
import type { Params } from "../../model/parameters/params.ts";
import { setupFlag } from "../../model/parameters/setup_flags.ts";
import {
  COOP_TIMELINES,
  KICKED_TIMELINES,
  OTHER_TIMELINES,
  type Timelines,
} from "./timelines.ts";

/** Rings whose completions are no task_work of a thread that may be kicked. */
const OTHER_WAYS = setupFlag("SQPOLL") | setupFlag("IOPOLL");

/**
 * The timelines that may be met in these cells. They are drawn of a disk's
 * reads; other loads have none.
 */
export function timelinesOf(
  cells: readonly Pick<Params, "mode" | "busy" | "wait" | "load">[],
): Timelines[] {
  const some = cells.filter((one) =>
    isBlock(one) && (MODES[one.mode].setupFlags & OTHER_WAYS) === 0
  );
  const has = (name: "COOP_TASKRUN" | "DEFER_TASKRUN") =>
    some.filter(({ mode }) => MODES[mode].setupFlags & setupFlag(name));
  const [coop, defer] = [has("COOP_TASKRUN"), has("DEFER_TASKRUN")];
  return [
    ...some.length > coop.length + defer.length ? [KICKED_TIMELINES] : [],
    ...coop.length > 0 ? [COOP_TIMELINES] : [],
    ...defer.length > 0 ||
        some.some(({ busy, wait }) => busy || wait !== "wait")
      ? [OTHER_TIMELINES]
      : [],
  ];
}
