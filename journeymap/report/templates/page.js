"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const plate = document.getElementById("board-plate");
  const svg = plate.querySelector("svg");

  // Zoom: a factor of the natural size; 0 fits the width of the plate.
  const natural = svg.width.baseVal.value;
  const shown = document.getElementById("board-zoom");
  const fitted = () => Math.min(1, (plate.clientWidth - 18) / natural);
  let factor = 0;
  const zoom = (to, x = plate.clientWidth / 2, y = plate.clientHeight / 2) => {
    const before = svg.getBoundingClientRect().width;
    const [left, top] = [plate.scrollLeft + x, plate.scrollTop + y];
    factor = to && Math.max(0.2, Math.min(5, to));
    svg.classList.toggle("zoomed", factor > 0);
    svg.style.width = factor ? `${Math.round(natural * factor)}px` : "";
    const grown = svg.getBoundingClientRect().width / before;
    plate.scrollTo(left * grown - x, top * grown - y);
    shown.value = `${Math.round(100 * svg.getBoundingClientRect().width / natural)} %`;
  };
  const now = () => svg.getBoundingClientRect().width / natural;
  const zooms = { in: () => zoom(now() * 1.25), out: () => zoom(now() / 1.25), fit: () => zoom(fitted()) };
  all("[data-zoom]").forEach((button) => button.addEventListener("click", zooms[button.dataset.zoom]));
  plate.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = plate.getBoundingClientRect();
    zoom(now() * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });

  zoom(0);

  // Pan by dragging; touch scrolls by itself.
  let from = null;
  plate.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    from = [event.clientX + plate.scrollLeft, event.clientY + plate.scrollTop];
    plate.classList.add("dragged");
  });
  addEventListener("pointermove", (event) => from && plate.scrollTo(from[0] - event.clientX, from[1] - event.clientY));
  addEventListener("pointerup", () => { from = null; plate.classList.remove("dragged"); });

  // Trace: a card with its lines, or a line with its cards; the rest fades.
  const groups = all("g[id]", svg).filter((group) => /^board-(card|link)-\d/.test(group.id));
  const key = (group) => group && /^board-(card|link)-(\d+)/.exec(group.id);
  const cards = all("g.card", svg);
  let traced = 0;
  const trace = (kind, n) => {
    const lines = groups.filter((group) => group.dataset.from &&
      (kind === "card" ? [group.dataset.from, group.dataset.to].includes(n) : key(group)[2] === n));
    const near = new Set(lines.flatMap((line) => [line.dataset.from, line.dataset.to]));
    if (kind === "card") near.add(n);
    const kept = new Set(lines);
    groups.forEach((group) => group.classList.toggle("faint", kind !== "" &&
      !kept.has(group) && !(key(group)[1] === "card" && near.has(key(group)[2]))));
  };
  const words = document.getElementById("board-traced");
  const step = (by) => {
    traced = by && (traced ? (traced - 1 + by + cards.length) % cards.length : by > 0 ? 0 : cards.length - 1) + 1;
    const card = traced && document.getElementById(`board-card-${traced}`);
    trace(card ? "card" : "", String(traced));
    const lines = card ? all(`g.link[data-from="${traced}"], g.link[data-to="${traced}"]`, svg) : [];
    const said = (group) => group.querySelector("title").textContent;
    words.textContent = card ? `${said(card)}: ${lines.map(said).join("; ") || "no lines"}` : "";
    if (card) card.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  svg.addEventListener("pointerover", (event) => {
    const found = key(event.target.closest("g[id^='board-card-'], g[id^='board-link-']"));
    if (found) trace(found[1], found[2]); else if (!traced) trace("", "");
  });
  svg.addEventListener("pointerleave", () => (traced ? trace("card", String(traced)) : trace("", "")));
  plate.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "+": zooms.in, "=": zooms.in, "-": zooms.out, "0": zooms.fit,
      n: () => step(1), p: () => step(-1), Escape: () => step(0) }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  all(".tools, .keys").forEach((element) => { element.hidden = false; });

  // Sort: figures by value, largest first; words by alphabet.
  all("table[data-sortable]").forEach((table) => {
    const heads = all("thead tr:last-child th", table);
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      button.append(...head.querySelector(".head").childNodes);
      head.querySelector(".head").append(button);
      button.addEventListener("click", () => {
        const up = head.ariaSort ? head.ariaSort === "descending" : !head.classList.contains("number");
        heads.forEach((other) => { other.ariaSort = null; });
        head.ariaSort = up ? "ascending" : "descending";
        const value = (row) => row.cells[place].dataset.order ?? row.cells[place].textContent;
        const rows = all("tbody tr", table).sort((a, b) => {
          const [one, other] = [value(a), value(b)];
          const order = head.classList.contains("number") ? one - other : one.localeCompare(other, "en");
          return up ? order : -order;
        });
        table.tBodies[0].append(...rows);
      });
    });
  });

  // Print: everything open, then as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));
})();
