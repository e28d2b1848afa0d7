import { assertGolden } from "../golden.ts";
import { COMMANDS } from "./fake_process.ts";

Deno.test("uringlab --help prints the text in tests/golden", async () => {
  await assertGolden("help/uringlab.txt", COMMANDS.programHelp("long"));
  await assertGolden("help/uringlab.short.txt", COMMANDS.programHelp("short"));
});

for (const command of COMMANDS.all) {
  Deno.test(`${command.name} --help prints the text in tests/golden`, async () => {
    await assertGolden(`help/${command.name}.txt`, command.help());
    await assertGolden(
      `help/${command.name}.short.txt`,
      command.help("short"),
    );
  });
}
