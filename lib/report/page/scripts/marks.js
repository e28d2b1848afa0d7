// Marks of charts: by keyboard, pointer and finger, each with what it says.
(() => {
  /** How far beside a mark a finger may land, in px. */
  const REACH = 24;
  /** What is larger is a line or an area, and has no middle to aim at. */
  const LARGEST_POINT = 40;

  const tip = document.createElement("div");
  tip.className = "tip";
  // What it shows is the name of the mark, which is read out already.
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  document.body.append(tip);

  /** @param {Element} mark */
  const middle = (mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return { x: (left + right) / 2, y: (top + bottom) / 2, top, bottom };
  };

  /**
   * Shows what a mark says beside it, or beside the pointer.
   * @param {Element} mark
   * @param {{ x: number, y: number }} [pointer]
   */
  const show = (mark, pointer) => {
    const at = middle(mark);
    const x = pointer?.x ?? at.x;
    const above = pointer?.y ?? at.top;
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 4;
    tip.style.left = `${Math.max(4, Math.min(room, x - width / 2))}px`;
    const top = above - height - 8;
    tip.style.top = `${top > 4 ? top : (pointer?.y ?? at.bottom) + 12}px`;
  };

  const hide = () => {
    tip.hidden = true;
  };

  /** @param {Element} chart */
  const marksOf = (chart) =>
    /** @type {SVGElement[]} */ ([...chart.querySelectorAll(".mark")])
      .filter((mark) => mark.getClientRects().length > 0);

  /** @param {Element} mark */
  const trackOf = (mark) => mark.closest(".track") ?? mark.parentElement;

  /**
   * The marks of a chart that are seen, along their tracks from left to right.
   * @param {Element} chart
   */
  const tracksOf = (chart) => {
    /** @type {Map<Element | null, SVGElement[]>} */
    const tracks = new Map();
    for (const mark of marksOf(chart)) {
      const track = trackOf(mark);
      tracks.set(track, [...tracks.get(track) ?? [], mark]);
    }
    return [...tracks.values()].map((track) =>
      track.sort((a, b) => middle(a).x - middle(b).x)
    );
  };

  /**
   * Which mark a key leads to; undefined for a key that leads nowhere.
   * @param {string} key
   * @param {SVGElement} mark
   * @param {Element} chart
   */
  const next = (key, mark, chart) => {
    const tracks = tracksOf(chart);
    const at = tracks.findIndex((track) => track.includes(mark));
    const track = tracks[at] ?? [];
    const place = track.indexOf(mark);
    /** @param {SVGElement[] | undefined} other */
    const nearest = (other) =>
      other?.toSorted((a, b) =>
        Math.abs(middle(a).x - middle(mark).x) -
        Math.abs(middle(b).x - middle(mark).x)
      )[0];
    switch (key) {
      case "ArrowLeft":
        return track[place - 1];
      case "ArrowRight":
        return track[place + 1];
      case "ArrowUp":
        return nearest(tracks[at - 1]);
      case "ArrowDown":
        return nearest(tracks[at + 1]);
      case "Home":
        return track[0];
      case "End":
        return track.at(-1);
    }
    return undefined;
  };

  /**
   * Of a chart one mark is reached by Tab: the one that was looked at last.
   * @param {SVGElement} mark
   * @param {Element} chart
   */
  const look = (mark, chart) => {
    for (const one of chart.querySelectorAll('.mark[tabindex="0"]')) {
      one.setAttribute("tabindex", "-1");
    }
    mark.setAttribute("tabindex", "0");
    mark.focus();
  };

  /**
   * The mark that a pointer is on, or is next to.
   * @param {Element} chart
   * @param {MouseEvent} event
   */
  const hit = (chart, { target, clientX, clientY }) => {
    const on = target instanceof Element ? target.closest(".mark") : null;
    if (on) return /** @type {SVGElement} */ (on);
    const [best] = marksOf(chart).flatMap((mark) => {
      const { width, height } = mark.getBoundingClientRect();
      if (Math.max(width, height) > LARGEST_POINT) return [];
      const { x, y } = middle(mark);
      const far = Math.hypot(x - clientX, y - clientY);
      return far > REACH ? [] : [{ mark, far }];
    }).sort((a, b) => a.far - b.far);
    return best?.mark;
  };

  /** @param {Element} figure */
  const prepare = (figure) => {
    const chart = figure.querySelector("svg");
    if (!chart) return;
    // A picture has nothing in it that could be reached.
    chart.setAttribute("role", "group");
    for (const title of chart.querySelectorAll("title")) {
      const mark = title.parentElement;
      const text = title.textContent?.trim() ?? "";
      // What says nothing is no mark.
      if (!mark || text === "") continue;
      mark.setAttribute("aria-label", text);
      mark.setAttribute("role", "img");
      mark.setAttribute("tabindex", "-1");
      mark.classList.add("mark");
      // Or the browser would show it beside ours.
      title.remove();
    }
    const marks = marksOf(chart);
    const first = marks.find((mark) => mark.closest(".track")) ?? marks[0];
    // What has no mark may still be wider than the screen, and scrolls then.
    (first ?? figure).setAttribute("tabindex", "0");
  };

  /**
   * What is heard of a figure, whichever chart it shows. (A listener of the
   * chart itself would make the chart a stop of Tab.)
   * @param {HTMLElement} figure
   */
  const listen = (figure) => {
    figure.addEventListener("chartchange", () => {
      hide();
      prepare(figure);
    });
    figure.addEventListener("focusin", ({ target }) => {
      if (target instanceof Element && target.matches(".mark")) show(target);
    });
    figure.addEventListener("focusout", hide);
    figure.addEventListener("pointerover", ({ target, clientX, clientY }) => {
      const mark = target instanceof Element && target.closest(".mark");
      if (mark) show(mark, { x: clientX, y: clientY });
    });
    figure.addEventListener("pointerout", ({ pointerType }) => {
      // A finger that is lifted leaves what it has touched.
      if (pointerType === "mouse") hide();
    });
    figure.addEventListener("click", (event) => {
      const { target } = event;
      const isButton = target instanceof Element &&
        target.closest("button, [role=button]");
      const mark = isButton ? undefined : hit(figure, event);
      if (mark) look(mark, figure);
      else hide();
    });
    figure.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      const { target } = event;
      if (!(target instanceof SVGElement) || !target.matches(".mark")) return;
      const to = next(event.key, target, figure);
      if (!to) return;
      event.preventDefault();
      look(to, figure);
    });
  };

  for (const figure of document.querySelectorAll("figure")) {
    prepare(figure);
    listen(figure);
  }
  // What is looked at by keyboard may have been scrolled into sight just now.
  addEventListener("scroll", () => {
    const mark = document.activeElement;
    if (mark?.matches(".mark") && !tip.hidden) show(mark);
    else hide();
  }, { passive: true, capture: true });
})();
