import { assertEquals } from "@std/assert";
import { turnFields, TURNS_HEADER } from "../../lib/files/turns_csv.ts";
import { row, turn } from "../model/fixtures.ts";

Deno.test("a line of turns.csv tells of one turn, and of which arm it is", () => {
  const of = row({ mode: "coop", turn: 0.1 }, { repeat: 3 });
  const turns = [
    turn(),
    turn({
      startNs: 12_345_678_901,
      endNs: 12_445_678_901,
      ios: 7,
      latSumNs: 8e6,
      inFlightNs: 9e6,
      userNs: 1e6,
      systemNs: 2e6,
      lateNs: 3e6,
      drainNs: 4e6,
    }),
  ];
  const [first, line, ...others] = turnFields({ ...of, turns });
  assertEquals(others, []);
  assertEquals(first?.length, TURNS_HEADER.length);
  const values = TURNS_HEADER.map((name, i) => [name, line?.[i]]);
  assertEquals(Object.fromEntries(values), {
    cell: 0,
    repeat: 3,
    arm: undefined,
    mode: "coop",
    busy: "off",
    iodepth: 4,
    wait: "wait",
    thinktime_us: 0,
    think_getevents: "off",
    core: "non-interrupt",
    turn: 2,
    start_s: "12.345679",
    length_s: 0.1,
    ios: 7,
    lat_sum_s: 0.008,
    in_flight_s: 0.009,
    user_s: 0.001,
    system_s: 0.002,
    late_s: 0.003,
    drain_s: 0.004,
  });
});

Deno.test("a row that was not measured has no turns", () => {
  assertEquals(turnFields(row({}, { status: "failed", reason: "no" })), []);
});
