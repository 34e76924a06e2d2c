/**
 * A one-time code comes after the # of a link, where no log sees it. This puts it into the field of the page and,
 * where the page says so, sends the form. Without script people copy the code themselves.
 */
export {};

const field = document.querySelector<HTMLInputElement>("input[data-from-fragment]");
const code = decodeURIComponent(location.hash.slice(1));

if (field !== null && code !== "") {
  field.value = code;
  history.replaceState(null, "", location.pathname);
  if ("send" in field.dataset) field.form?.requestSubmit();
}
