import type { Experiment } from "../lib/model/experiment.ts";
import { accept } from "./accept.ts";
import { async } from "./async.ts";
import { cost } from "./cost.ts";
import { delivery } from "./delivery.ts";
import { echo } from "./echo.ts";
import { batch } from "./batch.ts";
import { cap } from "./cap.ts";
import { exp10 } from "./exp10.ts";
import { exp11 } from "./exp11.ts";
import { exp5 } from "./exp5.ts";
import { exp7 } from "./exp7.ts";
import { faults } from "./faults.ts";
import { irq_busy } from "./irq_busy.ts";
import { modes } from "./modes.ts";
import { placement } from "./placement.ts";
import { regfile } from "./regfile.ts";
import { sqpoll } from "./sqpoll.ts";
import { think } from "./think.ts";
import { wakeups } from "./wakeups.ts";

/** Every experiment, in the order of `uringlab list`. */
export const EXPERIMENTS: readonly Experiment[] = [
  exp5,
  exp7,
  exp10,
  exp11,
  think,
  batch,
  cap,
  wakeups,
  faults,
  sqpoll,
  async,
  regfile,
  placement,
  irq_busy,
  modes,
  delivery,
  cost,
  echo,
  accept,
];
