/** Whether a program cannot be started here; says what installs it then. */
export function isMissing(program: string): boolean {
  try {
    new Deno.Command(program, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return false;
  } catch {
    console.log(`${program} is not installed: sh setup.sh --tests`);
    return true;
  }
}
