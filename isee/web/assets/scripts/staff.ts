/** Comforts of the staff pages: dropping files on a form, a button that says it is at work, printing a slip. */
export {};

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) {
  const zone = form.querySelector<HTMLElement>(".drop");
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const chosen = form.querySelector<HTMLElement>("[data-chosen]");
  if (zone === null || input === null) continue;

  const over = (event: DragEvent, is: boolean): void => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, event.relatedTarget !== null));
  document.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
  input.addEventListener("change", () => {
    if (chosen !== null && input.files !== null) chosen.textContent = [...input.files].map((file) => file.name).join(" · ");
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-busy]")) {
  button.form?.addEventListener("submit", () => {
    button.textContent = button.dataset.busy ?? "";
    button.disabled = true;
  });
}

// A life begins at the left; the present is what people look for.
for (const box of document.querySelectorAll<HTMLElement>(".life-box")) {
  const present = box.querySelector<HTMLElement>("thead .now");
  if (present !== null) box.scrollLeft = present.offsetLeft + present.offsetWidth - box.clientWidth;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.addEventListener("click", () => window.print());
}
