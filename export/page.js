"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const canvas = document.getElementById("graph"), pen = canvas.getContext("2d");
const list = document.getElementById("list"), find = document.getElementById("find"), chosen = document.getElementById("chosen");

// The nodes stand on a spiral at first, so that the same file is drawn the same way each time.
const nodes = data.nodes.map((n, i) => ({ ...n, x: 18 * Math.sqrt(i) * Math.cos(i * 2.4), y: 18 * Math.sqrt(i) * Math.sin(i * 2.4), degree: 0 }));
const byId = new Map(nodes.map((n) => [n.id, n]));
const pairs = new Map(); // lines: all statements between the same two things; arrows go where one of them goes
for (const s of data.statements) {
  const from = byId.get(s.from), to = byId.get(s.to);
  from.degree++;
  if (to !== from) to.degree++;
  const key = from.id < to.id ? from.id + "\n" + to.id : to.id + "\n" + from.id;
  if (!pairs.has(key)) pairs.set(key, { from, to, statements: [], forth: false, back: false });
  const line = pairs.get(key);
  line.statements.push(s);
  if (line.from === from) line.forth = true; else line.back = true;
}
const lines = [...pairs.values()];
const radius = (n) => 5 + 2.2 * Math.sqrt(n.degree);

let heat = 1;
function move() {
  const pull = 0.02 * heat, push = 2600 * heat;
  for (let i = 0; i < nodes.length; i++) {
    const a = nodes[i];
    for (let j = i + 1; j < nodes.length; j++) {
      const b = nodes[j];
      let dx = a.x - b.x, dy = a.y - b.y, d2 = dx * dx + dy * dy;
      if (d2 > 250000) continue;
      if (d2 < 1) { dx = (i - j) || 1; dy = 1; d2 = 2; }
      const f = Math.min(push * radius(a) * radius(b) / 49 / d2, 16) / Math.sqrt(d2);
      a.x += dx * f; a.y += dy * f; b.x -= dx * f; b.y -= dy * f;
    }
    a.x -= a.x * 0.003 * heat; a.y -= a.y * 0.005 * heat; // pages are wider than high
  }
  for (const l of lines) {
    const dx = l.to.x - l.from.x, dy = l.to.y - l.from.y, d = Math.hypot(dx, dy) || 1;
    const f = (d - 70 - 1.5 * (radius(l.from) + radius(l.to))) * pull / d / Math.sqrt(Math.min(l.from.degree, l.to.degree));
    l.from.x += dx * f; l.from.y += dy * f; l.to.x -= dx * f; l.to.y -= dy * f;
  }
  if (dragged) { dragged.x = pointer.x; dragged.y = pointer.y; }
  heat *= 0.985;
}

