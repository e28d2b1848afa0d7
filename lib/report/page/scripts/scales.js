// Buttons that show a chart with the other scale of an axis, which is there
// already: the charts are drawn by uringlab, this only chooses.
(() => {
  const AXES = /** @type {const} */ (["x", "y"]);

  /** @param {HTMLElement} figure */
  const prepare = (figure) => {
    const shown = figure.querySelector("svg");
    /** @type {HTMLTemplateElement[]} */
    const templates = [...figure.querySelectorAll("template")];
    if (!shown || templates.length === 0) return;
    const charts = [
      { scales: figure.dataset, chart: shown.cloneNode(true) },
      ...templates.map(({ dataset, content }) => ({
        scales: dataset,
        chart: content,
      })),
    ];
    const now = {
      x: figure.dataset.x ?? "linear",
      y: figure.dataset.y ?? "linear",
    };
    const controls = document.createElement("div");
    controls.className = "controls";
    for (const axis of AXES) {
      if (new Set(charts.map(({ scales }) => scales[axis])).size < 2) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `logarithmic ${axis} axis`;
      button.setAttribute("aria-pressed", `${now[axis] === "log"}`);
      button.addEventListener("click", () => {
        now[axis] = now[axis] === "log" ? "linear" : "log";
        button.setAttribute("aria-pressed", `${now[axis] === "log"}`);
        const wanted = charts.find(({ scales }) =>
          scales.x === now.x && scales.y === now.y
        );
        if (!wanted) return;
        figure.querySelector("svg")?.replaceWith(
          document.importNode(wanted.chart, true),
        );
        figure.dispatchEvent(new Event("chartchange"));
      });
      controls.append(button);
    }
    figure.prepend(controls);
  };

  for (const figure of document.querySelectorAll("figure")) prepare(figure);
})();
