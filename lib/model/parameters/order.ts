/**
 * Names in the order of their list, but for those that follow another one:
 * `after` gives that one's name. Throws where there is none of that name.
 */
export function arranged<Name extends string>(
  names: readonly Name[],
  after: (name: Name) => string | undefined,
): Name[] {
  const followers = names.filter((name) => after(name) !== undefined);
  const order = names.filter((name) => after(name) === undefined);
  for (const name of followers) {
    const at = order.findIndex((other) => other === after(name));
    if (at < 0) {
      throw new Error(`${name}: there is no ${after(name)} before it`);
    }
    order.splice(at + 1, 0, name);
  }
  return order;
}
