/* A map on a blank ground, drawn by Leaflet from this server alone.
 *
 * Streamlit runs the default export whenever data or theme change. The map is made once for each
 * place on the page; after that only what differs is drawn again, so that zoom and view stay.
 * Words that people typed become text nodes; nothing here makes HTML of them.
 */

const LEAFLET = new URL("/assets/leaflet/", document.baseURI).href;
const CIVIDIS = ["#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"];
const STRENGTH = 0.7;
const MANY_PINS = 500;
const OPENSTREETMAP =
  '&copy; <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a> contributors';

const held = new WeakMap();
let leaflet = null;

export default function (component) {
  const root = component.parentElement;
  if (!held.has(root)) held.set(root, mount(root));
  const mounted = held.get(root);
  mounted.latest = component;
  mounted.drawing?.show(component);
  return () => {
    mounted.gone = true;
    mounted.drawing?.remove();
    held.delete(root);
  };
}

function mount(root) {
  const mounted = { latest: null, drawing: null, gone: false };
  load(root).then(
    (L) => {
      if (mounted.gone) return;
      mounted.drawing = new Drawing(L, root, mounted.latest);
      mounted.drawing.show(mounted.latest);
    },
    () => {
      const words = root.querySelector(".trouble");
      words.textContent = "The map cannot be drawn: Leaflet is missing; run python -m ui.assets.";
      words.hidden = false;
    },
  );
  return mounted;
}

