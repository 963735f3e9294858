/* Reruns the part of the page it stands in when the server says that its topic has news.
 *
 * All parts of a page share one socket. It is opened anew when it breaks, later each time; until it
 * stands, and where none can be had, a part asks again every few seconds while the page is seen. One
 * that only hears of a topic's sorts ("stories/said") stands within one of the topic, which does.
 *
 * Streamlit gathers what is asked for until the next turn of the event loop, and hears it as one
 * part's wish. So parts ask one after the other, and not while a click is on its way.
 */

const FIRST_MS = 500;
const LAST_MS = 30_000;
const APART_MS = 30;
const ACTS = ["click", "change", "keydown"];
const EVERYTHING = "*";

const held = new WeakMap();

class Line {
  constructor() {
    this.parts = new Set();
    this.wait = FIRST_MS;
    this.socket = null;
    this.open = false;
    this.timer = null;
    this.turns = [];
    this.next = null;
    this.asking = false;
    this.asked = -Infinity;
    this.acted = -Infinity;
    ACTS.forEach((act) => addEventListener(act, () => this.act(), { capture: true, passive: true }));
  }

  join(part) {
    this.parts.add(part);
    clearTimeout(this.closing);
    if (!this.socket && !this.timer) this.dial();
  }

  leave(part) {
    this.parts.delete(part);
    this.turns = this.turns.filter((each) => each !== part);
    // a page that is drawn anew leaves and joins within moments
    this.closing = setTimeout(() => !this.parts.size && this.socket?.close(), 2_000);
  }

  dial() {
    this.timer = null;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    try {
      this.socket = new WebSocket(`${scheme}//${location.host}/live`);
    } catch {
      this.lost();
      return;
    }
    this.socket.onopen = () => {
      const again = this.wait > FIRST_MS;
      this.open = true;
      this.wait = FIRST_MS;
      if (again) this.parts.forEach((part) => part.soon()); // what was missed meanwhile
    };
    this.socket.onmessage = (message) => this.hear(message.data);
    this.socket.onclose = () => this.lost();
  }

  hear(data) {
    let news;
    try {
      news = JSON.parse(data);
    } catch {
      return;
    }
    [...this.parts]
      .filter((part) => part.topics.includes(news.topic) && part.me !== news.by)
      .forEach((part) => part.soon());
  }

  lost() {
    this.socket = null;
    this.open = false;
    if (!this.parts.size) return;
    this.timer = setTimeout(() => this.dial(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_MS);
  }

  /** Let a part ask for its redraw when it is its turn; news that come meanwhile are one. */
  turn(part) {
    if (!this.turns.includes(part)) this.turns.push(part);
    this.next ??= setTimeout(() => this.ask(), 0);
  }

  ask() {
    const early = Math.max(this.asked, this.acted) + APART_MS - performance.now();
    if (early > 0) {
      this.next = setTimeout(() => this.ask(), early);
      return;
    }
    this.next = null;
    this.asked = performance.now();
    this.asking = true;
    this.turns.shift()?.ask();
    setTimeout(() => {
      this.asking = false; // Streamlit has sent it
    }, 0);
    if (this.turns.length) this.next = setTimeout(() => this.ask(), APART_MS);
  }

  /** Somebody clicked: if that met what is being asked for, all of the page is asked for. */
  act() {
    this.acted = performance.now();
    if (this.asking) [...this.parts].at(-1)?.all();
  }
}

/** The page's one line; the script may be loaded more than once. */
function line() {
  const name = Symbol.for("greenlight.live");
  window[name] ??= new Line();
  return window[name];
}

class Part {
  constructor() {
    this.number = 0;
    this.whole = false;
    this.poll = setInterval(() => this.slowly(), 1_000);
    this.asked = Date.now();
  }

  show({ data, setTriggerValue }) {
    Object.assign(this, { topics: data.topics, me: data.me, slow: data.slow_ms, after: data.after_ms });
    this.tell = setTriggerValue;
  }

  soon() {
    if (!this.after) line().turn(this);
    else
      this.coming ??= setTimeout(() => {
        this.coming = null;
        line().turn(this);
      }, this.after);
  }

  ask() {
    this.asked = Date.now();
    this.number += 1;
    this.tell("news", this.whole ? EVERYTHING : this.number);
    this.whole = false;
  }

  /** Have all of the page redrawn. */
  all() {
    this.whole = true;
    line().turn(this);
  }

  slowly() {
    if (line().open || document.hidden || Date.now() - this.asked < this.slow) return;
    if (this.topics.every((topic) => topic.includes("/"))) return;
    this.soon();
    this.asked = Date.now();
  }

  remove() {
    clearInterval(this.poll);
    clearTimeout(this.coming);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) {
    const made = new Part();
    held.set(root, made);
    line().join(made);
  }
  held.get(root).show(component);
  return () => {
    const part = held.get(root);
    if (!part) return;
    part.remove();
    line().leave(part);
    held.delete(root);
  };
}
