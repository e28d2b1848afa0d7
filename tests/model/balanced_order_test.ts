import { assert, assertEquals } from "@std/assert";
// @ts-types="@types/d3-array"
import { range } from "d3-array";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { balancedOrders } from "../../lib/model/balanced_order.ts";

function drawn(size: number, count: number, seed = 0.5) {
  const orders = balancedOrders(size, randomLcg(seed));
  return Array.from({ length: count }, () => orders.next().value);
}

Deno.test("balancedOrders() gives each of two arms the first turn in every two blocks", () => {
  for (let seed = 0; seed < 20; seed++) {
    const orders = drawn(2, 10, seed / 20).map(String);
    for (let block = 0; block < 10; block += 2) {
      assertEquals(orders.slice(block, block + 2).sort(), ["0,1", "1,0"]);
    }
  }
});

Deno.test("balancedOrders() neither starts nor goes on with the same arm always", () => {
  const starts = range(40).map((seed) =>
    drawn(2, 4, seed / 40).map(([first]) => first).join("")
  );
  assertEquals(new Set(starts), new Set(["0101", "0110", "1001", "1010"]));
});

for (const size of [1, 2, 3, 4, 5, 6, 8]) {
  Deno.test(`balancedOrders() balances positions and neighbours of ${size} arms`, () => {
    const cycle = size % 2 === 0 ? size : 2 * size;
    const orders = drawn(size, cycle);
    for (const order of orders) {
      assertEquals([...order].sort((a, b) => a - b), range(size));
    }
    for (let position = 0; position < size; position++) {
      const there = orders.map((order) => order[position]);
      for (const arm of range(size)) {
        assertEquals(there.filter((one) => one === arm).length, cycle / size);
      }
    }
    const followers = new Map<string, number>();
    for (const order of orders) {
      for (let i = 1; i < size; i++) {
        const pair = `${order[i - 1]} then ${order[i]}`;
        followers.set(pair, (followers.get(pair) ?? 0) + 1);
      }
    }
    assertEquals(followers.size, size * (size - 1));
    assert(new Set(followers.values()).size <= 1, `${[...followers]}`);
  });
}

Deno.test("balancedOrders() draws the same orders from the same numbers", () => {
  assertEquals(drawn(4, 12, 0.3), drawn(4, 12, 0.3));
  assert(`${drawn(4, 12, 0.3)}` !== `${drawn(4, 12, 0.4)}`);
  assertEquals(drawn(4, 12).slice(0, 5), drawn(4, 5));
});
