// Words that scripts show stand in the page, so that they are translated where all others are: base.html puts
// them on the body as data-word-*.
export const word = (name) => document.body.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