let zoom = 1, across = 0, down = 0, selected = null, dragged = null, panning = null, pointer = { x: 0, y: 0 };
function draw() {
  const scale = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== width * scale || canvas.height !== height * scale) { canvas.width = width * scale; canvas.height = height * scale; }
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.translate(width / 2 + across, height / 2 + down);
  pen.scale(zoom, zoom);
  const near = new Set();
  for (const l of lines) {
    const on = !selected || selected === l || selected === l.from || selected === l.to;
    if (on) { near.add(l.from); near.add(l.to); }
    pen.globalAlpha = on ? 0.8 : 0.12;
    pen.strokeStyle = l.statements.every((s) => s.polarity === "NEGATED") ? "#b3261e" : "#8a919c";
    pen.setLineDash(l.statements.every((s) => s.modality !== "ASSERTED") ? [5, 4] : []);
    pen.lineWidth = Math.min(1 + Math.log2(l.statements.length), 5);
    pen.beginPath(); pen.moveTo(l.from.x, l.from.y); pen.lineTo(l.to.x, l.to.y); pen.stroke();
    pen.setLineDash([]); pen.fillStyle = pen.strokeStyle;
    if (l.forth) arrow(l.from, l.to);
    if (l.back) arrow(l.to, l.from);
    if (selected && on && zoom > 0.5) {
      pen.fillStyle = "#5c6370"; pen.font = 11 / zoom + "px system-ui, sans-serif"; pen.textAlign = "center";
      pen.fillText(l.statements[0].label + (l.statements.length > 1 ? " +" + (l.statements.length - 1) : ""), (l.from.x + l.to.x) / 2, (l.from.y + l.to.y) / 2 - 3);
    }
  }
  pen.setLineDash([]);
  const shown = [...nodes].sort((a, b) => a.degree - b.degree);
  for (const n of shown) {
    pen.globalAlpha = !selected || selected === n || near.has(n) ? 1 : 0.2;
    pen.fillStyle = n.colour; pen.strokeStyle = selected === n ? "#0b57d0" : "#5c6370"; pen.lineWidth = selected === n ? 3 : 1;
    pen.beginPath(); pen.arc(n.x, n.y, radius(n), 0, 7); pen.fill(); pen.stroke();
  }
  label(shown.reverse(), near);
  pen.globalAlpha = 1;
}
// arrow draws the head of an arrow where a line reaches its end.
function arrow(from, to) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x), r = radius(to) + 1, size = 8;
  if (Math.hypot(to.x - from.x, to.y - from.y) < r + size) return;
  const x = to.x - r * Math.cos(angle), y = to.y - r * Math.sin(angle);
  pen.beginPath(); pen.moveTo(x, y);
  for (const side of [-0.4, 0.4]) pen.lineTo(x - size * Math.cos(angle + side), y - size * Math.sin(angle + side));
  pen.fill();
}
// label writes the names, the most connected first; one that would lie over another is left out until there is room.
function label(shown, near) {
  const size = 12 / zoom, taken = [];
  pen.font = size + "px system-ui, sans-serif"; pen.textAlign = "center"; pen.fillStyle = "#1c1e21";
  for (const n of shown) {
    const on = selected === n || near.has(n);
    if (selected && !on) continue;
    const text = n.label.length > 40 ? n.label.slice(0, 39) + "…" : n.label;
    const half = pen.measureText(text).width / 2, y = n.y + radius(n) + size;
    const box = [n.x - half, y - size, n.x + half, y + size / 4];
    if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
    taken.push(box);
    pen.globalAlpha = 1;
    pen.lineWidth = 3 / zoom; pen.strokeStyle = "#ffffff"; pen.lineJoin = "round";
    pen.strokeText(text, n.x, y);
    pen.fillText(text, n.x, y);
  }
}
function frame() {
  if (heat > 0.02 || dragged) move();
  draw();
  if (heat > 0.02 || dragged || panning) requestAnimationFrame(frame); else waiting = false;
}
let waiting = false;
function wake() { if (!waiting) { waiting = true; requestAnimationFrame(frame); } }

