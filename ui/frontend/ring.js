/* The ring: who has stories, what is new in a coloured hoop. Names become text nodes.
 *
 * It is one stop of the Tab key; arrows move along it, as in any list of choices (ARIA, toolbar).
 */

const held = new WeakMap();

function made(name, style, text) {
  const element = document.createElement(name);
  if (style) element.className = style;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Ring {
  constructor(root) {
    this.list = root.querySelector(".ring");
    this.list.onkeydown = (event) => this.move(event);
  }

  show({ data, setTriggerValue }) {
    const said = JSON.stringify(data);
    this.tell = setTriggerValue;
    if (said === this.said) return;
    this.said = said;
    const active = this.list.getRootNode().activeElement?.dataset?.who;
    const scrolled = this.list.scrollLeft;
    this.list.replaceChildren(...data.tellers.map((each) => this.entry(each)));
    this.list.scrollLeft = scrolled;
    const buttons = this.buttons();
    const opened = buttons.find((each) => each.getAttribute("aria-current"));
    this.stop(opened ?? buttons[0]);
    if (active) buttons.find((each) => each.dataset.who === active)?.focus();
  }

  entry(each) {
    const item = made("li");
    if (each.apart) {
      item.append(made("div", "apart", each.apart));
      return item;
    }
    const style = `teller${each.fresh ? " new" : ""}${each.close ? " close" : ""}`;
    const button = made("button", style + (each.open ? " open" : ""));
    button.type = "button";
    button.dataset.who = each.who;
    button.setAttribute("aria-label", each.label);
    if (each.open) button.setAttribute("aria-current", "true");
    const hoop = made("span", "hoop");
    const face = made("span", "face", each.initials);
    face.style.background = each.colour;
    hoop.append(face);
    if (each.adds) hoop.append(made("span", "plus"));
    button.append(hoop, made("span", "name", each.name));
    button.onclick = () => this.tell("opened", each.who);
    item.append(button);
    return item;
  }

  buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  stop(chosen) {
    this.buttons().forEach((each) => (each.tabIndex = each === chosen ? 0 : -1));
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = this.buttons();
    const at = buttons.indexOf(event.target.closest("button"));
    const ends = { Home: 0, End: buttons.length - 1 };
    const next = step ? at + step : ends[event.key];
    if (at < 0 || next === undefined || !buttons[next]) return;
    event.preventDefault();
    this.stop(buttons[next]);
    buttons[next].focus();
    buttons[next].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) held.set(root, new Ring(root));
  held.get(root).show(component);
  return () => held.delete(root);
}
