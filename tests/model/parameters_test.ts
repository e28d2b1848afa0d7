import { assert, assertEquals } from "@std/assert";
import { FIO_LOOP } from "../../lib/model/parameters/fio_loop.ts";
import {
  optionName,
  type Parameter,
  PARAMETER_NAMES,
  PARAMETERS,
  valueText,
} from "../../lib/model/parameters/table.ts";
import { hasPartner } from "../../lib/model/parameters/params.ts";
import { WAIT_NAMES } from "../../lib/model/waits.ts";
import { params } from "./fixtures.ts";

/** What decides how a cell is measured, but is not an experiment's business. */
const MACHINE = [
  "cpus",
  "partnerCpus",
  "busyPerCpu",
  "filename",
  "size",
  "bs",
  "runtime",
  "rampTime",
];

Deno.test("the table has every parameter but those of the machine", () => {
  const all = Object.keys(params()).filter((name) => !MACHINE.includes(name));
  assertEquals([...PARAMETER_NAMES].sort() as string[], all.sort());
  assertEquals(Object.keys(FIO_LOOP).sort(), all);
});

Deno.test("the values of fio's loop are in their domains", () => {
  for (const name of PARAMETER_NAMES) {
    const { domain, help }: Parameter = PARAMETERS[name];
    const value: unknown = FIO_LOOP[name];
    assert(help.length > 10, name);
    switch (domain.kind) {
      case "choice":
        assert(domain.values.includes(`${value}`), name);
        break;
      case "boolean":
        assertEquals(typeof value, "boolean", name);
        break;
      default:
        assert(Number(value) >= domain.min, name);
        assert(Number(value) <= domain.max, name);
    }
  }
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
