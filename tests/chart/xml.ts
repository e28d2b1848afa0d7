import { assert, assertEquals, assertMatch } from "@std/assert";
import { DOMParser } from "linkedom";

/** What the tests use of a DOM element. */
export interface XmlElement {
  readonly tagName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  closest(selector: string): XmlElement | null;
  querySelector(selector: string): XmlElement | null;
  querySelectorAll(selector: string): Iterable<XmlElement>;
}

/** Parses XML after checking that it is well-formed. */
export function parseXml(xml: string): XmlElement {
  assertWellFormed(xml);
  // linkedom's own type needs TypeScript's DOM library.
  const document = new DOMParser().parseFromString(xml, "image/svg+xml");
  return document as unknown as XmlElement;
}

/** All elements that a selector finds, never none. */
export function all(root: XmlElement, selector: string): XmlElement[] {
  const found = [...root.querySelectorAll(selector)];
  assert(found.length > 0, `nothing matches ${selector}`);
  return found;
}

/** A numeric attribute. */
export function number(of: XmlElement, attribute: string): number {
  const value = Number(of.getAttribute(attribute) ?? NaN);
  assert(Number.isFinite(value), `${of.tagName} has no number ${attribute}`);
  return value;
}

// linkedom, like a browser's HTML parser, forgives what XML does not.
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const text = "(?:[^<>&]|&(?:amp|lt|gt);)*";
  const value = '(?:[^<>&"]|&(?:amp|lt|gt|quot);)*';
  const tag = new RegExp(
    `^<(/?)([a-z]+)((?: [a-zA-Z][a-zA-Z0-9:-]*="${value}")*)(/?)>`,
  );
  for (let rest = xml.trim(); rest !== "";) {
    const [token = "", close, name = "", attributes = "", empty] =
      tag.exec(rest) ?? new RegExp(`^${text}`).exec(rest) ?? [];
    assert(token !== "", `not well-formed at: ${rest.slice(0, 80)}`);
    if (close) assertEquals(open.pop(), name);
    else if (name !== "" && !empty) open.push(name);
    const names = [...attributes.matchAll(/ ([a-zA-Z][a-zA-Z0-9:-]*)=/g)]
      .map((match) => match[1]);
    assertEquals(new Set(names).size, names.length, `twice in ${token}`);
    rest = rest.slice(token.length);
  }
  assertEquals(open, []);
  assertMatch(xml, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
}
