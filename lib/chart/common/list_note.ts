/** Further places are only counted: a caption of ten lines is read by nobody. */
const MOST = 6;

/**
 * A caption line that names the places of something, "No value: a; b.", or the
 * first of them and how many more there are; no line where there are none.
 */
export function listNote(what: string, places: readonly string[]): string[] {
  if (places.length === 0) return [];
  // One more takes no more room than to say that there is one more.
  const named = places.length <= MOST + 1 ? places : places.slice(0, MOST);
  const more = places.length - named.length;
  return [
    `${what}: ${named.join("; ")}${more > 0 ? `; and in ${more} more` : ""}.`,
  ];
}
