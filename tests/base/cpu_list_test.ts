import { assertEquals, assertThrows } from "@std/assert";
import {
  CpuListError,
  formatCpuList,
  parseCpuList,
} from "../../lib/base/cpu_list.ts";

Deno.test("a CPU list is sorted and holds each number once", () => {
  assertEquals(parseCpuList("8,10-11,0-3,2"), [0, 1, 2, 3, 8, 10, 11]);
  assertEquals(parseCpuList("0, 1"), [0, 1]);
  assertEquals(parseCpuList("5"), [5]);
  assertEquals(parseCpuList(" \n"), []);
});

Deno.test("formatting makes the shortest list", () => {
  assertEquals(formatCpuList([3, 0, 1, 2, 8, 8]), "0-3,8");
  assertEquals(formatCpuList([0, 1]), "0-1");
  assertEquals(formatCpuList([]), "");
});

Deno.test("parsing and formatting are each other's inverse", () => {
  for (const text of ["", "0", "0-3,8,10-11", "0,2,4,6", "1-2,65535"]) {
    assertEquals(formatCpuList(parseCpuList(text)), text);
  }
});

Deno.test("bad CPU lists name what is wrong", () => {
  const bad: [string, string][] = [
    ["a", '"a" is neither'],
    ["0-", '"0-" is neither'],
    ["0,,1", '"" is neither'],
    ["-1", '"-1" is neither'],
    ["0x3", '"0x3" is neither'],
    ["3-1", "runs backwards"],
    ["0-65536", "not below 65536"],
    ["0-99999999999", "not below 65536"],
  ];
  for (const [text, message] of bad) {
    assertThrows(() => parseCpuList(text), CpuListError, message);
  }
});
