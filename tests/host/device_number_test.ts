import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeDeviceNumber,
  deviceOfFile,
} from "../../lib/host/device_number.ts";

Deno.test("dev_t splits as in sysmacros.h", () => {
  assertEquals(decodeDeviceNumber(65024), "254:0");
  assertEquals(decodeDeviceNumber(35), "0:35");
  // makedev(259, 300): minors above 255 continue at bit 20.
  assertEquals(decodeDeviceNumber(0x11032c), "259:300");
  // makedev(4096, 1): majors above 4095 continue at bit 44.
  assertEquals(decodeDeviceNumber(2 ** 44 + 1), "4096:1");
});

Deno.test("the device of a file is that of its file system", () => {
  const file = Deno.makeTempFileSync();
  try {
    assertEquals(
      deviceOfFile(file),
      decodeDeviceNumber(Deno.statSync(file).dev),
    );
  } finally {
    Deno.removeSync(file);
  }
  assertThrows(() => deviceOfFile("/nonexistent"), Deno.errors.NotFound);
});
