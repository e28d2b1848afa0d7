/** What the table of parameters says of each of them. */

import type { Step } from "../measurement/steps.ts";

/** The values that a parameter may take. */
export type Domain =
  | {
    readonly kind: "choice";
    readonly values: readonly string[];
    /** Values that a cell may turn out to have, but nobody can ask for. */
    readonly found?: readonly string[];
    /** Why a value that others know is not taken, as a sentence. */
    readonly refusal?: (value: string) => string | undefined;
  }
  | {
    readonly kind: "boolean";
    /** What is on in another way than "on". */
    readonly words?: readonly string[];
  }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | {
    readonly kind: "microseconds";
    readonly min: number;
    readonly max: number;
  }
  | { readonly kind: "seconds"; readonly min: number; readonly max: number }
  | { readonly kind: "bytes" }
  | { readonly kind: "cpus" }
  | { readonly kind: "path" };

/** The type of the values in a domain. */
export type ValueOf<D> = D extends
  { kind: "choice"; values: readonly (infer V)[] }
  ? V | (D extends { found: readonly (infer F)[] } ? F : never)
  : D extends { kind: "boolean" }
    ? boolean | (D extends { words: readonly (infer W)[] } ? W : never)
  : D extends { kind: "cpus" } ? readonly number[]
  : D extends { kind: "path" } ? string
  : number;

/**
 * Where a parameter's option stands, and who sets the parameter. Experiments
 * set those that are compared and those of the load, each as a list of values;
 * a flag is an option without a value. The rest follows from the machine, the
 * target or the preset, and its option takes one value.
 */
export type Group = "compared" | "load" | "flag" | "target" | "cpus" | "run";

/** The groups whose parameters an experiment sets. */
export const EXPERIMENT_GROUPS = ["compared", "load", "flag"] as const;

/** A parameter's column in results.csv. */
export interface ParameterColumn<P> {
  readonly name: string;
  /** The parameter whose columns it follows, where the table's order differs. */
  readonly after?: string;
  /** Where the parameter has no effect, and what the column shows there. */
  readonly idle?: {
    readonly where: (params: P) => boolean;
    readonly shown: number | boolean | undefined;
  };
  /** A column behind it that says what follows from it. */
  readonly consequence?: {
    readonly name: string;
    readonly value: (params: P) => string;
  };
}

/** How a parameter reaches the engine. */
export interface NativeValue<P> {
  /** A field of URINGLAB_ARM_PARAMS or URINGLAB_CELL_PARAMS in c/uringlab.h. */
  readonly field: string;
  /** A whole number, 0 or more. */
  readonly value: (params: P) => number;
}

/** What a value of a parameter asks of the kernel, and where it is refused. */
export interface Need {
  /** The value that asks for it. */
  readonly when: boolean;
  /** The step that fails without it. */
  readonly step: Step;
  /** What is asked for. */
  readonly what: string;
  /** The mainline kernel that brought it, "5.18" for example. */
  readonly linux?: string;
  /** What else may be missing, as a sentence without a full stop. */
  readonly remedy?: string;
}

/** A parameter with values in the domain D; P is what decides a cell. */
interface Described<D extends Domain, P> {
  readonly domain: D;
  readonly group: Group;
  /** Whether arms of one cell, which take turns, may differ in it. */
  readonly perArm?: true;
  /** What its option does, for `--help`. */
  readonly help: string;
  /** fio's name of the option where it is another. */
  readonly alias?: string;
  /** A name of ours that fits another load better. */
  readonly synonym?: string;
  /** The parameter whose option it follows, where the table's order differs. */
  readonly optionAfter?: string;
  /** The value in fio's loop; absent where the machine or the preset decides. */
  readonly default?: ValueOf<D>;
  /** That of runs recorded without it, where these can be read. */
  readonly missing?: ValueOf<D>;
  /** Whether another value takes its place unless its option is given. */
  readonly computed?: true;
  /**
   * The parameter is the frame of a load and not the load itself: how long a
   * cell runs, or what this machine offers. Runs that differ in it can be
   * compared.
   */
  readonly frame?: "length" | "machine";
  /**
   * What its axis shows, in the words of the field: wanted where the option's
   * name is not such a word by itself.
   */
  readonly label?: string;
  /** The unit of a whole number that is no mere count: "cycles". */
  readonly unit?: string;
  /** The short head of its column in tables for people. */
  readonly head?: string;
  /** Its column in results.csv; a text is the column's name. */
  readonly column: string | ParameterColumn<P>;
  /**
   * Its field in c/uringlab.h: of URINGLAB_ARM_PARAMS if it is `perArm`, else of
   * URINGLAB_CELL_PARAMS. A text is the field's name and stands for the value
   * as a number; null where the engine does not know the parameter.
   */
  readonly native: string | NativeValue<P> | null;
  readonly needs?: Need;
}

/**
 * A parameter. The functions of the table's entries name the parameters that
 * they look at in their own types, since the type of all parameters comes from
 * the table: P is `never` there and `Params` everywhere else.
 */
export type Parameter<P = never> = {
  [K in Domain["kind"]]: Described<Extract<Domain, { kind: K }>, P>;
}[Domain["kind"]];
