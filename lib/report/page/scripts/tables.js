// Heads of tables are buttons that sort: up, down, and as it was.
(() => {
  /** Fewer rows are seen at a glance. */
  const LEAST_ROWS = 3;
  /** A number at the start of a text that is no date and no version. */
  const NUMBER =
    /^([+\-\u00b1]?)(x )?(\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)(?![\d.:\-])/;
  const COLLATOR = new Intl.Collator("en", { numeric: true });

  /**
   * What a text is sorted as: "x 3.50" is a change of +250 %.
   * @param {string} text
   */
  const numberOf = (text) => {
    const match = NUMBER.exec(text);
    if (!match) return undefined;
    const [, sign = "", times, digits = ""] = match;
    const value = Number(
      `${sign === "-" ? "-" : ""}${digits.replaceAll(",", "")}`,
    );
    return times ? (value - 1) * 100 : value;
  };

  /** @param {string} text */
  const isMissing = (text) => /^(?:|-|\u2013|\?|none.*)$/.test(text);

  /**
   * How two texts of a column are sorted; what is missing comes last anyway.
   * @param {readonly string[]} texts
   */
  const comparing = (texts) => {
    const told = texts.filter((text) => !isMissing(text));
    const isNumeric = told.every((text) => numberOf(text) !== undefined);
    /**
     * @param {string} a
     * @param {string} b
     */
    return (a, b) =>
      isNumeric
        ? (numberOf(a) ?? 0) - (numberOf(b) ?? 0)
        : COLLATOR.compare(a, b);
  };

  /** @param {HTMLTableElement} table */
  const prepare = (table) => {
    const heads = [...table.tHead?.rows[0]?.cells ?? []];
    const body = table.tBodies[0];
    const rows = [...body?.rows ?? []];
    if (!body || rows.length < LEAST_ROWS) return;
    heads.forEach((head, column) => {
      // A button without a name could not be called by anybody.
      if (head.textContent?.trim() === "") return;
      /** @param {HTMLTableRowElement} row */
      const textOf = (row) => row.cells[column]?.textContent?.trim() ?? "";
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const order = before === null
          ? "ascending"
          : before === "ascending"
          ? "descending"
          : undefined;
        for (const one of heads) one.removeAttribute("aria-sort");
        if (order !== undefined) head.setAttribute("aria-sort", order);
        const compare = comparing(rows.map(textOf));
        const way = order === "descending" ? -1 : 1;
        body.append(
          ...order === undefined ? rows : rows.toSorted((a, b) => {
            const [one, other] = [textOf(a), textOf(b)];
            const gone = Number(isMissing(one)) - Number(isMissing(other));
            return gone || way * compare(one, other);
          }),
        );
      });
    });
  };

  for (const table of document.querySelectorAll("table")) prepare(table);
})();