function load(root) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${LEAFLET}leaflet.css`;
  const styled = new Promise((done, failed) => {
    sheet.onload = done;
    sheet.onerror = failed;
  });
  root.prepend(sheet);
  leaflet ??= import(`${LEAFLET}leaflet-src.esm.js`);
  return Promise.all([leaflet, styled]).then(([L]) => L);
}

function words(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

/** Return a longitude's copy that lies nearest to another. */
function near(lon, reference) {
  return lon + 360 * Math.round((reference - lon) / 360);
}

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function isDark(colour) {
  const [red, green, blue] = colour.startsWith("#")
    ? channels(colour)
    : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

function blend(scale, share) {
  const at = Math.min(Math.max(share, 0), 1) * (scale.length - 1);
  const first = Math.min(Math.floor(at), scale.length - 2);
  const [low, high] = [channels(scale[first]), channels(scale[first + 1])];
  return `rgb(${low.map((part, i) => Math.round(part + (at - first) * (high[i] - part)))})`;
}

class Drawing {
  constructor(L, root, { data }) {
    this.L = L;
    this.root = root;
    this.host = root.host ?? root;
    this.drawn = {};
    this.view = null;
    this.box = root.querySelector(".ground");
    this.box.style.height = `${data.height}px`;
    // a click must not scroll the page to the map's top
    this.box.focus = () => HTMLElement.prototype.focus.call(this.box, { preventScroll: true });
    this.map = L.map(this.box, {
      preferCanvas: true,
      zoomSnap: 0.5,
      minZoom: 2,
      maxZoom: 18,
      scrollWheelZoom: false,
      doubleClickZoom: false,
    });
    this.map.attributionControl.setPrefix(
      '<a href="https://leafletjs.com" target="_blank" rel="noopener">Leaflet</a>',
    );
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.setView(data.centre, 12);
    this.layers = Object.fromEntries(
      ["squares", "cells", "outlines", "pins"].map((name) => [name, L.featureGroup().addTo(this.map)]),
    );
    this.layers.cells.bindTooltip((cell) => words(cell.words), { sticky: true });
    this.layers.squares.bindTooltip((square) => words(square.words), { sticky: true });
    if (data.tiles) {
      L.tileLayer(data.tiles, {
        attribution: OPENSTREETMAP,
        maxZoom: 18,
        // who serves tiles may ask whose page it is; which page it is stays here
        referrerPolicy: "strict-origin",
      }).addTo(this.map);
    }
    this.layers.pins.bindPopup((pin) => words(pin.words), { maxWidth: 240 });
    this.listen();
  }

  listen() {
    const { map, box } = this;
    map.on("click", (event) => this.send(event.latlng));
    map.on("zoomend", () => this.declutter());
    // the page scrolls past a map that nobody is using
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === box) this.send(map.getCenter());
    });
    this.watcher = new ResizeObserver(() => this.settle());
    this.watcher.observe(box);
  }

  send(latlng) {
    const place = latlng.wrap();
    const rounded = [place.lat, place.lng].map((degrees) => Number(degrees.toFixed(6)));
    this.latest.setTriggerValue("clicked", rounded);
  }

  /** Follow the box's size, and choose the view when it has one for the first time. */
  settle() {
    if (!this.box.clientWidth) return;
    this.map.invalidateSize({ pan: false });
    if (!this.view) this.fit();
    this.declutter();
  }

  fit() {
    const { data } = this.latest;
    const all = this.L.latLngBounds([this.centre]);
    if (data.radius_m) all.extend(this.centre.toBounds(2.2 * data.radius_m));
    else Object.values(this.layers).forEach((layer) => all.extend(layer.getBounds()));
    this.view = all;
    this.map.fitBounds(all, { animate: false, maxZoom: 14 });
  }

  /** Return whether the fence's middle or its whole line is out of sight. */
  lost(radius) {
    const seen = this.map.getBounds();
    return !seen.contains(this.centre) || (radius && this.centre.toBounds(radius).contains(seen));
  }

  show(component) {
    this.latest = component;
    const { data } = component;
    this.theme = this.colours();
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-label", data.alt);
    this.box.style.height = `${data.height}px`;
    const [lat, lon] = data.centre;
    this.centre = this.L.latLng(lat, near(lon, this.map.getCenter().lng));
    this.reference = 90 * Math.round(this.centre.lng / 90);
    const moved = this.changed("fence", [data.centre, data.radius_m]);
    this.fence(data.radius_m);
    const again = ["squares", "cells", "outlines", "pins"].filter((name) => this.changed(name, data[name]));
    again.forEach((name) => this[name](data));
    if (again.length) this.order();
    this.legend(data);
    if (moved && this.view && this.lost(data.radius_m)) this.fit();
    this.settle();
  }

  changed(name, value) {
    const text = JSON.stringify([value, this.theme, name === "fence" || this.reference]);
    if (this.drawn[name] === text) return false;
    this.drawn[name] = text;
    return true;
  }

  colours() {
    const style = getComputedStyle(this.host);
    const of = (name) => style.getPropertyValue(`--st-${name}-color`).trim();
    const dark = isDark(of("background"));
    return {
      text: of("text"),
      line: dark ? "#8b98a3" : "#6c7a73",
      accent: of("primary"),
      pin: of("orange"),
      ground: of("background"),
      // the weakest colour is the one nearest to the ground, and still told from it
      scale: dark ? CIVIDIS.slice(1) : [...CIVIDIS].reverse(),
    };
  }

  here(corners) {
    return corners.map(([lat, lon]) => [lat, near(lon, this.reference)]);
  }

  fence(radius) {
    if (!radius) {
      this.circle?.remove();
      this.circle = null;
      return;
    }
    this.circle ??= this.L.circle(this.centre, { radius, interactive: false }).addTo(this.map);
    this.circle.setLatLng(this.centre).setRadius(radius);
    this.circle.setStyle({ color: this.theme.accent, weight: 3, fillOpacity: 0.06 });
  }

  cells({ cells, range }) {
    const [low, high] = range ?? [0, 1];
    this.layers.cells.clearLayers();
    for (const [corners, value, label] of cells) {
      const known = value !== null;
      const cell = this.L.polygon(this.here(corners), {
        stroke: !known,
        color: this.theme.line,
        weight: 1,
        dashArray: "2 4",
        fillColor: known ? blend(this.theme.scale, (value - low) / (high - low || 1)) : "none",
        fillOpacity: known ? STRENGTH : 0,
      });
      cell.words = label;
      this.layers.cells.addLayer(cell);
    }
  }

  squares({ squares, range }) {
    const [low, high] = range ?? [0, 1];
    this.layers.squares.clearLayers();
    squares?.values.forEach((value, at) => {
      const [south, west, north, east] = squares.edges.slice(4 * at, 4 * at + 4);
      const known = value !== null;
      const corners = this.here([[south, west], [north, east]]);
      corners[1][1] = corners[0][1] + east - west;
      const square = this.L.rectangle(corners, {
        stroke: !known,
        color: this.theme.line,
        weight: 1,
        dashArray: "2 4",
        fillColor: known ? blend(this.theme.scale, (value - low) / (high - low || 1)) : "none",
        fillOpacity: known ? STRENGTH : 0,
      });
      square.words = known ? squares.said.join(Math.round(value)) : squares.unsaid;
      this.layers.squares.addLayer(square);
    });
  }

  outlines({ outlines }) {
    this.layers.outlines.clearLayers();
    for (const [name, corners] of outlines) {
      const outline = this.L.polygon(this.here(corners), {
        color: this.theme.line,
        weight: 1.5,
        fill: false,
        interactive: false,
      });
      this.layers.outlines.addLayer(outline);
      outline.bindTooltip(words(name), {
        permanent: true,
        direction: "center",
        className: "name",
      });
    }
  }

  pins({ pins }) {
    this.map.closePopup();
    this.layers.pins.clearLayers();
    const crowd = pins.length > MANY_PINS;
    for (const [lat, lon, text] of pins) {
      const pin = this.L.circleMarker([lat, near(lon, this.reference)], {
        radius: crowd ? 3 : 7,
        stroke: !crowd,
        color: this.theme.ground,
        weight: 1.5,
        fillColor: this.theme.pin,
        fillOpacity: 0.95,
      });
      pin.words = text;
      this.layers.pins.addLayer(pin);
    }
  }

  order() {
    this.layers.outlines.bringToBack();
    this.layers.cells.bringToBack();
    this.layers.squares.bringToBack();
    this.circle?.bringToFront();
    this.layers.pins.bringToFront();
  }

  /** Hide names that would lie on other names; zooming in shows them. */
  declutter() {
    const kept = [];
    this.layers.outlines.eachLayer((outline) => {
      const element = outline.getTooltip()?.getElement();
      if (!element) return;
      const box = element.getBoundingClientRect();
      const free = kept.every(
        (other) =>
          box.right < other.left ||
          box.left > other.right ||
          box.bottom < other.top ||
          box.top > other.bottom,
      );
      element.style.visibility = free ? "" : "hidden";
      if (free) kept.push(box);
    });
  }

  legend({ legend, range, cells, squares }) {
    const row = this.root.querySelector(".legend");
    const values = [...cells.map(([, value]) => value), ...(squares?.values ?? [])];
    row.hidden = values.length === 0;
    row.querySelector(".unknown").hidden = !values.includes(null);
    row.querySelector(".known").hidden = !range;
    if (!range) return;
    const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
    row.querySelector(".what").textContent = legend;
    row.querySelector(".low").textContent = number.format(range[0]);
    row.querySelector(".high").textContent = number.format(range[1]);
    const bar = row.querySelector(".bar");
    bar.style.background = `linear-gradient(to right, ${this.theme.scale.join(", ")})`;
    bar.style.opacity = STRENGTH;
  }

  remove() {
    this.watcher.disconnect();
    this.map.remove();
  }
}
