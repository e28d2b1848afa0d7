import { assert, assertEquals } from "@std/assert";
import { isStamped, SECTOR, stamp } from "../../../lib/source/block/stamp.ts";

Deno.test("every sector gets its number after the letters", () => {
  const buffer = new Uint8Array(3 * SECTOR).fill(0xee);
  const first = 2 ** 33 + 5;
  stamp(buffer, first);
  for (let i = 0; i < 3; i++) {
    const sector = buffer.subarray(i * SECTOR, (i + 1) * SECTOR);
    assertEquals(
      new TextDecoder().decode(sector.subarray(0, 8)),
      "uringlab",
    );
    assertEquals(
      [...sector.subarray(8, 17)],
      [5 + i, 0, 0, 0, 2, 0, 0, 0, 0xee],
    );
    assert(isStamped(sector, first + i));
  }
});

Deno.test("isStamped refuses another number, other letters, another size", () => {
  const sector = new Uint8Array(SECTOR);
  assert(!isStamped(sector, 0));
  stamp(sector, 7);
  assert(isStamped(sector, 7));
  assert(!isStamped(sector, 8));
  assert(!isStamped(sector.subarray(0, SECTOR - 1), 7));
  sector[7] = 0;
  assert(!isStamped(sector, 7));
});

Deno.test("a part of a buffer is stamped where it is", () => {
  const buffer = new Uint8Array(4 * SECTOR);
  stamp(buffer.subarray(SECTOR, 3 * SECTOR), 1);
  const stamped = [0, 1, 2, 3].map((i) =>
    isStamped(buffer.subarray(i * SECTOR, (i + 1) * SECTOR), i)
  );
  assertEquals(stamped, [false, true, true, false]);
});

Deno.test("what is no whole sector is left as it is", () => {
  for (const rest of [0, 1, 3, 10, SECTOR - 1]) {
    const buffer = new Uint8Array(SECTOR + rest);
    stamp(buffer, 0);
    assert(isStamped(buffer.subarray(0, SECTOR), 0));
    assert(buffer.subarray(SECTOR).every((byte) => byte === 0));
  }
});
