import { formatCpuList } from "./cpu_list.ts";
import { setupFlagNames } from "./modes.ts";
import { hasPartner, type Params } from "./parameters/params.ts";
import { WAITS } from "./waits.ts";

/** A cell of a CSV file; undefined is an empty field. */
export type Field = string | number | undefined;

function onOff(value: boolean): string {
  return value ? "on" : "off";
}

/** Decimals are kept to a resolution below that of the measurement. */
export function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(9));
}

/** The columns of the parameters, named as the options that set them. */
export const PARAM_COLUMNS: readonly {
  name: string;
  value: (params: Params) => Field;
}[] = [
  { name: "mode", value: (p) => p.mode },
  { name: "setup_flags", value: (p) => setupFlagNames(p.mode, p.sqarray) },
  { name: "busy", value: (p) => onOff(p.busy) },
  { name: "iodepth", value: (p) => p.iodepth },
  { name: "wait", value: (p) => p.wait },
  {
    name: "thinktime_us",
    value: (p) => WAITS[p.wait].thinks ? p.thinktime : 0,
  },
  {
    name: "think_getevents",
    value: (p) => onOff(WAITS[p.wait].thinks && p.thinkGetevents),
  },
  { name: "core", value: (p) => p.core },
  { name: "workers", value: (p) => p.workers },
  { name: "cpus", value: (p) => formatCpuList(p.cpus) },
  { name: "cpus_allowed_policy", value: (p) => p.cpusAllowedPolicy },
  {
    name: "partner_cpus",
    value: (p) => hasPartner(p) ? formatCpuList(p.partnerCpus) : undefined,
  },
  { name: "busy_per_cpu", value: (p) => p.busy ? p.busyPerCpu : 0 },
  { name: "filename", value: (p) => p.filename },
  { name: "size", value: (p) => p.size },
  { name: "bs", value: (p) => p.bs },
  { name: "runtime_s", value: (p) => p.runtime },
  { name: "ramp_time_s", value: (p) => p.rampTime },
  { name: "number_ios", value: (p) => p.numberIos },
  { name: "iodepth_batch", value: (p) => p.iodepthBatch },
  {
    name: "iodepth_batch_complete_min",
    value: (p) => p.iodepthBatchCompleteMin,
  },
  {
    name: "iodepth_batch_complete_max",
    value: (p) => p.iodepthBatchCompleteMax,
  },
  { name: "submit_getevents", value: (p) => onOff(p.submitGetevents) },
  { name: "submit_and_wait", value: (p) => onOff(p.submitAndWait) },
  { name: "fixedbufs", value: (p) => onOff(p.fixedbufs) },
  { name: "registerfiles", value: (p) => onOff(p.registerfiles) },
  { name: "registered_ring_fd", value: (p) => onOff(p.registeredRingFd) },
  { name: "sqarray", value: (p) => onOff(p.sqarray) },
  { name: "clock_per_reap", value: (p) => onOff(p.clockPerReap) },
  { name: "hugepages", value: (p) => onOff(p.hugepages) },
  { name: "verify", value: (p) => onOff(p.verify) },
];

/** How long a cell runs, which is other in a traced run. */
const LENGTHS = ["runtime_s", "ramp_time_s", "number_ios"];

/** The same text for cells that differ in nothing but how long they run. */
export function cellKey(params: Params): string {
  return JSON.stringify(
    PARAM_COLUMNS.filter(({ name }) => !LENGTHS.includes(name))
      .map(({ value }) => value(params)),
  );
}

/** Those that tell the cells of an experiment apart. */
export const CELL_COLUMNS = PARAM_COLUMNS.filter(({ name }) =>
  [
    "mode",
    "busy",
    "iodepth",
    "wait",
    "thinktime_us",
    "think_getevents",
    "core",
  ].includes(name)
);
