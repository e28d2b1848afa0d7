import { assertGolden } from "../golden.ts";
import { COMMANDS } from "./fake_process.ts";

Deno.test("uringlab --help prints the text in tests/golden", async () => {
  await assertGolden("help/uringlab.txt", COMMANDS.programHelp);
});

for (const command of COMMANDS.all) {
  Deno.test(`${command.name} --help prints the text in tests/golden`, async () => {
    await assertGolden(`help/${command.name}.txt`, command.help());
  });
}
