import { assertEquals } from "@std/assert";
import {
  interruptFields,
  INTERRUPTS_HEADER,
} from "../../lib/files/interrupts_csv.ts";
import { row } from "../model/fixtures.ts";

Deno.test("a line of interrupts.csv tells which cell it is of", () => {
  const of = row({
    mode: "coop",
    wait: "compute",
    thinktime: 9,
    core: "interrupt",
  }, {
    repeat: 3,
  });
  const cpu = { cpu: 5, res: 1, cal: 0, loc: 250, target: null };
  const [line, ...others] = interruptFields({ ...of, interrupts: [cpu] });
  assertEquals(others, []);
  const values = INTERRUPTS_HEADER.map((name, i) => [name, line?.[i]]);
  assertEquals(Object.fromEntries(values), {
    cell: 0,
    repeat: 3,
    mode: "coop",
    busy: "off",
    iodepth: 4,
    wait: "compute",
    thinktime_us: 9,
    think_getevents: "off",
    core: "interrupt",
    cpu: 5,
    res: 1,
    cal: 0,
    loc: 250,
    target_irqs: undefined,
  });
});
