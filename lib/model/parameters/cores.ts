/** Where measured CPUs are beside one on which the target's interrupts arrive. */
export const BESIDE = {
  "smt-twin": "its SMT twin",
  "same-llc": "another core of its last-level cache",
  "other-llc": "a core of another last-level cache of its NUMA node",
  "other-node": "a core of another NUMA node",
} as const;

/** The name of such a place. */
export type Beside = keyof typeof BESIDE;

/** Every kind of core that can be asked for; `any`: no worker is bound. */
export const CORE_NAMES = [
  "non-interrupt",
  "interrupt",
  "smt-twin",
  "same-llc",
  "other-llc",
  "other-node",
  "any",
] as const;

/** Whether a kind of core is told by its place beside an interrupt core. */
export function isBeside(core: string): core is Beside {
  return Object.hasOwn(BESIDE, core);
}
