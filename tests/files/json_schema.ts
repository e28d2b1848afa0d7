/** The words of JSON Schema that ours use; any other is an error. */
interface Schema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

const KNOWN = new Set([
  "$schema",
  "title",
  "description",
  "type",
  "const",
  "enum",
  "anyOf",
  "minimum",
  "items",
  "required",
  "properties",
  "additionalProperties",
]);

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

/** What is wrong with a value by a schema, each with its path. */
export function violations(
  value: unknown,
  schema: Schema,
  path = "$",
): string[] {
  const unknown = Object.keys(schema).filter((word) => !KNOWN.has(word));
  if (unknown.length > 0) throw new Error(`schema: unknown ${unknown}`);
  const wrong: string[] = [];
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    if (!typeOf(value).some((one) => types.includes(one))) {
      return [`${path} is no ${types.join(" or ")}`];
    }
  }
  if ("const" in schema && value !== schema.const) {
    wrong.push(`${path} is not ${schema.const}`);
  }
  if (schema.enum && !schema.enum.includes(value)) {
    wrong.push(`${path} is none of ${schema.enum}`);
  }
  if (
    schema.anyOf &&
    schema.anyOf.every((one) => violations(value, one, path).length > 0)
  ) wrong.push(`${path} is of no kind`);
  if (
    schema.minimum !== undefined && typeof value === "number" &&
    value < schema.minimum
  ) wrong.push(`${path} is below ${schema.minimum}`);
  const { items, properties = {}, additionalProperties: others } = schema;
  if (Array.isArray(value)) {
    if (items) {
      wrong.push(
        ...value.flatMap((one, i) => violations(one, items, `${path}[${i}]`)),
      );
    }
  } else if (typeof value === "object" && value !== null) {
    for (const name of schema.required ?? []) {
      if (!(name in value)) wrong.push(`${path}.${name} is missing`);
    }
    for (const [name, one] of Object.entries(value)) {
      const own = properties[name] ??
        (typeof others === "object" ? others : undefined);
      if (own) wrong.push(...violations(one, own, `${path}.${name}`));
      else if (others === false) wrong.push(`${path}.${name} is not known`);
    }
  }
  return wrong;
}
