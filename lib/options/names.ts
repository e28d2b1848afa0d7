/** What a user calls by a name or by another: a command, an experiment. */
interface Named {
  readonly name: string;
  readonly alias?: string;
}

/** All names that it goes by. */
export function namesOf({ name, alias }: Named): readonly string[] {
  return alias === undefined ? [name] : [name, alias];
}

/** Whether it goes by this name. */
export function isNamed(one: Named, name: string): boolean {
  return namesOf(one).includes(name);
}
