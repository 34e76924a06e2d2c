/** Every page's styles, and the one comfort that all pages share. */
import "../styles/site.scss";

/** A chooser applies itself when a choice is made; without script its button does the same. */
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-apply]")) {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
  for (const button of form.querySelectorAll<HTMLElement>("[data-apply-button]")) button.hidden = true;
}
