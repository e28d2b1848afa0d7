/** The commit of a checkout, "-dirty" where files are changed, if it is one. */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    // A folder without it may lie in a repository that is another project's.
    Deno.statSync(`${folder}/.git`);
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", folder, "describe", "--always", "--dirty", "--exclude=*"],
      stderr: "null",
      // It would write what it has found out about files into the checkout.
      env: { GIT_OPTIONAL_LOCKS: "0" },
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined; // This is no checkout, or there is no git.
  }
}
