/** What git says of a folder; undefined where it says nothing. */
async function git(
  folder: string,
  args: readonly string[],
): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command("git", {
    // It would write what it finds out about files into the checkout.
    args: ["--no-optional-locks", "-C", folder, ...args],
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}

/** The commit of a checkout, "-dirty" where files are changed, if it is one. */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    // A folder without it may lie in a repository that is another project's.
    Deno.statSync(`${folder}/.git`);
    const commit = await git(folder, ["rev-parse", "--short", "HEAD"]);
    // `git describe --dirty` says the same, but takes a lock for it.
    const changed = await git(folder, [
      "status",
      "--porcelain",
      "--untracked-files=no",
    ]);
    return commit && (changed === "" ? commit : `${commit}-dirty`);
  } catch {
    return undefined; // This is no checkout, or there is no git.
  }
}
