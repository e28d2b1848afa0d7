/** What goes by a name and maybe by another. */
interface Named {
  readonly name: string;
  readonly alias?: string;
}

/** All names of a command or an experiment. */
export function namesOf({ name, alias }: Named): readonly string[] {
  return alias === undefined ? [name] : [name, alias];
}

/** Whether it goes by this name. */
export function isNamed(one: Named, name: string): boolean {
  return namesOf(one).includes(name);
}
