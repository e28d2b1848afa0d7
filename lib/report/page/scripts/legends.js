// Entries of legends are buttons that hide their series and show it again.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  /** Around an entry, in px of the chart: what a finger can hit. */
  const MARGIN = 4;

  /**
   * The series of a figure that are hidden, whichever of its charts is shown.
   * @type {WeakMap<Element, Set<string>>}
   */
  const hidden = new WeakMap();

  /**
   * @param {Element} figure
   * @param {Set<string>} off
   */
  const apply = (figure, off) => {
    for (const part of figure.querySelectorAll("svg [data-series]")) {
      part.classList.toggle(
        "off",
        off.has(part.getAttribute("data-series") ?? ""),
      );
    }
    for (const entry of figure.querySelectorAll("svg [data-legend]")) {
      const isOff = off.has(entry.getAttribute("data-legend") ?? "");
      entry.classList.toggle("off", isOff);
      entry.setAttribute("aria-pressed", `${!isOff}`);
    }
    // Tab must lead to a mark that is seen.
    const marks = [...figure.querySelectorAll(".mark")];
    const seen = marks.filter((mark) => mark.getClientRects().length > 0);
    if (seen.some((mark) => mark.getAttribute("tabindex") === "0")) return;
    for (const mark of marks) mark.setAttribute("tabindex", "-1");
    seen[0]?.setAttribute("tabindex", "0");
  };

  /** @param {SVGGElement} entry */
  const addGround = (entry) => {
    const { x, y, width, height } = entry.getBBox();
    const ground = document.createElementNS(SVG, "rect");
    for (
      const [name, value] of Object.entries({
        x: x - MARGIN,
        y: y - MARGIN,
        width: width + 2 * MARGIN,
        height: height + 2 * MARGIN,
        class: "ground",
      })
    ) ground.setAttribute(name, `${value}`);
    entry.prepend(ground);
  };

  /** @param {Element} figure */
  const prepare = (figure) => {
    const entries = /** @type {SVGGElement[]} */ (
      [...figure.querySelectorAll("svg [data-legend]")]
    );
    // Of a single series there is nothing to choose.
    if (entries.length < 2) return;
    const off = hidden.get(figure) ?? new Set();
    hidden.set(figure, off);
    for (const entry of entries) {
      const series = entry.getAttribute("data-legend") ?? "";
      const toggle = () => {
        if (!off.delete(series)) off.add(series);
        apply(figure, off);
      };
      const words = [...entry.querySelectorAll("text")]
        .map(({ textContent }) => textContent);
      addGround(entry);
      entry.setAttribute("role", "button");
      entry.setAttribute("tabindex", "0");
      entry.setAttribute("aria-label", words.join(" "));
      entry.addEventListener("click", toggle);
      entry.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        toggle();
      });
    }
    apply(figure, off);
  };

  for (const figure of document.querySelectorAll("figure")) {
    prepare(figure);
    figure.addEventListener("chartchange", () => prepare(figure));
  }
})();
