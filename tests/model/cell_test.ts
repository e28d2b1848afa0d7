import { assertEquals } from "@std/assert";
import { cellName } from "../../lib/model/cell.ts";
import { cell } from "./fixtures.ts";

Deno.test("cellName tells what differs between cells", () => {
  assertEquals(cellName(cell({ mode: "coop" })), "coop, iodepth 4");
  assertEquals(
    cellName(cell({ busy: true, iodepth: 64 })),
    "default, busy, iodepth 64",
  );
});
