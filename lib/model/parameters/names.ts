/** The name of a parameter's option, as a type: "ramp-time" for rampTime. */
export type OptionName<Name extends string> = Name extends
  `${infer First}${infer Rest}` ? `${First extends Lowercase<First> ? First
    : `-${Lowercase<First>}`}${OptionName<Rest>}`
  : "";

/** "iodepth-batch" for iodepthBatch: the name of its option. */
export function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What stands for a value of a parameter in options, names and charts. */
export function valueText(value: unknown): string {
  return value === true ? "on" : value === false ? "off" : `${value}`;
}
