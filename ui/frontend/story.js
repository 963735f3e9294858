/* A story: what people typed becomes text nodes, the drawing an image, which runs no script. */

const SVG = "http://www.w3.org/2000/svg";
const INK = "#5a3b00";
const FACE = ["circle", { cx: 12, cy: 12, r: 10, fill: "#ffd54a" }];
const EYES = [8.5, 15.5].map((cx) => ["circle", { cx, cy: 10, r: 1.4, fill: INK }]);
const line = (d) => ["path", { d, fill: "none", stroke: INK, "stroke-width": 1.7, "stroke-linecap": "round" }];
const shape = (d, fill) => ["path", { d, fill }];

/** Signs of reactions, drawn here: not every machine has letters for them. */
const SIGNS = {
  love: [shape("M12 20.5C4 14.5 2.5 11 2.5 8.3A4.8 4.8 0 0 1 12 6.6A4.8 4.8 0 0 1 21.5 8.3C21.5 11 20 14.5 12 20.5z", "#ff4d6d")],
  funny: [
    FACE,
    line("M6 10.4q2-3 4 0M14 10.4q2-3 4 0"),
    shape("M6.3 13.2h11.4a5.7 5.7 0 0 1-11.4 0z", INK),
  ],
  gasp: [FACE, ...EYES, ["ellipse", { cx: 12, cy: 16.2, rx: 2.3, ry: 3, fill: INK }]],
  tears: [
    FACE,
    ...EYES,
    line("M8.6 17.2q3.4-3 6.8 0"),
    shape("M17.2 12c2.2 3.2 1.8 5 0 5s-2.2-1.8 0-5z", "#2f8fe8"),
  ],
  bravo: [shape("M12 2.2l2.9 6.4 7 .8-5.2 4.7 1.4 6.9-6.1-3.5-6.1 3.5 1.4-6.9L2.1 9.4l7-.8z", "#ffc93c")],
  thrill: [
    shape("M12.5 1.5C13 5.8 18.8 8.3 18.8 14.4A6.8 7 0 0 1 5.2 14.4C5.2 10.8 7.4 9.6 8 6.6C9.8 7.6 10.2 9 10.2 10C11.8 8 12.7 5.2 12.5 1.5z", "#ff7a2f"),
    shape("M12.2 11.8C12.6 14 15.2 14.6 15.2 17.2a3.2 3.3 0 0 1-6.4 0C8.8 15 11.4 14.4 12.2 11.8z", "#ffd54a"),
  ],
};

const held = new WeakMap();

function sign(slug) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  SIGNS[slug].forEach(([name, attributes]) => {
    const part = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
    svg.append(part);
  });
  return svg;
}

function made(name, style, text) {
  const element = document.createElement(name);
  if (style) element.className = style;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Story {
  constructor(root) {
    this.find = (name) => root.querySelector(`.${name}`);
    this.card = this.find("story");
    this.find("back").onclick = () => this.step(-1);
    this.find("on").onclick = () => this.step(1);
    this.card.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const way = step && this.find(step < 0 ? "back" : "on");
      if (way && !way.hidden) this.step(step);
    };
  }

  /** Ask for a story so many steps from the one shown: two quick clicks are one way of two steps. */
  step(by) {
    this.by += by;
    this.tell("step", { from: this.id, by: this.by });
  }

  show({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    if (this.id !== data.id) Object.assign(this, { id: data.id, by: 0 });
    const said = JSON.stringify(data);
    if (said === this.said) return;
    this.said = said;
    const long = data.text.length > 120 || (data.poll && data.text.length > 60);
    const style = ["story", data.kind, long && "long", data.masked && "masked", data.poll && "asks"];
    this.card.className = style.filter(Boolean).join(" ");
    this.card.setAttribute("aria-label", data.label);
    const held = this.card.getRootNode().activeElement?.dataset?.name;
    this.draw(data);
    this.find("poll").replaceChildren(...this.poll(data));
    this.find("reactions").replaceChildren(...data.reactions.map((each) => this.reaction(each, data)));
    // what has the focus is drawn anew when somebody else reacts
    if (held) this.card.querySelector(`[data-name="${held}"]`)?.focus();
  }

  draw(data) {
    if (this.drawn !== data.art) {
      this.drawn = data.art;
      this.find("art").src = `data:image/svg+xml,${encodeURIComponent(data.art)}`;
    }
    this.find("bars").setAttribute("aria-label", `Story ${data.place + 1} of ${data.count}`);
    this.find("bars").replaceChildren(
      ...Array.from({ length: data.count }, (_, at) => made("span", at <= data.place ? "done" : "")),
    );
    this.find("face").textContent = data.initials;
    this.find("face").style.background = data.colour;
    this.find("name").textContent = data.name;
    this.find("when").textContent = data.when;
    this.find("back").hidden = !data.back;
    this.find("on").hidden = !data.on;
    this.find("text").textContent = data.text;
    this.find("moment").replaceChildren(made("b", "", data.title), data.moment);
  }

  poll({ poll }) {
    if (!poll) return [];
    const whole = poll.votes?.reduce((sum, each) => sum + each, 0) || 1;
    const answers = poll.options.map((option, place) => {
      const button = made("button", "answer");
      button.type = "button";
      button.dataset.name = `answer${place}`;
      button.disabled = !poll.may;
      button.setAttribute("aria-pressed", String(poll.vote === place));
      button.append(made("span", "", option));
      if (poll.votes) {
        const share = Math.round((100 * poll.votes[place]) / whole);
        const bar = made("i");
        bar.style.width = `${share}%`;
        button.prepend(bar);
        button.append(made("span", "", `${share} %`));
      }
      button.onclick = () => this.tell("voted", place);
      return button;
    });
    return [made("h3", "", poll.question), ...answers];
  }

  reaction(each, data) {
    const button = made("button", "react");
    button.type = "button";
    button.dataset.name = each.slug;
    button.disabled = !data.may_react;
    const count = each.count ? `, ${each.count}` : "";
    button.setAttribute("aria-label", each.name + count);
    button.setAttribute("aria-pressed", String(each.mine));
    button.title = each.name;
    button.append(sign(each.slug), made("small", "", each.count || ""));
    button.onclick = () => this.tell("reacted", each.mine ? "" : each.slug);
    return button;
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) held.set(root, new Story(root));
  held.get(root).show(component);
  return () => held.delete(root);
}
