import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import {
  bytes,
  cpuList,
  integer,
  list,
  microseconds,
  numbers,
  oneOf,
  onOff,
  type Reader,
  regex,
  seconds,
  text,
} from "../../lib/options/values.ts";

function refused<T>(read: Reader<T>, texts: readonly string[], wanted: string) {
  for (const text of texts) {
    const error = assertThrows(() => read(text, "name"), UsageError, wanted);
    assertStringIncludes(error.message, "--name");
    assertEquals(error.message.includes("\n"), false);
  }
}

Deno.test("integer takes whole numbers between its bounds", () => {
  const read = integer(1, 64);
  assertEquals(["1", "64", "007"].map((t) => read(t, "name")), [1, 64, 7]);
  refused(
    read,
    ["0", "65", "-1", "+1", "1.5", "1e1", "0x1", " 1", "1k", "", "one", "1_0"],
    "is not a whole number from 1 to 64",
  );
});

Deno.test("bytes takes fio's units, which are powers of 1024", () => {
  const values = { "512": 512, "4k": 4096, "4K": 4096, "4kb": 4096 };
  const more = {
    "4KiB": 4096,
    "2m": 2 ** 21,
    "1g": 2 ** 30,
    "3T": 3 * 2 ** 40,
  };
  for (const [given, value] of Object.entries({ ...values, ...more })) {
    assertEquals(bytes(given, "name"), value, given);
  }
  refused(
    bytes,
    ["0", "0k", "", "k", "-1", "1.5k", "1kk", "4 k", "1e3", "0x10", "9999999t"],
    "is not a number of bytes such as 512, 4k or 1g",
  );
});

Deno.test("seconds takes fio's units of time", () => {
  const read = seconds(0, 7 * 24 * 3600);
  for (
    const [given, value] of Object.entries({
      "10": 10,
      "10s": 10,
      "0": 0,
      "0.5": 0.5,
      "500ms": 0.5,
      "250us": 0.00025,
      "2m": 120,
      "1.5h": 5400,
    })
  ) assertEquals(read(given, "name"), value, given);
  refused(
    read,
    ["", "s", "-1", "1 s", "1e3", "10x", "8d", ".5", "5.", "169h", "1s2"],
    "is not a time from 0 s to 604800 s such as 10, 10s or 500ms",
  );
  refused(seconds(0.01, 1), ["0", "9ms", "1.001"], "a time from 0.01 s to 1 s");
});

Deno.test("microseconds takes fio's units of time, and none for its own", () => {
  const read = microseconds(0, 10e6);
  for (
    const [given, value] of Object.entries({
      "0": 0,
      "50": 50,
      "50us": 50,
      "0.5": 0.5,
      "4ms": 4000,
      "1.5ms": 1500,
      "10s": 10e6,
      // Not 100.00000000000001, as the product of the factors is.
      "0.1ms": 100,
      "3.3ms": 3300,
    })
  ) assertEquals(read(given, "name"), value, given);
  refused(
    read,
    ["", "us", "-1", "1 us", "1e3", "10x", "1m", "1h", ".5", "5.", "11s"],
    "is not a time from 0 us to 10000000 us such as 50, 50us or 4ms",
  );
  refused(microseconds(1, 5), ["0", "0.99", "5.01us"], "from 1 us to 5 us");
});

Deno.test("oneOf takes a name and suggests another for a near miss", () => {
  const read = oneOf(["random", "sequential"] as const);
  assertEquals(read("random", "name"), "random");
  refused(read, ["radnom"], 'unknown value "radnom"; did you mean "random"?');
  refused(read, ["Random"], 'did you mean "random"?');
  refused(read, ["xyz", ""], "; known: random, sequential");
});

Deno.test("onOff takes fio's 1 and 0 for on and off", () => {
  assertEquals(["1", "0"].map((t) => onOff(t, "name")), [true, false]);
});

Deno.test("onOff takes nothing but on and off", () => {
  assertEquals(["on", "off"].map((t) => onOff(t, "name")), [true, false]);
  refused(onOff, ["2", "true", "yes", "", "ON"], "unknown value");
});

Deno.test("list takes values with commas, each of them once", () => {
  const read = list(integer(1, 64));
  assertEquals(read("8", "name"), [8]);
  assertEquals(read("8,1, 64", "name"), [8, 1, 64]);
  refused(read, ["1,1", "1,2,1"], "is not a list without repetitions");
  refused(read, ["", ",", "1,", "1,,2", "1-4", "1;2", "1,65"], "whole number");
});

Deno.test("a list is without repetitions however they are spelled", () => {
  refused(list(integer(1, 64)), ["1,01"], "without repetitions");
});

Deno.test("cpuList takes the kernel's ranges", () => {
  assertEquals(cpuList("10,12", "name"), [10, 12]);
  assertEquals(cpuList("0-3,8", "name"), [0, 1, 2, 3, 8]);
  refused(
    cpuList,
    ["", " ", "a", "3-1", "1,", "-1", "0-", "99999999"],
    "is not a list of CPUs such as 10,12 or 0-3",
  );
});

Deno.test("text takes anything but nothing", () => {
  assertEquals(text("a b=c", "name"), "a b=c");
  refused(text, [""], "needs a value");
});

Deno.test("numbers takes ranges that grow by a step or a factor", () => {
  const read = numbers(integer(0, 2000));
  const values = (text: string) => read(text, "name");
  assertEquals(values("1..64*2"), [1, 2, 4, 8, 16, 32, 64]);
  assertEquals(values("1..50*3"), [1, 3, 9, 27]);
  assertEquals(values("1..4"), [1, 2, 3, 4]);
  assertEquals(values("0..10+5"), [0, 5, 10]);
  assertEquals(values("7..7"), [7]);
  assertEquals(values("1, 8..10, 64"), [1, 8, 9, 10, 64]);
  assertEquals(numbers(microseconds(0, 1e6))("0..1ms+250us", "name"), [
    0,
    250,
    500,
    750,
    1000,
  ]);
  refused(
    read,
    ["8..1", "1..8*1", "1..8*0", "0..8*2", "1..8+0", "1..8*x"],
    "is not a range such as 1..64*2, 1..8 or 0..100+20",
  );
  refused(read, ["0..1999"], "is not a range of 1000 values at most");
  refused(read, ["1..4,2"], "is not a list without repetitions");
  refused(read, ["1..2001", "1..", "..4", "1...4"], "whole number");
});

Deno.test("regex takes what is one, and says why another text is none", () => {
  assertEquals(regex("iodepth:(8|16)/", "name").source, "iodepth:(8|16)\\/");
  refused(regex, ["(", "[", "*"], "Invalid regular expression");
});
