"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const by = (id) => document.getElementById(id);
  const made = (tag, ...inside) => {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  };
  const view = by("view");
  const everyone = view.innerHTML;

  let pan = null;
  addEventListener("pointermove", (event) => {
    if (!pan) return;
    const [x, y] = [event.clientX - pan.x, event.clientY - pan.y];
    pan.moved ||= Math.hypot(x, y) > 4;
    pan.plate.scrollTo(pan.left - x, pan.top - y);
  });
  addEventListener("pointerup", () => {
    if (!pan) return;
    pan.plate.classList.remove("dragged");
    pan = null;
  });

  // Zoom: a factor of the natural size; 0 is as wide as the plate.
  const zooming = (plate, svg) => {
    const natural = svg.width.baseVal.value;
    const now = () => svg.getBoundingClientRect().width / natural;
    const zoom = (to, x = plate.clientWidth / 2, y = plate.clientHeight / 2) => {
      const before = now();
      const [left, top] = [plate.scrollLeft + x, plate.scrollTop + y];
      const factor = to && Math.max(0.2, Math.min(5, to));
      svg.classList.toggle("zoomed", factor > 0);
      svg.style.width = factor ? `${Math.round(natural * factor)}px` : "";
      const grown = now() / before;
      plate.scrollTo(left * grown - x, top * grown - y);
      by("board-zoom").value = `${Math.round(100 * now())} %`;
    };
    plate.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = plate.getBoundingClientRect();
      zoom(now() * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    zoom(0);
    return { in: () => zoom(now() * 1.25), out: () => zoom(now() / 1.25), fit: () => zoom(0) };
  };

  // Trace: the likeliest ways through a touchpoint; its other lines stand back, and all else fades.
  const tracing = (svg) => {
    const cards = all("g.card", svg);
    const lines = all("g[data-from]", svg);
    const number = (card) => card.id.split("-").pop();
    const paint = (bright, dim) => {
      cards.forEach((card) => card.classList.toggle("faint", !!bright && !bright.has(number(card)) && !dim.has(number(card))));
      lines.forEach((line) => {
        const { from, to } = line.dataset;
        line.classList.toggle("dim", !!bright && !bright.has(`${from}>${to}`) && dim.has(`${from}>${to}`));
        line.classList.toggle("faint", !!bright && !bright.has(`${from}>${to}`) && !dim.has(`${from}>${to}`));
      });
    };
    const joined = (n) => new Set([n, ...lines.map(({ dataset: { from, to } }) => [from, to, `${from}>${to}`])
      .filter(([from, to]) => n === from || n === to).flat()]);
    const pairs = (way) => way.slice(1).map((to, i) => `${way[i]}>${to}`);
    const words = by("board-traced");
    const heads = all("#table-ways thead .head").map((head) => head.textContent);
    const tell = (n) => {
      const row = by("table-ways").tBodies[0].rows[n - 1];
      words.replaceChildren(...(row ? [...row.cells].map((cell, i) => i
        ? made("p", made("strong", heads[i]), `: ${cell.textContent}`)
        : made("p", made("strong", cell.textContent), ", of 100 visits to it")) : []));
    };
    let traced = 0;
    const trace = (n) => {
      traced = n;
      by("board-trace").value = n;
      const card = cards.find((each) => number(each) === `${n}`);
      const ways = (card?.dataset.ways || "").split(";").map((way) => way.split(","));
      paint(card && new Set([`${n}`, ...ways.flat(), ...ways.flatMap(pairs)]), joined(`${n}`));
      tell(n);
      card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    const step = (by) => trace(traced ? (traced - 1 + by + cards.length) % cards.length + 1 : by > 0 ? 1 : cards.length);
    by("board-trace").addEventListener("change", (event) => trace(Number(event.target.value)));
    svg.addEventListener("click", (event) => {
      const card = event.target.closest("g.card");
      if (card && !svg.dataset.dragged) trace(Number(number(card)) === traced ? 0 : Number(number(card)));
    });
    // Under the pointer, while nothing is traced: a card with its lines, or a line with its cards.
    svg.addEventListener("pointerover", (event) => {
      if (traced) return;
      const [card, line] = [event.target.closest("g.card"), event.target.closest("g[data-from]")];
      const { from, to } = line?.dataset ?? {};
      paint(card ? joined(number(card)) : line ? new Set([from, to, `${from}>${to}`]) : null, new Set());
    });
    svg.addEventListener("pointerleave", () => traced || paint(null));
    return { next: () => step(1), previous: () => step(-1), end: () => trace(0) };
  };

  // Lines: those that fewer take than the slider says are hidden.
  const LEAST = [0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100];
  const thinning = (svg) => {
    const [slider, said] = [by("board-least"), by("board-hidden")];
    const lines = all("g[data-share]", svg);
    const n = all("g.link", svg).length;
    const thin = () => {
      const least = LEAST[slider.value];
      lines.forEach((line) => line.classList.toggle("off", 100 * line.dataset.share < least));
      const words = least ? `taken ${least} ${least === 1 ? "time" : "times"} or more per ${said.dataset.of}; ${all("g.link.off", svg).length} of ${n} hidden`
        : `all ${n} of the board`;
      slider.setAttribute("aria-valuetext", words);
      said.value = words;
    };
    slider.addEventListener("input", thin);
    thin();
  };

  const wireBoard = () => {
    const plate = by("board-plate");
    const svg = plate.querySelector("svg");
    const zooms = zooming(plate, svg);
    const traces = tracing(svg);
    thinning(svg);
    all("[data-zoom]", view).forEach((button) => button.addEventListener("click", zooms[button.dataset.zoom]));
    plate.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button) return; // touch scrolls by itself
      pan = { plate, x: event.clientX, y: event.clientY, left: plate.scrollLeft, top: plate.scrollTop, moved: false };
      plate.classList.add("dragged");
    });
    plate.addEventListener("pointerup", () => svg.toggleAttribute("data-dragged", !!pan?.moved));
    const acts = { "+": zooms.in, "=": zooms.in, "-": zooms.out, "0": zooms.fit, n: traces.next, p: traces.previous };
    plate.addEventListener("keydown", (event) => {
      const act = !(event.ctrlKey || event.metaKey || event.altKey) && acts[event.key.toLowerCase()];
      if (act) { event.preventDefault(); act(); }
    });
    plate.closest("figure").addEventListener("keydown", (event) => { if (event.key === "Escape") traces.end(); });
    all(".tools, .keys", view).forEach((element) => { element.hidden = false; });
  };

  // Sort: figures by value, largest first; words by alphabet.
  const sort = (table, heads, head, place) => {
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
  };
  const wireSorting = () => all("table[data-sortable]", view).forEach((table) => {
    const heads = all("thead tr:last-child th", table);
    heads.forEach((head, place) => {
      const words = head.querySelector(".head");
      const button = made("button", ...words.childNodes);
      button.type = "button";
      button.title = "Sort by this column";
      words.append(button);
      button.addEventListener("click", () => sort(table, heads, head, place));
    });
  });

  // Filter: rows with the words that are typed, those folded away among them.
  const wireFilters = () => all("table[data-filter]", view).forEach((table) => {
    const rest = by(`${table.id}-rest`);
    const rows = [table, rest].flatMap((each) => each ? all("tbody tr:not(.members)", each) : []);
    const [input, said] = [made("input"), made("output")];
    input.type = "search";
    input.setAttribute("aria-describedby", `${table.id}-caption`);
    said.setAttribute("aria-live", "polite");
    table.parentElement.before(made("p", made("label", "Only rows with ", input), " ", said));
    table.parentElement.previousSibling.className = "filter";
    input.addEventListener("input", () => {
      const sought = input.value.trim().toLowerCase();
      rows.forEach((row) => {
        row.hidden = !row.textContent.toLowerCase().includes(sought);
        if (row.classList.contains("led")) row.nextElementSibling.hidden = row.hidden;
      });
      if (rest) rest.closest("details").open = sought !== "";
      said.value = sought && `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    });
  });

  const wire = () => { wireBoard(); wireSorting(); wireFilters(); };
  wire();

  // Segments: each lies in the page as text, packed, and takes the place of everyone's view.
  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  };
  const chosen = by("segment");
  if (chosen && "DecompressionStream" in window) {
    chosen.addEventListener("change", async () => {
      const { value, selectedOptions: [option] } = chosen;
      const html = value ? await unpacked(by(`segment-${value}`).textContent) : everyone;
      if (value !== chosen.value) return;
      view.innerHTML = html;
      wire();
      all("nav a").forEach((link) => { link.parentElement.hidden = !by(link.hash.slice(1)); }); // nothing is compared there
      by("segment-shown").textContent = value ? `From here to Method, everything is of ${option.dataset.name} alone.` : "";
    });
    by("segment-choice").hidden = false;
    by("segment-static").hidden = true;
  }

  // Print: everything open, then as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));
})();
