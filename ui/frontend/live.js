/* Reruns the part of the page it stands in when the server says that its topic has news.
 *
 * All parts of a page share one socket. It is opened anew when it breaks, later each time; until it
 * stands, and where none can be had, each part asks again every few seconds while the page is seen.
 */

const FIRST_MS = 500;
const LAST_MS = 30_000;

const held = new WeakMap();

class Line {
  constructor() {
    this.parts = new Set();
    this.wait = FIRST_MS;
    this.socket = null;
    this.open = false;
    this.timer = null;
  }

  join(part) {
    this.parts.add(part);
    clearTimeout(this.closing);
    if (!this.socket && !this.timer) this.dial();
  }

  leave(part) {
    this.parts.delete(part);
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
    this.poll = setInterval(() => this.slowly(), 1_000);
    this.asked = Date.now();
  }

  show({ data, setTriggerValue }) {
    Object.assign(this, { topics: data.topics, me: data.me, slow: data.slow_ms });
    this.tell = setTriggerValue;
  }

  soon() {
    if (this.coming) return; // news that come meanwhile are one rerun
    this.coming = setTimeout(() => {
      this.coming = null;
      this.asked = Date.now();
      this.number += 1;
      this.tell("news", this.number);
    }, 0);
  }

  slowly() {
    if (line().open || document.hidden || Date.now() - this.asked < this.slow) return;
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
