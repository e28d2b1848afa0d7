import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Step } from "../../lib/model/measurement/steps.ts";
import { complaint } from "../../lib/setup/choose_target.ts";

const DISK = "/dev/nvme0n1";

for (
  const [name, errno, step, remedy] of [
    ["ENOENT", 2, "open", "`lsblk -p` lists the disks"],
    ["ENXIO", 6, "open", "`lsblk -p` lists the disks"],
    ["ENODEV", 19, "open", "`lsblk -p` lists the disks"],
    ["EACCES", 13, "open", `sudo setfacl -m u:$USER:r ${DISK}`],
    ["EPERM", 1, "open", `docker run --device ${DISK}`],
    ["EISDIR", 21, "open", "name a file or a block device"],
    ["of a terminal, no errno,", 0, "type", "without --filename a file is"],
    ["EINVAL", 22, "direct", "its file system has no direct I/O"],
  ] as const satisfies readonly (readonly [string, number, Step, string])[]
) {
  Deno.test(`a target that is refused with ${name} is told what would work`, () => {
    const line = complaint(DISK, { step, errno, message: `${step}: ${name}` });
    assertStringIncludes(line, remedy);
    assertStringIncludes(line, DISK);
    assertEquals(line.includes("\n"), false);
  });
}
