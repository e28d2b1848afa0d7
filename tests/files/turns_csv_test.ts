import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import { csvLines } from "../../lib/files/csv_text.ts";
import {
  readTurns,
  turnFields,
  TURNS_HEADER,
  withRecordedTurns,
} from "../../lib/files/turns_csv.ts";
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
      absentNs: 5e6,
      counts: false,
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
    absent_s: 0.005,
    counts: 0,
  });
});

Deno.test("a row that was not measured has no turns", () => {
  assertEquals(turnFields(row({}, { status: "failed", reason: "no" })), []);
});

const TURNS = [
  turn({ startNs: 1e9, endNs: 1.1e9, ios: 5, latSumNs: 7e6 }),
  turn({
    startNs: 2e9,
    endNs: 2.1e9,
    ios: 7,
    latSumNs: 8e6,
    inFlightNs: 9e6,
    userNs: 1e6,
    systemNs: 2e6,
    lateNs: 3e6,
    drainNs: 4e6,
    absentNs: 5e6,
    counts: false,
  }),
];

/** A file of one row. */
const TEXT = csvLines([TURNS_HEADER, ...turnFields(row({}, { turns: TURNS }))]);

Deno.test("readTurns() reads what turnFields() gives", () => {
  assertEquals([...readTurns(TEXT, "turns.csv")], [[0, TURNS]]);
});

Deno.test("readTurns() leaves half a line out, and other columns alone", () => {
  const torn = TEXT.slice(0, -10);
  assertEquals(readTurns(torn, "turns.csv").get(0), TURNS.slice(0, 1));
  assertEquals(readTurns("", "turns.csv").size, 0);
  const other = TEXT.replace("lat_sum_s", "another");
  assertEquals(readTurns(other, "turns.csv").size, 0);
});

Deno.test("readTurns() reads files of versions in which all turns count", () => {
  const lines = TEXT.trimEnd().split("\n").map((line) =>
    line.split(",").slice(0, -2).join(",")
  );
  const old = readTurns(`${lines.join("\n")}\n`, "turns.csv").get(0);
  assertEquals(
    old,
    TURNS.map((one) => ({ ...one, absentNs: undefined, counts: true })),
  );
});

Deno.test("readTurns() says which line is not one of turns", () => {
  for (const wrong of ["-5", "NaN", "", "1e300"]) {
    assertThrows(
      () => readTurns(TEXT.replace(",7,0.008,", `,${wrong},0.008,`), "a.csv"),
      RunError,
      `a.csv:3: ios is "${wrong}"`,
    );
  }
  assertThrows(() => readTurns(`${TEXT}0,1\n`, "a.csv"), RunError, "a.csv: ");
});

Deno.test("rows have their turns back where all of them are there", () => {
  const read = readTurns(TEXT, "turns.csv");
  const turnsOf = (turns: number) =>
    withRecordedTurns([row({}, { metrics: { turns } })], read)[0]?.turns;
  assertEquals(turnsOf(2), TURNS);
  // The cell stands there twice, or its file was cut.
  assertEquals(turnsOf(1), undefined);
  assertEquals(turnsOf(3), undefined);
  const [failed] = withRecordedTurns([row({}, { status: "failed" })], read);
  assertEquals(failed?.turns, undefined);
});