// place is where a pointer is in the drawing.
function place(e) {
  const box = canvas.getBoundingClientRect();
  return { x: (e.clientX - box.left - box.width / 2 - across) / zoom, y: (e.clientY - box.top - box.height / 2 - down) / zoom };
}
const nodeAt = (p) => nodes.findLast((n) => Math.hypot(n.x - p.x, n.y - p.y) < radius(n) + 4 / zoom);
function lineAt(p) {
  return lines.find((l) => {
    const dx = l.to.x - l.from.x, dy = l.to.y - l.from.y, length = dx * dx + dy * dy || 1;
    const t = Math.max(0, Math.min(1, ((p.x - l.from.x) * dx + (p.y - l.from.y) * dy) / length));
    return Math.hypot(l.from.x + t * dx - p.x, l.from.y + t * dy - p.y) < 5 / zoom;
  });
}
canvas.addEventListener("pointerdown", (e) => {
  canvas.setPointerCapture(e.pointerId);
  pointer = place(e);
  dragged = nodeAt(pointer) || null;
  panning = dragged ? null : { x: e.clientX, y: e.clientY, across, down };
  select(dragged || lineAt(pointer) || null);
  wake();
});
canvas.addEventListener("pointermove", (e) => {
  pointer = place(e);
  if (panning) { across = panning.across + e.clientX - panning.x; down = panning.down + e.clientY - panning.y; }
  if (dragged) heat = Math.max(heat, 0.2);
});
canvas.addEventListener("pointerup", () => { dragged = panning = null; });
canvas.addEventListener("wheel", (e) => {
  e.preventDefault();
  const before = place(e);
  zoom = Math.max(0.1, Math.min(8, zoom * Math.exp(-e.deltaY / 400)));
  const after = place(e);
  across += (after.x - before.x) * zoom; down += (after.y - before.y) * zoom;
  wake();
}, { passive: false });
canvas.addEventListener("keydown", (e) => {
  const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[e.key];
  if (step) { across += step[0]; down += step[1]; } else if (e.key === "+") zoom *= 1.2; else if (e.key === "-") zoom /= 1.2; else if (e.key === "Escape") select(null); else return;
  e.preventDefault();
  wake();
});
window.addEventListener("resize", wake);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function item(s) {
  const li = element("li", "", s.polarity === "NEGATED" ? "denied" : "");
  li.append(element("p", s.text, "text"));
  const facts = [s.modality === "ASSERTED" ? "" : s.modality.toLowerCase(), s.polarity === "NEGATED" ? "denied" : "", s.by ? "says " + s.by : "",
    s.time || "", s.place || "", s.sources > 1 ? s.sources + " independent sources" : "", "confidence " + s.confidence.toFixed(2)];
  li.append(element("p", facts.filter(Boolean).join(" · "), "dim"));
  const more = (s.more || []).filter((words) => !s.text.includes(words));
  if (more.length) li.append(element("p", more.join(" · "), "dim"));
  for (const e of s.evidence) {
    const quote = element("blockquote", "“" + e.quote + "”");
    const from = element("p", "", "dim"), name = [e.source, e.title, (e.published || "").slice(0, 10)].filter(Boolean).join(", ");
    if (/^https?:/.test(e.url || "")) {
      const link = element("a", name || e.url);
      link.href = e.url; link.rel = "noopener noreferrer"; link.target = "_blank";
      from.append(link);
    } else from.textContent = name;
    quote.append(from);
    li.append(quote);
  }
  return li;
}
function fill() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const of = !selected ? data.statements : selected.statements || data.statements.filter((s) => s.from === selected.id || s.to === selected.id);
  const matching = of.filter((s) => {
    const all = (s.text + " " + s.evidence.map((e) => e.quote + " " + (e.source || "")).join(" ")).toLowerCase();
    return words.every((w) => all.includes(w));
  });
  list.replaceChildren(...matching.map(item));
  chosen.replaceChildren();
  if (selected) {
    chosen.append((selected.label || selected.from.label + " and " + selected.to.label) + ": " + matching.length + " of " + data.statements.length + " statements. ");
    const all = element("button", "Show all");
    all.addEventListener("click", () => select(null));
    chosen.append(all);
  } else chosen.append(matching.length + " statements");
}
function select(what) { selected = what; fill(); wake(); }
find.addEventListener("input", fill);

const articles = new Map(data.statements.flatMap((s) => s.evidence.map((e) => [e.article, e.published || ""])));
const days = [...articles.values()].filter(Boolean).map((d) => d.slice(0, 10)).sort();
const left = [data.beyond > 0 ? data.beyond + " more things around them" : "", data.left > 0 ? data.left + " more statements" : ""].filter(Boolean);
document.getElementById("about").textContent = data.statements.length + " statements of " + articles.size + " articles" +
  (days.length ? ", " + days[0] + (days[0] < days[days.length - 1] ? " to " + days[days.length - 1] : "") : "") + ", about " + nodes.length + " things" +
  (left.length ? "; " + left.join(" and ") + " were left out" : "") + ". Every statement has the words that say it.";
// The legend has what is drawn: the types that there are, and what lines mean.
const legend = document.getElementById("legend");
for (const type of [...new Set(nodes.map((n) => n.type))].sort()) {
  const entry = element("li", type === "VALUE" ? "sum, date, phrase" : type.toLowerCase()), dot = element("i", "", "dot");
  dot.style.background = nodes.find((n) => n.type === type).colour;
  entry.prepend(dot);
  legend.append(entry);
}
for (const [name, style, is] of [["planned or possible", "dashed", (s) => s.modality !== "ASSERTED"], ["denied", "denied", (s) => s.polarity === "NEGATED"]]) {
  if (!data.statements.some(is)) continue;
  const entry = element("li", name);
  entry.prepend(element("i", "", "line " + style));
  legend.append(entry);
}
fill();
for (let i = 0; i < Math.min(200, 90000 / (nodes.length + 1)); i++) move();
// At first all is in sight, with room for the names below things and for the legend.
const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
if (nodes.length) {
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  zoom = Math.max(0.15, Math.min(1.6, canvas.clientWidth / (east - west + 160), (canvas.clientHeight - 40) / (south - north + 100)));
  across = -zoom * (west + east) / 2; down = -zoom * (north + south) / 2 - 20;
}
wake();
