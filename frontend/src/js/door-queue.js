// What a desk has done and the server does not know yet, in order. It outlives a reload, a crash and a flat battery.
export function openQueue(name) {
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? [];
    } catch {
      return [];
    }
  };
  let slips = read();
  const keep = () => {
    try {
      if (slips.length) localStorage.setItem(name, JSON.stringify(slips));
      else localStorage.removeItem(name);
    } catch {
      // A browser that keeps nothing: what was done lives as long as this page.
    }
  };
  // Two windows of one desk share what waits: each adds to what the other has written.
  const merged = () => {
    const kept = read();
    const ids = new Set(slips.map((slip) => slip.id));
    slips = [...slips, ...kept.filter((slip) => !ids.has(slip.id) && !gone.has(slip.id))];
  };
  const gone = new Set();
  return {
    slips: () => slips,
    add(slip) {
      merged();
      slips.push(slip);
      keep();
    },
    drop(ids) {
      for (const id of ids) gone.add(id);
      slips = slips.filter((slip) => !gone.has(slip.id));
      merged(); // or what the other has written since would go with it
      keep();
    },
  };
}
