import { assert, assertEquals, assertMatch } from "@std/assert";
import { CORE_NAMES } from "../../../lib/model/parameters/cores.ts";
import { FIO_LOOP } from "../../../lib/model/parameters/fio_loop.ts";
import { optionName, valueText } from "../../../lib/model/parameters/names.ts";
import type { Parameter } from "../../../lib/model/parameters/parameter.ts";
import {
  ALL_NAMES,
  DESCRIPTIONS,
  PARAMETER_NAMES,
} from "../../../lib/model/parameters/params.ts";
import { PARAMETERS } from "../../../lib/model/parameters/table.ts";
import { hasPartner, WAIT_NAMES } from "../../../lib/model/parameters/waits.ts";
import { params } from "../fixtures.ts";

/** What decides how a cell is measured, but is not an experiment's business. */
const MACHINE = [
  "cpus",
  "partnerCpus",
  "wakerCpus",
  "busyCpus",
  "busyPerCpu",
  "filename",
  "size",
  "bs",
  "runtime",
  "rampTime",
  "turn",
];

Deno.test("experiments set every parameter but those of the machine", () => {
  const all = Object.keys(params()).filter((name) => !MACHINE.includes(name));
  assertEquals([...PARAMETER_NAMES].sort() as string[], all.sort());
  assertEquals(Object.keys(FIO_LOOP).sort(), all);
});

Deno.test("the table and the type of all parameters have the same names", () => {
  assertEquals([...ALL_NAMES].sort(), Object.keys(params()).sort());
});

Deno.test("the values of fio's loop are in their domains", () => {
  for (const name of PARAMETER_NAMES) {
    const { domain } = DESCRIPTIONS[name];
    const value: unknown = FIO_LOOP[name];
    switch (domain.kind) {
      case "choice":
        assert(domain.values.includes(`${value}`), name);
        break;
      case "boolean":
        assertEquals(typeof value, "boolean", name);
        break;
      case "integer":
      case "microseconds":
        assert(Number(value) >= domain.min, name);
        assert(Number(value) <= domain.max, name);
        break;
      case "bytes":
        assert(Number(value) >= 1, name);
        break;
      default:
        throw new Error(`${name}: an experiment cannot set a ${domain.kind}`);
    }
  }
});

Deno.test("only what experiments set has a value in fio's loop", () => {
  for (const name of ALL_NAMES) {
    const isSet = PARAMETER_NAMES.some((known) => known === name);
    assertEquals(DESCRIPTIONS[name].default !== undefined, isSet, name);
  }
});

Deno.test("every parameter has a help that is a phrase", () => {
  for (const name of ALL_NAMES) {
    const { help } = DESCRIPTIONS[name];
    assert(help.length > 10, name);
    assertMatch(help, /[^.\s]$/, name);
  }
});

Deno.test("the table is checked: a parameter that lacks something is refused", () => {
  const whole = {
    domain: { kind: "boolean" },
    group: "load",
    help: "a flag that nobody has",
    column: "dummy",
    native: null,
  } as const satisfies Parameter;
  const { help: _, ...mute } = whole;
  // @ts-expect-error: it has no help.
  const withoutHelp: Parameter = mute;
  const { column: __, ...hidden } = whole;
  // @ts-expect-error: it has no column.
  const withoutColumn: Parameter = hidden;
  const { native: ___, ...unknown } = whole;
  // @ts-expect-error: it does not say whether the engine knows it.
  const withoutNative: Parameter = unknown;
  // @ts-expect-error: the value is not one of the domain.
  const withWrongDefault: Parameter = { ...whole, default: 1 };
  const refused = [withoutHelp, withoutColumn, withoutNative, withWrongDefault];
  assertEquals(refused.length, 4);
});

Deno.test("values have the type of their domain", () => {
  const { mode, core, cpus, filename, iodepth, busy } = params();
  const modes: readonly typeof mode[] = PARAMETERS.mode.domain.values;
  assert(modes.includes(mode));
  const cores: readonly typeof core[] = [
    ...PARAMETERS.core.domain.values,
    ...PARAMETERS.core.domain.found,
  ];
  assertEquals(cores, [...CORE_NAMES, "unknown"]);
  const typed: [readonly number[], string, number, boolean | "interrupt"] = [
    cpus,
    filename,
    iodepth,
    busy,
  ];
  assertEquals(typed, [[2, 3], "/dev/vda", 4, false]);
});

Deno.test("options are named with hyphens", () => {
  assertEquals(
    ["mode", "thinkGetevents", "iodepthBatchCompleteMin"].map(optionName),
    ["mode", "think-getevents", "iodepth-batch-complete-min"],
  );
});

Deno.test("values are written as options take them", () => {
  assertEquals([true, false, 4, 0.5, "coop"].map(valueText), [
    "on",
    "off",
    "4",
    "0.5",
    "coop",
  ]);
});

Deno.test("partners are those who wait for others, and SQ threads", () => {
  const with_ = WAIT_NAMES.filter((wait) => hasPartner(params({ wait })));
  assertEquals(with_, ["second_thread", "eventfd"]);
  assertEquals(hasPartner(params({ mode: "sqpoll" })), true);
  assertEquals(hasPartner(params({ mode: "iopoll" })), false);
});
