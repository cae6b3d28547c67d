// Pieces that several panels are made of: places, findings, tables of facts, lists with an end.

const { link, make } = require('dom');

/** A link to a place in the script; nothing for none. */
const place = (at) => at && link(`#line-${at[0]}`, { title: 'show in the script' }, `line ${at[0]}:${at[1]}`);

/** Names and what they stand for; a row whose value is empty isn't there. */
exports.facts = (rows) => {
  const shown = rows.filter(([, value]) => value !== '' && value !== null && value !== undefined && value !== false);
  return make('dl.facts', shown.map(([name, value]) => [make('dt', name), make('dd', value)]));
};

/** A finding, with its code and its place. */
exports.finding = ({ code, text, at }) =>
  make('div.finding', make('p', text), make('p.quiet', place(at), at && ' · ', make('code', code)));

/** The first of many, and how many more there are. */
exports.some = (list, most, draw) => {
  const more = list.length - most;
  return [
    list.slice(0, most).map(draw),
    more > 0 && make('p.quiet', `and ${more.toLocaleString('en')} more, which search finds`),
  ];
};

/** A heading with what stands under it. */
exports.part = (title, ...parts) => make('section.part', make('h3', title), parts);

exports.place = place;
