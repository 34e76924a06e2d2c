/**
 * The near page: asks the device for its position when the person presses the button, and draws the listed
 * schools on a map. Without script the list and the search by name do the same work.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "../styles/near.scss";

const box = document.querySelector<HTMLElement>("#near-map");
const form = document.querySelector<HTMLFormElement>("form[data-near]");

if (form !== null && "geolocation" in navigator) askForPosition(form);
if (box !== null) draw(box).catch(() => box.remove());

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
      (position) => {
        field(ask, "lat").value = position.coords.latitude.toFixed(3);
        field(ask, "lon").value = position.coords.longitude.toFixed(3);
        ask.submit();
      },
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

async function draw(target: HTMLElement): Promise<void> {
  const map = L.map(target, { attributionControl: false, scrollWheelZoom: false, maxZoom: 15, minZoom: 5 });
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
  map.fitBounds(bounds.pad(0.1));
  L.control.scale({ imperial: false }).addTo(map);
  for (const address of (target.dataset["outlines"] ?? "").split(" ").filter(Boolean)) {
    const answer = await fetch(address);
    if (!answer.ok) continue;
    L.geoJSON(await answer.json(), {
      style: { className: "outline" },
      interactive: false,
      onEachFeature: (feature, layer) => {
        layer.bindTooltip(String(feature.properties.name), { permanent: true, direction: "center", className: "area-name" });
      },
    }).addTo(map);
  }
}
