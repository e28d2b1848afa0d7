// Runs inside the page and tells what a reader would stumble over.
(() => {
  const name = (element) =>
    `${element.tagName.toLowerCase()} ${
      element.textContent.trim().slice(0, 60)
    }`;
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.match(/[\d.]+/g).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) =>
      a - b
    );
    return (high + 0.05) / (low + 0.05);
  };

  const charts = [...document.querySelectorAll("figure svg")];
  const outside = [];
  const overlapping = [];
  const faint = [];
  const small = [];
  for (const chart of charts) {
    const title = chart.getAttribute("aria-label");
    const frame = chart.getBoundingClientRect();
    const ground = getComputedStyle(chart.closest("figure")).backgroundColor;
    const texts = [...chart.querySelectorAll("text")].map((text) => ({
      text,
      box: text.getBoundingClientRect(),
    }));
    for (const { text, box } of texts) {
      if (
        box.left < frame.left - 0.5 || box.right > frame.right + 0.5 ||
        box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5
      ) outside.push(`${title}: ${name(text)}`);
      const size = parseFloat(getComputedStyle(text).fontSize) *
        frame.width / chart.viewBox.baseVal.width;
      if (size < 9) small.push(`${title}: ${name(text)}, ${size} px`);
      if (
        !text.closest(".segment") &&
        contrast(getComputedStyle(text).fill, ground) < 4.5
      ) faint.push(`${title}: ${name(text)}`);
    }
    texts.forEach(({ text, box }, index) => {
      for (const other of texts.slice(index + 1)) {
        const width = Math.min(box.right, other.box.right) -
          Math.max(box.left, other.box.left);
        const height = Math.min(box.bottom, other.box.bottom) -
          Math.max(box.top, other.box.top);
        // Lines of one paragraph touch, as a box is higher than its letters.
        if (
          width > 1 && height > 0.4 * Math.min(box.height, other.box.height)
        ) {
          overlapping.push(`${title}: ${name(text)} and ${name(other.text)}`);
        }
      }
    });
  }
  const clipped = [...document.querySelectorAll("main, main *:not(svg *)")]
    .filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const hides = (overflow) => ["hidden", "clip"].includes(overflow);
      return (hides(overflowX) && element.scrollWidth > element.clientWidth) ||
        (hides(overflowY) && element.scrollHeight > element.clientHeight);
    })
    // A chart's own box is looked at above.
    .filter((element) => element.tagName !== "svg")
    .map(name);
  const { scrollWidth, clientWidth } = document.documentElement;
  const body = getComputedStyle(document.body);
  return {
    charts: charts.map((chart) => {
      const { width, height } = chart.getBoundingClientRect();
      return { title: chart.getAttribute("aria-label"), width, height };
    }),
    outside,
    overlapping,
    faint,
    small,
    clipped,
    sideways: scrollWidth - clientWidth,
    textContrast: contrast(body.color, body.backgroundColor),
    ground: body.backgroundColor,
    downloads: [...document.querySelectorAll('a[href^="data:"]')]
      .map((link) => link.getAttribute("download")),
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
    scripts: document.scripts.length,
    fetching: document.querySelectorAll("img, iframe, object, [src]").length,
    headings: [...document.querySelectorAll("h2")].map((h) => h.textContent),
  };
})();
