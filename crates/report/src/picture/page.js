"use strict";
// Choosing a workload, a service or any other part lights the paths through it. All texts come from
// input: they are only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector("svg.vpcelint");
  const find = document.getElementById("find");
  const panel = document.getElementById("panel");
  const said = document.getElementById("said");
  const picture = document.getElementById("picture");
  const part = (id) => document.getElementById("n" + id);
  const WORDS = {
    "gateway-endpoint": "gateway endpoint", "interface-endpoint": "interface endpoint",
    "nat": "NAT gateway", "internet-gateway": "internet gateway",
    "egress-only-internet-gateway": "egress-only internet gateway",
    "transit-gateway": "transit gateway", "external": "outside", "blocked": "blocked",
    "none": "no way", "unknown": "not known",
  };
  const MARKS = { yes: "\u2713", no: "\u2717", unknown: "?" };

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  // What can be chosen, by the key that stands in the address of the page.
  const choices = new Map();
  const byPart = new Map();
  const rowsOf = (test) => data.rows.filter(test);
  data.workloads.forEach((workload, n) => {
    const key = "workload=" + encodeURIComponent(workload.root + "|" + workload.address);
    choices.set(key, {
      key, title: workload.address, what: workload.kind, parts: workload.drawn, from: true,
      rows: rowsOf((row) => row.workload === n), by: (row) => data.services[row.service].name,
    });
    workload.drawn.forEach((id) => {
      if (!part(id).classList.contains("more")) byPart.set(id, key);
    });
  });
  data.services.forEach((service, n) => {
    const key = "service=" + encodeURIComponent(service.name);
    choices.set(key, {
      key, title: service.name, what: "service", parts: service.drawn,
      rows: rowsOf((row) => row.service === n), by: (row) => data.workloads[row.workload].address,
    });
    service.drawn.forEach((id) => {
      if (!part(id).classList.contains("more")) byPart.set(id, key);
    });
  });
  // Everything else in the picture: what goes through it.
  function choiceOfPart(id) {
    const key = "part=" + id;
    if (!choices.has(key)) {
      const element = part(id);
      const goes = (row) => row.from.includes(id) || row.subnets.includes(id)
        || row.to === id || row.through.some((step) => step.includes(id));
      choices.set(key, {
        key, title: element.querySelector("title").textContent.split("\n")[0], what: "through",
        parts: [id], rows: rowsOf(goes),
        by: (row) => data.workloads[row.workload].address + " \u2192 " + data.services[row.service].name,
      });
    }
    return key;
  }

  let chosen = null;

  function choose(key) {
    const choice = choices.get(key) || (/^part=\d+$/.test(key) && part(key.slice(5))
      && choices.get(choiceOfPart(Number(key.slice(5)))));
    if (!choice) return clear();
    chosen = choice.key;
    if (location.hash !== "#" + chosen) history.replaceState(null, "", "#" + chosen);
    light(choice);
    tell(choice);
    for (const button of document.querySelectorAll("#choose button")) {
      button.setAttribute("aria-pressed", String(button.dataset.key === chosen));
    }
  }

  function clear() {
    chosen = null;
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    dark();
    panel.hidden = true;
    panel.replaceChildren();
    said.textContent = "Nothing is chosen.";
    for (const button of document.querySelectorAll('#choose button[aria-pressed="true"]')) {
      button.setAttribute("aria-pressed", "false");
    }
  }

  function dark() {
    svg.classList.remove("chosen");
    for (const element of svg.querySelectorAll(".lit,.wanted")) element.classList.remove("lit", "wanted");
    const lines = document.getElementById("lines");
    if (lines) lines.remove();
  }

  function light(choice) {
    dark();
    svg.classList.add("chosen");
    const lit = new Set(choice.parts);
    const wanted = new Set();
    for (const row of choice.rows) {
      [row.from, row.subnets, ...row.through].forEach((step) => step.forEach((id) => lit.add(id)));
      if (row.to !== null) (row.ends === "there" ? lit : wanted).add(row.to);
    }
    if (choice.from) {
      for (const id of choice.parts) {
        const subnet = subnetOf(id);
        if (subnet !== null) lit.add(subnet);
      }
    }
    lit.forEach((id) => part(id).classList.add("lit"));
    wanted.forEach((id) => lit.has(id) || part(id).classList.add("wanted"));
    lines(choice.rows);
    reveal(choice.parts);
  }

  function subnetOf(id) {
    const of = part(id).dataset.in;
    return of === undefined ? null : Number(of);
  }

  // Lines along the paths, over everything.
  const box = (id) => {
    const edge = part(id).querySelector(".edge");
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(edge.getAttribute(name)));
    return { x: x + w / 2, y: y + h / 2, w, h };
  };

  // The nearest of several: one in the same subnet before any other.
  function nearest(from, ids) {
    const at = box(from);
    const home = part(from).dataset.in;
    const far = (id) => {
      const b = box(id);
      return (home && part(id).dataset.in === home ? 0 : 1e9) + (b.x - at.x) ** 2 + (b.y - at.y) ** 2;
    };
    return ids.reduce((best, id) => (best === null || far(id) < far(best) ? id : best), null);
  }

  function lines(rows) {
    const MOST = 400;
    const space = "http://www.w3.org/2000/svg";
    const group = document.createElementNS(space, "g");
    group.id = "lines";
    group.setAttribute("aria-hidden", "true");
    const seen = new Set();
    for (const row of rows) {
      for (const start of row.from) {
        let at = start;
        // Services lie side by side: that they are lit says more than lines to them would.
        for (const step of row.through) {
          const to = nearest(at, step);
          const key = at + ">" + to + row.ends;
          if (to !== at && !seen.has(key) && seen.size < MOST) {
            seen.add(key);
            const path = document.createElementNS(space, "path");
            path.setAttribute("d", curve(box(at), box(to)));
            path.setAttribute("class", row.ends);
            group.append(path);
          }
          at = to;
        }
      }
    }
    svg.append(group);
  }

  // From border to border: upwards or downwards where there is room between, else sidewards. The end
  // has an arrowhead.
  function curve(a, b) {
    const apart = Math.abs(a.y - b.y) > (a.h + b.h) / 2 + 2;
    // Over what lies between two of one line.
    if (!apart && Math.abs(a.x - b.x) > (a.w + b.w) / 2 + 12) {
      const [top, over] = [b.y - b.h / 2, Math.min(a.y - a.h / 2, b.y - b.h / 2) - 18];
      return `M${a.x} ${a.y - a.h / 2}C${a.x} ${over} ${b.x} ${over} ${b.x} ${top}`
        + `M${b.x - 4} ${top - 6}L${b.x} ${top}L${b.x + 4} ${top - 6}`;
    }
    const [sx, sy] = apart ? [0, Math.sign(b.y - a.y)] : [Math.sign(b.x - a.x) || 1, 0];
    const p = { x: a.x + sx * a.w / 2, y: a.y + sy * a.h / 2 };
    const q = { x: b.x - sx * b.w / 2, y: b.y - sy * b.h / 2 };
    const bend = apart ? Math.abs(q.y - p.y) / 2 : Math.max(12, Math.abs(q.x - p.x) / 2);
    const head = `M${q.x - sx * 6 - sy * 4} ${q.y - sy * 6 - sx * 4}L${q.x} ${q.y}`
      + `L${q.x - sx * 6 + sy * 4} ${q.y - sy * 6 + sx * 4}`;
    return `M${p.x} ${p.y}C${p.x + sx * bend} ${p.y + sy * bend} ${q.x - sx * bend} ${q.y - sy * bend} ${q.x} ${q.y}${head}`;
  }

  // Moves the picture, and nothing around it.
  function reveal(ids) {
    const frame = picture.getBoundingClientRect();
    const at = (id) => part(id).getBoundingClientRect();
    const seen = (r) => r.top >= frame.top && r.bottom <= frame.bottom && r.left >= frame.left && r.right <= frame.right;
    if (!ids.length || ids.some((id) => seen(at(id)))) return;
    const to = at(ids[0]);
    picture.scrollBy(to.left + to.width / 2 - frame.left - frame.width / 2, to.top + to.height / 2 - frame.top - frame.height / 2);
  }

  // The paths in words.
  function tell(choice) {
    const counts = new Map();
    choice.rows.forEach((row) => counts.set(row.path, (counts.get(row.path) || 0) + 1));
    const summary = [...counts].map(([path, n]) => n + " " + (WORDS[path] || path)).join(", ");
    const count = choice.rows.length + (choice.rows.length === 1 ? " path" : " paths");
    const close = make("button", { type: "button", id: "clear" }, "Clear (Esc)");
    close.addEventListener("click", clear);
    const rows = choice.rows.map((row) => [choice.by(row), row]);
    rows.sort(([a, one], [b, two]) => compare(a, b) || compare(one.subnet, two.subnet));
    const entries = rows.map(([name, row]) => entry(row, name, rows.length <= 2));
    panel.replaceChildren(
      make("p", { class: "what" }, choice.what), make("h2", {}, ...broken(choice.title)), close,
      make("p", {}, choice.rows.length ? count + ": " + summary : "No path is known."), ...entries,
    );
    panel.hidden = false;
    panel.scrollTop = 0;
    said.textContent = choice.what + " " + choice.title + ": " + (choice.rows.length ? count + ": " + summary : "no path");
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // An address that may break after its dots.
  function broken(address) {
    const pieces = address.split(/(?<=[./])/);
    return pieces.flatMap((piece, n) => (n ? [document.createElement("wbr"), piece] : [piece]));
  }

  function entry(row, name, open) {
    const badge = make("span", { class: "badge " + row.ends + " " + row.path }, WORDS[row.path] || row.path);
    const facts = [
      ["subnet", row.subnet], ["addresses", row.family === "ipv6" ? "IPv6" : null], ["by", row.via], ["when", row.when], ["not known", row.reason],
      ["need", row.confidence + ": " + row.because],
    ].filter(([, value]) => value);
    const list = make("dl", {});
    facts.forEach(([key, value]) => list.append(make("dt", {}, key), make("dd", {}, value)));
    const hops = make("ol", {});
    row.hops.forEach((n) => {
      const hop = data.hops[n];
      hops.append(make("li", { class: hop.verdict },
        make("span", { class: "mark", title: hop.verdict }, MARKS[hop.verdict] || "?"),
        make("b", {}, hop.step), " ", make("span", { class: "verdict" }, hop.verdict), " ", hop.says,
        hop.resource ? make("code", {}, hop.resource) : null,
        hop.place ? make("span", { class: "place" }, hop.place) : null));
    });
    const details = make("details", {}, make("summary", {}, make("b", {}, ...broken(name)), " ", badge,
      make("span", { class: "in" }, row.subnet_short)), list, hops);
    details.open = open;
    return details;
  }

  // Lists and the parts of the picture are each one stop of the tab key; arrows move within.
  function roving(items, shown) {
    const all = [...items];
    const stop = (item) => all.forEach((other) => other.setAttribute("tabindex", other === item ? "0" : "-1"));
    if (all.length) stop(all[0]);
    all.forEach((item) => {
      item.addEventListener("focus", () => stop(item));
      item.addEventListener("keydown", (event) => {
        const now = all.filter(shown);
        const at = now.indexOf(item);
        const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: now.length - 1 }[event.key];
        if (to === undefined || !now[to]) return;
        event.preventDefault();
        now[to].focus();
      });
    });
    return stop;
  }

  const stops = [];
  function fill(id, kind) {
    const list = document.getElementById(id);
    for (const [key, choice] of choices) {
      if (!key.startsWith(kind)) continue;
      const button = make("button", { type: "button", "data-key": key, "aria-pressed": "false" },
        make("span", {}, ...broken(choice.title)), make("small", {}, choice.what === "service" ? "" : choice.what));
      button.addEventListener("click", () => (chosen === key ? clear() : choose(key)));
      list.append(make("li", {}, button));
    }
    const buttons = [...list.querySelectorAll("button")];
    stops.push({ buttons, stop: roving(buttons, (button) => !button.parentElement.hidden) });
  }
  fill("workloads", "workload=");
  fill("services", "service=");

  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const { buttons, stop } of stops) {
      buttons.forEach((button) => {
        button.parentElement.hidden = !button.textContent.toLowerCase().includes(wanted);
      });
      const first = buttons.find((button) => !button.parentElement.hidden);
      if (first) stop(first);
    }
  });
  find.addEventListener("keydown", (event) => {
    const first = document.querySelector("#choose li:not([hidden]) button");
    if ((event.key === "ArrowDown" || event.key === "Enter") && first) {
      event.preventDefault();
      first.focus();
      if (event.key === "Enter") first.click();
    }
  });

  const CHOSEN = ".workload,.service,.interface,.endpoint,.nat,.gateway,.subnet";
  const parts = [...svg.querySelectorAll(CHOSEN)].filter((element) => element.id);
  const act = (element) => {
    const id = Number(element.id.slice(1));
    choose(byPart.get(id) || choiceOfPart(id));
  };
  svg.setAttribute("role", "group");
  parts.forEach((element) => {
    element.setAttribute("role", "button");
    element.classList.add("can");
    element.addEventListener("click", (event) => { event.stopPropagation(); act(element); });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(element); }
    });
  });
  const order = parts.filter((p) => p.matches(".workload")).concat(parts.filter((p) => !p.matches(".workload")));
  roving(order, () => true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (chosen === null && find.value) { find.value = ""; find.dispatchEvent(new Event("input")); }
    clear();
  });

  // Zoom: as wide as there is room, but never so small that nobody can read it.
  const natural = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  let zoom = 1;
  const scale = (to) => {
    zoom = Math.min(3, Math.max(0.2, to));
    svg.style.width = natural.width * zoom + "px";
    svg.style.height = natural.height * zoom + "px";
  };
  const room = () => (picture.clientWidth - 4) / natural.width;
  document.getElementById("larger").addEventListener("click", () => scale(zoom * 1.25));
  document.getElementById("smaller").addEventListener("click", () => scale(zoom / 1.25));
  document.getElementById("fit").addEventListener("click", () => scale(Math.min(1, room())));

  document.documentElement.classList.add("js");
  for (const id of ["choose", "tools"]) document.getElementById(id).hidden = false;
  document.getElementById("all").open = false;
  scale(Math.min(1, Math.max(0.8, room())));
  const fromAddress = () => (location.hash.length > 1 ? choose(location.hash.slice(1)) : chosen !== null && clear());
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
