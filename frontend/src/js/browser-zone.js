// A new event begins in the zone of the browser, if the list has it. They may choose another; without this the list
// begins with “Choose a zone”.
export function suggestBrowserZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll("select[data-browser-zone]")) {
    if (!select.value && [...select.options].some((option) => option.value === zone)) select.value = zone;
  }
}
