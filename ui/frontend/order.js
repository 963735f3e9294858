/* Titles in an order that is changed by dragging, by arrows on a handle, or by buttons.
 *
 * The browser only asks; the order is the server's, and what it answers is drawn. Titles and notes
 * become text nodes. Pointer events serve mouse, pen and touch alike.
 */

const DOTS = "M2 2h3v3H2zM7 2h3v3H7zM2 8h3v3H2zM7 8h3v3H7zM2 14h3v3H2zM7 14h3v3H7z";
const ICONS = {
  up: "M9 14V4M4.5 8.5 9 4l4.5 4.5",
  down: "M9 4v10M4.5 9.5 9 14l4.5-4.5",
  note: "M3 15l.8-3.2L12 3.6l2.4 2.4-8.2 8.2L3 15z",
  remove: "M4.5 4.5l9 9M13.5 4.5l-9 9",
};
const SVG = "http://www.w3.org/2000/svg";
const held = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) held.set(root, new Order(root));
  held.get(root).show(component);
  return () => held.delete(root);
}

function made(name, style, text) {
  const element = document.createElement(name);
  if (style) element.className = style;
  if (text !== undefined) element.textContent = text;
  return element;
}

function drawn(path, box, style) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", box);
  picture.setAttribute("aria-hidden", "true");
  if (style) picture.setAttribute("class", style);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}

class Order {
  constructor(root) {
    this.list = root.querySelector(".order");
    this.status = root.querySelector(".said");
    this.said = "";
  }

  show({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    const said = JSON.stringify(data);
    if (said === this.said) return;
    this.said = said;
    this.data = data;
    const focus = this.list.getRootNode().activeElement;
    const [id, part] = [focus?.closest?.(".row")?.dataset.id, focus?.dataset?.part];
    this.rows = data.rows.map((row, place) => this.row(row, place));
    this.list.replaceChildren(...this.rows);
    this.list.classList.remove("moving");
    if (part) this.focus(this.wanted ?? id, part);
    this.wanted = undefined;
  }

  focus(id, part) {
    const row = this.rows.find((each) => each.dataset.id === id);
    const target = row?.querySelector(`[data-part="${part}"]`);
    (target?.disabled ? row.querySelector('[data-part="handle"]') : target)?.focus();
  }

  row(each, place) {
    const row = made("li", `row${each.gone ? " gone" : ""}`);
    row.dataset.id = each.id;
    const words = made("div", "words");
    words.append(made("div", "title", each.title));
    if (each.about) words.append(made("div", "about", each.about));
    if (each.note) words.append(made("div", "note", each.note));
    row.append(this.handle(each, place), this.art(each), words);
    if (this.data.edits) row.append(this.tools(each, place));
    return row;
  }

  handle(each, place) {
    const edits = this.data.edits;
    const handle = made(edits ? "button" : "span", edits ? "handle" : "number");
    handle.append(made("span", "place", String(place + 1)));
    if (!edits) return handle;
    handle.append(drawn(DOTS, "0 0 12 19", "dots"));
    handle.type = "button";
    handle.dataset.part = "handle";
    handle.setAttribute("aria-label", `${place + 1}. ${each.title}: move with the arrow keys`);
    handle.onkeydown = (event) => this.press(event, each, place);
    handle.onpointerdown = (event) => this.take(event, place);
    return handle;
  }

  art(each) {
    if (!each.art) return made("span", "art blank");
    const art = made("img", "art");
    art.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(each.art)}`;
    art.alt = "";
    art.draggable = false;
    return art;
  }

  tools(each, place) {
    const tools = made("div", "tools");
    const last = this.data.rows.length - 1;
    const all = [
      ["up", "Move up", () => this.move(each, place - 1), place === 0],
      ["down", "Move down", () => this.move(each, place + 1), place === last],
      ["note", each.note ? "Change the note" : "Add a note", () => this.tell("noted", each.id)],
      ["remove", "Remove from the list", () => this.tell("removed", each.id)],
    ];
    for (const [part, label, act, shut] of all) {
      const button = made("button", "tool");
      button.type = "button";
      button.dataset.part = part;
      button.title = label;
      button.setAttribute("aria-label", `${label}: ${each.title}`);
      button.disabled = Boolean(shut) || (part === "note" && each.gone);
      button.append(drawn(ICONS[part], "0 0 18 18"));
      button.onclick = act;
      tools.append(button);
    }
    return tools;
  }

  press(event, each, place) {
    const last = this.data.rows.length - 1;
    const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.move(each, to);
  }

  move(each, to) {
    const place = Math.max(0, Math.min(to, this.data.rows.length - 1));
    if (this.data.rows[place].id === each.id) return;
    this.wanted = each.id;
    this.status.textContent = `${each.title} is number ${place + 1} now.`;
    this.tell("moved", { id: each.id, place });
  }

  take(event, from) {
    if (event.button !== 0) return;
    event.preventDefault();
    const row = this.rows[from];
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const boxes = this.rows.map((each) => each.getBoundingClientRect());
    const start = event.clientY;
    const height = boxes[from].height + 2;
    let to = from;
    row.classList.add("held");
    this.list.classList.add("moving");
    handle.onpointermove = ({ clientY }) => {
      const middle = boxes[from].top + boxes[from].height / 2 + clientY - start;
      row.style.transform = `translateY(${clientY - start}px)`;
      to = boxes.filter((box, at) => at !== from && box.top + box.height / 2 < middle).length;
      this.rows.forEach((each, at) => {
        if (at === from) return;
        const shift = at > from && at <= to ? -height : at < from && at >= to ? height : 0;
        each.style.transform = shift ? `translateY(${shift}px)` : "";
      });
    };
    const drop = (kept) => {
      handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
      row.classList.remove("held");
      this.list.classList.remove("moving");
      this.rows.forEach((each) => (each.style.transform = ""));
      if (!kept || to === from) return;
      // the row stands where it was dropped until the server answers
      const others = this.rows.filter((each) => each !== row);
      others.splice(to, 0, row);
      this.rows = others;
      this.list.replaceChildren(...others);
      this.said = "";
      this.move(this.data.rows[from], to);
    };
    handle.onpointerup = () => drop(true);
    handle.onpointercancel = () => drop(false);
  }
}
