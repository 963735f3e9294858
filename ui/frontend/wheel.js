/* A wheel that shows where the server's draw landed: it decides nothing itself.
 *
 * Streamlit runs the default export whenever data or theme change; only a spin_id that was not
 * seen before sets the wheel in motion. Titles become text nodes.
 */

const SPIN_MS = 3000;
const TURNS = 5;
const EASE = "cubic-bezier(0.12, 0.75, 0.18, 1)";
const ANSWER_MS = 4000;
const RADIUS = 100;
const TEXT_FROM = 22;
const TEXT_TO = 89;
const SVG = "http://www.w3.org/2000/svg";

const held = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) held.set(root, new Wheel(root));
  held.get(root).show(component);
  return () => {
    held.get(root)?.remove();
    held.delete(root);
  };
}

function made(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Return a point of the disc; angles run clockwise from the top. */
function at(angle, radius) {
  const turn = (angle * Math.PI) / 180;
  return `${(radius * Math.sin(turn)).toFixed(3)} ${(-radius * Math.cos(turn)).toFixed(3)}`;
}

function sector(start, end) {
  if (end - start >= 359.999) return `M 0 -100 A 100 100 0 1 1 0 100 A 100 100 0 1 1 0 -100 Z`;
  const far = end - start > 180 ? 1 : 0;
  return `M 0 0 L ${at(start, RADIUS)} A 100 100 0 ${far} 1 ${at(end, RADIUS)} Z`;
}

function turned(degrees) {
  return ((degrees % 360) + 360) % 360;
}

class Wheel {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.rotation = 0;
    this.spun = null;
    this.drawn = "";
    this.labels = [];
    const [wheel, button] = [this.find("wheel"), this.find("spin")];
    wheel.onclick = button.onclick = () => this.ask();
    wheel.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (!event.repeat) this.ask();
    };
    this.watcher = new ResizeObserver(() => this.shorten());
    this.watcher.observe(wheel);
    document.fonts?.ready.then(() => this.shorten());
  }

  ask() {
    if (this.busy) return;
    this.wait(true);
    // whoever asked may ask again if no answer comes
    this.patience = setTimeout(() => this.wait(false), ANSWER_MS);
    this.latest.setTriggerValue("asked", true);
  }

  wait(busy) {
    clearTimeout(this.patience);
    this.busy = busy;
    for (const name of ["wheel", "spin"]) this.find(name).setAttribute("aria-disabled", busy);
  }

  show(component) {
    this.latest = component;
    const { data } = component;
    this.find("wheel").setAttribute("aria-label", data.label);
    const first = this.spun === null;
    const fresh = first || data.spin_id !== this.spun;
    const target = data.angle === null ? 0 : turned(-data.angle);
    const text = JSON.stringify(data.slices);
    if (text !== this.drawn) {
      this.drawn = text;
      this.draw(data.slices);
      if (!fresh) this.orient(this.rotation);
    }
    if (!fresh) {
      if (!this.moving) this.mark();
      return;
    }
    this.spun = data.spin_id;
    this.orient(target);
    if (first || data.angle === null) this.rest(target);
    else this.spin(target);
  }

  draw(slices) {
    const disc = this.find("disc");
    const list = this.find("titles");
    disc.replaceChildren();
    list.replaceChildren();
    this.labels = slices.map(({ title, start, end, fill, ink }) => {
      const slice = made("g", {});
      const label = made("text", { fill: ink });
      slice.append(
        made("title", {}, title),
        made("path", { d: sector(start, end), fill }),
        label,
      );
      disc.append(slice);
      const item = document.createElement("li");
      item.textContent = `${title}, ${((end - start) / 3.6).toFixed(0)} %`;
      list.append(item);
      return { label, title, middle: (start + end) / 2 };
    });
    this.halo = made("path", { class: "halo" });
    disc.append(this.halo);
    this.shorten();
  }

  /** Turn labels so that none is upside down once the wheel rests at a rotation. */
  orient(rotation) {
    for (const { label, middle } of this.labels) {
      const left = turned(middle + rotation) > 180;
      label.setAttribute("text-anchor", left ? "start" : "end");
      label.setAttribute(
        "transform",
        `rotate(${middle + (left ? 90 : -90)}) translate(${left ? -TEXT_TO : TEXT_TO} 0)`,
      );
    }
  }

  /** Cut titles to the room between hub and rim. */
  shorten() {
    for (const { label, title } of this.labels) {
      const signs = Array.from(title);
      label.textContent = title;
      let [fits, much] = [0, signs.length];
      if (label.getComputedTextLength() <= TEXT_TO - TEXT_FROM) continue;
      while (fits < much - 1) {
        const half = (fits + much) >> 1;
        label.textContent = `${signs.slice(0, half).join("").trimEnd()}…`;
        if (label.getComputedTextLength() <= TEXT_TO - TEXT_FROM) fits = half;
        else much = half;
      }
      label.textContent = `${signs.slice(0, fits).join("").trimEnd()}…`;
    }
  }

  spin(target) {
    this.motion?.cancel();
    this.wait(true);
    this.say("");
    const disc = this.find("disc");
    const from = this.rotation;
    const ahead = 360 * TURNS + turned(target - from);
    this.set(target);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.arrive();
      return;
    }
    this.moving = true;
    this.mark();
    this.motion = disc.animate(
      [{ transform: `rotate(${from}deg)` }, { transform: `rotate(${from + ahead}deg)` }],
      { duration: SPIN_MS, easing: EASE },
    );
    this.motion.onfinish = () => this.arrive();
  }

  rest(target) {
    this.motion?.cancel();
    this.set(target);
    this.arrive();
  }

  set(rotation) {
    this.rotation = rotation;
    this.find("disc").style.transform = `rotate(${rotation}deg)`;
  }

  arrive() {
    this.moving = false;
    this.wait(false);
    this.mark();
    const { landed, slices, spin_id, tells_rest } = this.latest.data;
    if (tells_rest && landed !== null) this.latest.setTriggerValue("rested", spin_id);
    this.say(landed === null ? "" : `The wheel landed on ${slices[landed].title}.`);
  }

  mark() {
    const { landed, slices } = this.latest.data;
    const shown = !this.moving && landed !== null;
    this.halo.setAttribute("d", shown ? sector(slices[landed].start, slices[landed].end) : "");
  }

  say(text) {
    const result = this.find("result");
    if (result.textContent !== text) result.textContent = text;
  }

  remove() {
    clearTimeout(this.patience);
    this.motion?.cancel();
    this.watcher.disconnect();
  }
}
