// A link with data-local-time asks the server for the times of the reader's own zone. The browser knows the zone,
// the server does the conversion; where both agree the offer would be noise and stays hidden.
export function offerLocalTime() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const link of document.querySelectorAll("a[data-local-time]")) {
    const offer = link.closest("[data-local-time-offer]") ?? link;
    if (link.dataset.localTime === zone) {
      offer.hidden = true;
      continue;
    }
    const address = new URL(link.href);
    address.searchParams.set("zone", zone);
    link.href = address;
    offer.hidden = false;
  }
}
