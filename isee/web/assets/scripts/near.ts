/**
 * The near page: asks the device for its position when the person presses the button, takes a point that is chosen
 * on the map, and draws the listed schools. A position leaves this page in the body of a form alone, rounded to about
 * a hundred metres. Without script the list and the search by name do the same work.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "../styles/near.scss";

const THAILAND: L.LatLngBoundsLiteral = [[5.6, 97.3], [20.5, 105.7]];
const DECIMALS = 3;

const box = document.querySelector<HTMLElement>("#near-map");
const form = document.querySelector<HTMLFormElement>("form[data-near]");

if (form !== null && "geolocation" in navigator) askForPosition(form);
if (box !== null && form !== null) start(box, form);

function start(target: HTMLElement, ask: HTMLFormElement): void {
  document.querySelectorAll<HTMLElement>("[data-near-only]").forEach((part) => { part.hidden = false; });
  draw(target, ask).catch(() => {
    target.remove();
    document.querySelectorAll<HTMLElement>("[data-near-only]").forEach((part) => { part.hidden = true; });
  });
}

function askForPosition(ask: HTMLFormElement): void {
  const problem = document.querySelector<HTMLElement>("[data-near-problem]");
  const button = ask.querySelector("button");
  if (button === null) return;
  ask.hidden = false;
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    const label = button.textContent;
    button.disabled = true;
    button.textContent = button.dataset["busy"] ?? label;
    navigator.geolocation.getCurrentPosition(
      (position) => lookFrom(ask, position.coords.latitude, position.coords.longitude, "device"),
      () => {
        button.disabled = false;
        button.textContent = label;
        if (problem === null) return;
        problem.textContent = problem.dataset["nearProblem"] ?? "";
        problem.hidden = false;
      },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}

/** Ask for the schools near a point; `from` says in words whose point it is. */
function lookFrom(ask: HTMLFormElement, lat: number, lon: number, from: "device" | "map"): void {
  field(ask, "lat").value = lat.toFixed(DECIMALS);
  field(ask, "lon").value = lon.toFixed(DECIMALS);
  field(ask, "from").value = from;
  ask.submit();
}

function field(ask: HTMLFormElement, name: string): HTMLInputElement {
  const found = ask.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`the form has no field ${name}`);
  return found;
}

function point(from: HTMLElement): L.LatLngTuple {
  return [Number(from.dataset["lat"]), Number(from.dataset["lon"])];
}

function pin(text: string, kind: string): L.DivIcon {
  return L.divIcon({ className: `pin ${kind}`, html: text, iconSize: [26, 26] });
}

async function draw(target: HTMLElement, ask: HTMLFormElement): Promise<void> {
  const map = L.map(target, { attributionControl: false, scrollWheelZoom: false, maxZoom: 15, minZoom: 4, zoomSnap: 0.25 });
  if (target.dataset["lat"] === undefined) map.fitBounds(THAILAND);
  else map.fitBounds(schools(map, target).pad(0.1));
  L.control.scale({ imperial: false }).addTo(map);
  map.on("click", (event) => lookFrom(ask, event.latlng.lat, event.latlng.lng, "map"));
  document.querySelector("[data-near-middle]")?.addEventListener("click", () => {
    const middle = map.getCenter();
    lookFrom(ask, middle.lat, middle.lng, "map");
  });
  await outlines(map, target);
}

/** The schools of the list and the point that they are near to; what holds all of them. */
function schools(map: L.Map, target: HTMLElement): L.LatLngBounds {
  const here = point(target);
  const bounds = L.latLngBounds([here]);
  document.querySelectorAll<HTMLElement>("#near-list li").forEach((item, index) => {
    const place = point(item);
    bounds.extend(place);
    const name = item.dataset["name"] ?? "";
    const mark = L.marker(place, { icon: pin(String(index + 1), "school"), title: name, alt: name, keyboard: false }).addTo(map);
    mark.on("click", () => item.querySelector("a")?.click());
  });
  L.marker(here, { icon: pin("", "here"), title: target.dataset["here"] ?? "", zIndexOffset: 1000, interactive: false }).addTo(map);
  return bounds;
}

async function outlines(map: L.Map, target: HTMLElement): Promise<void> {
  const whole = target.dataset["lat"] === undefined;
  for (const address of (target.dataset["outlines"] ?? "").split(" ").filter(Boolean)) {
    const answer = await fetch(address);
    if (!answer.ok) continue;
    L.geoJSON(await answer.json(), {
      style: { className: "outline" },
      interactive: false,
      onEachFeature: (feature, layer) => {
        if (whole) return;
        layer.bindTooltip(String(feature.properties.name), { permanent: true, direction: "center", className: "area-name" });
      },
    }).addTo(map);
  }
}
