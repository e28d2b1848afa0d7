import { UsageError } from "../base/errors.ts";
import { optionName } from "../model/parameters/names.ts";
import { arranged } from "../model/parameters/order.ts";
import {
  type Domain,
  EXPERIMENT_GROUPS,
  type Group,
} from "../model/parameters/parameter.ts";
import {
  DESCRIPTIONS,
  namesIn,
  type Params,
} from "../model/parameters/params.ts";
import { option, type ValueOption } from "./option_table.ts";
import {
  bytes,
  cpuList,
  integer,
  list,
  microseconds,
  numbers,
  oneOf,
  onOffOr,
  type Reader,
  seconds,
  text,
} from "./values.ts";

/** A reader that says why it does not take a value, where that is known. */
function unlessRefused<T>(
  refusal: ((value: string) => string | undefined) | undefined,
  read: Reader<T>,
): Reader<T> {
  return (value, name) => {
    const why = refusal?.(value);
    if (why === undefined) return read(value, name);
    throw new UsageError(`--${name}: "${value}" cannot be had: ${why}`);
  };
}

function readerOf(domain: Domain): Reader<unknown> {
  switch (domain.kind) {
    case "choice":
      return unlessRefused(domain.refusal, oneOf(domain.values));
    case "boolean":
      return onOffOr(domain.words ?? []);
    case "integer":
      return integer(domain.min, domain.max);
    case "microseconds":
      return microseconds(domain.min, domain.max);
    case "seconds":
      return seconds(domain.min, domain.max);
    case "bytes":
      return bytes;
    case "cpus":
      return cpuList;
    case "path":
      return text;
  }
}

/** Values of a domain with commas between them, or ranges of numbers. */
function listOf(domain: Domain): Reader<unknown> {
  switch (domain.kind) {
    case "integer":
      return numbers(integer(domain.min, domain.max));
    case "microseconds":
      return numbers(microseconds(domain.min, domain.max));
    default:
      return list(readerOf(domain));
  }
}

/** What stands for a value in `--help`. */
const HINTS: { readonly [K in Domain["kind"]]: string } = {
  choice: "LIST",
  boolean: "off|on",
  integer: "N",
  microseconds: "TIME",
  seconds: "TIME",
  bytes: "BYTES",
  cpus: "LIST",
  path: "PATH",
};

/** The same where it is a list of values. */
const LIST_HINTS: typeof HINTS = {
  ...HINTS,
  integer: "N[,N]",
  microseconds: "TIME[,TIME]",
  bytes: "BYTES[,BYTES]",
};

/** Whether several values can be given, which are then compared. */
function isCompared(group: Group): boolean {
  return EXPERIMENT_GROUPS.some((known) => known === group);
}

/** The words that a parameter takes, where these are few. */
function choicesOf(domain: Domain): readonly string[] | undefined {
  switch (domain.kind) {
    case "choice":
      return domain.values;
    case "boolean":
      return ["off", "on", ...domain.words ?? []];
    default:
      return undefined;
  }
}

/** The option of a parameter. */
export function parameterOption(name: keyof Params): ValueOption<unknown> {
  const { domain, group, help, synonym } = DESCRIPTIONS[name];
  const alias = DESCRIPTIONS[name].alias ?? synonym;
  const choices = choicesOf(domain);
  const hints = isCompared(group) ? LIST_HINTS : HINTS;
  const hint = domain.kind === "boolean" && choices
    ? choices.join("|")
    : hints[domain.kind];
  const shown = isCompared(group)
    ? option(hint, help, listOf(domain), alias)
    : option(hint, help, readerOf(domain), alias);
  return {
    ...shown,
    ...(synonym !== undefined && { synonym: true }),
    ...(choices !== undefined && { choices }),
    ...(domain.kind === "boolean" && { bare: true }),
  };
}

/** The options of the parameters of a group, by their names. */
export function parameterOptions(
  group: Group,
): Record<string, ValueOption<unknown>> {
  const names = arranged(
    namesIn([group]),
    (name) => DESCRIPTIONS[name].optionAfter,
  );
  return Object.fromEntries(
    names.map((name) => [optionName(name), parameterOption(name)]),
  );
}
