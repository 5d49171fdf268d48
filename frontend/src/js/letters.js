// Names in Thai and Khmer show as boxes on the few systems that have no such letters. Ours follow once the page
// stands, so that nobody waits for them; a browser fetches only those that the page has words in.
export function fetchRareLetters() {
  const ask = () => document.documentElement.toggleAttribute("data-letters", true);
  if (document.readyState === "complete") ask();
  else addEventListener("load", ask, { once: true });
}
