/**
 * A value of an attribute; numbers are rounded to 2 decimals, undefined is left
 * out.
 */
export type AttributeValue = string | number | undefined;

/** An SVG element as data; text is kept unescaped until it is written. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly children: readonly (SvgElement | string)[];
}

/** Makes an SVG element. */
export function element(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  ...children: readonly (SvgElement | string)[]
): SvgElement {
  return { name, attributes, children };
}

/**
 * Writes an element as XML, one element a line so that a diff shows what moved.
 */
export function toXml(node: SvgElement, indent = ""): string {
  const open = `${indent}<${node.name}${attributesOf(node)}`;
  if (node.children.length === 0) return `${open}/>\n`;
  if (isInline(node)) {
    const inner = node.children.map((child) =>
      typeof child === "string" ? escapeXml(child) : toXml(child).trimEnd()
    );
    return `${open}>${inner.join("")}</${node.name}>\n`;
  }
  const inner = node.children.map((child) =>
    typeof child === "string"
      ? `${indent}  ${escapeXml(child)}\n`
      : toXml(child, `${indent}  `)
  );
  return `${open}>\n${inner.join("")}${indent}</${node.name}>\n`;
}

/** Rounds to 2 decimals, the precision of every position in a chart. */
export function round(value: number): number {
  // Adding 0 turns -0, which would be written with its sign, into 0.
  return Math.round(value * 100) / 100 + 0;
}

function attributesOf(node: SvgElement): string {
  return Object.entries(node.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attributeText(value)}"`)
    .join("");
}

function attributeText(value: AttributeValue): string {
  return typeof value === "number"
    ? String(round(value))
    : escapeXml(value ?? "").replace(/"/g, "&quot;");
}

function escapeXml(text: string): string {
  return text.toWellFormed()
    // XML 1.0 has no way at all to write some of these characters; the others
    // would turn the direction of what stands around them.
    .replace(
      // deno-lint-ignore no-control-regex
      /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
      "\ufffd",
    )
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

function isInline(node: SvgElement): boolean {
  return node.children.every((child) =>
    typeof child === "string" || child.name === "title"
  );
}
